"""The tactile keypad of a terminal, with its headphone socket."""
