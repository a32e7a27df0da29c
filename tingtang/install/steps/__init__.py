"""What an installation is made of. Each step says what it is, sees whether it is done, does it, takes it back."""
