"""The conversation that learns a keypad: asks for presses, records them, infers, writes the profile, tries it."""
