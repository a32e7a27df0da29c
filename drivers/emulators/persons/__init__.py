"""Invented people before a kiosk's camera, and attacks with their pictures: frames and video files. All of it is synthetic.

python -m drivers.emulators.persons --help
"""
