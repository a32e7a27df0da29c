"""The terminal's zone and the terminal itself: open, closed for the night, out of service; and the hall in an emergency."""
