"""The screen's process keeps little: what a screen used goes back to the system soon after the screen is gone.

Pictures of words are made and thrown away with every screen. Left alone, Python looks for those in reference cycles rarely, and
the GNU library learns to keep ever more for itself; a kiosk that runs for months would stay at its largest moment.
"""

import ctypes
import gc
import sys
from collections.abc import Callable

from kiosk.vision.library_pages import drop_code_pages

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""mallopt(3), malloc.h."""
LARGE_BYTES = 65_536
"""From this size on a block is mapped for itself and leaves with it: a line of words in letters of the kiosk's size."""
KEPT_BYTES = 1 << 20
"""Free memory at the heap's end that isn't given back."""
ARENAS = 1
"""Heaps of the process: its few threads hardly wait for each other, and each heap of its own would keep what it once needed."""
TIDY_AFTER_S = 1.0
"""After a screen's change: the new one is drawn, and nobody has touched it yet."""
STARTED_AFTER_S = 3.0
"""What only the start needed can go."""


def limit_hoarding() -> None:
    """Once, before windows and fonts are loaded: fixed limits end the library's learning. Until `loaded`, Python looks for no
    cycles: a start makes none, and a tenth of it would be spent on looking.
    """
    gc.disable()
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if sys.platform == "linux" and mallopt is not None:
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(M_ARENA_MAX, ARENAS)


def loaded() -> None:
    """Before the first widget is made: what is there now lives for ever, and is looked at no more."""
    gc.collect()
    gc.freeze()
    gc.enable()


def started() -> None:
    """Code that only loading needed leaves the memory."""
    tidy()


def tidy() -> None:
    """Free what no screen holds any more, and give it back with the code that ran for it: milliseconds, as what was there at the
    start isn't looked at.
    """
    gc.collect()
    drop_code_pages()
    _trim()


def _trim() -> None:
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
