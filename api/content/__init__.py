"""Versioned content that several parts share: rating levels and the codes different interfaces give them."""
