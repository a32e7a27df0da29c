"""Backups of a hall: made while it works, checked, sealed for somebody else's key, kept for a while; and the way back."""
