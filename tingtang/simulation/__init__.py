"""What the simulating commands share: reading halls and days, showing progress, tables and pictures."""
