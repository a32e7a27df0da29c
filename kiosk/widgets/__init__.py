"""A dozen widgets that every screen is made of. Flat, no animation; they take sizes and colours from the theme."""
