"""What is plugged in, and what answers to harmless questions."""
