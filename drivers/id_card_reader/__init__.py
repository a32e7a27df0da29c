"""The resident ID-card reader (SAM serial protocol): card in, holder's data out to whom asked."""
