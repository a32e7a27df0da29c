"""A new machine gets a dead one's identity: its name, its place in the hall, its files; the old one is cut off."""
