"""The uninterruptible power supply, through Network UPS Tools."""
