"""Self-service items at the kiosk: what a citizen's way through one item is made of. Items themselves are the hall's data."""
