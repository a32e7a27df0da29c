"""Tactile key pads with a headphone jack, as Linux input devices."""
