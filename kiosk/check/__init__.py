"""The start-up check: is everything here that a kiosk needs, and if not, what to do, in words."""
