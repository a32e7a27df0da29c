"""How OpenCV is set up in every process of ours that looks for faces."""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""From the GNU library's malloc.h."""
KEPT_BYTES = 1_000_000
"""Free at the end of the heap before it is given back."""
LARGE_BYTES = 500_000
"""From here on a block has pages of its own, which go back at once: models and frames. Measured: 18 MB less for all models at
work, at the same speed."""


def prepare(threads: int = 1) -> None:
    """One thread, so that the kiosk's screen keeps the other cores; no chatter on standard error."""
    import cv2

    _keep_little()
    cv2.setNumThreads(threads)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


def give_back_memory() -> None:
    """To the system: what was freed after a model was read stays with the process otherwise, 10 to 40 MB of it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # the GNU library's; others give back by themselves
        trim(0)


def _keep_little() -> None:
    """The GNU library learns from freed frames and models to keep ever more for itself; fixed limits stop that (mallopt(3))."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
