"""A day of a hall on the real core, with a clock of its own: pure, seeded, no input and no output."""
