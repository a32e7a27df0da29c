"""The support bundle: all that helps to find a fault from afar, and nothing of any person or any secret."""
