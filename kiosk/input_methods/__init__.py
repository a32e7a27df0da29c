"""Chinese by its sound and by hand: system libraries, loaded at run time where they are there."""
