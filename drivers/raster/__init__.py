"""Text drawn to dots, for devices whose own character set ends before the name does."""
