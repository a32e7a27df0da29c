"""Frames of a camera for the kiosk's own process."""
