"""A terminal's camera. The one device without an agent: the kiosk's vision process reads it here, since frames must not travel.

Frames live in memory only and are never written, logged or sent. OpenCV is loaded when a camera is opened, not before.
"""
