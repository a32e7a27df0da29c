"""What the numbers on identity documents say. Pure; knows no person, no reader and no screen."""
