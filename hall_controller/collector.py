"""How often Python looks for cyclic garbage in this process."""

import gc

THRESHOLDS = (20_000, 20, 20)
"""Python's own (700, 10, 10) suits small heaps: a controller makes some hundred short-lived objects for each command beside
tens of thousands of tickets that stay, and spent 8 % of its time looking through them."""


def look_less_often() -> None:
    """For the whole process; called once by its entry point."""
    gc.set_threshold(*THRESHOLDS)
