"""What libraries keep for themselves after a session, where the memory's own overwriting doesn't reach."""

import numpy as np

SMALL_BYTES = 1024
KEPT_OF_EACH = 7
"""NumPy doesn't free arrays below SMALL_BYTES at once: it keeps up to KEPT_OF_EACH of each length as they were, for the next ones
(NBUCKETS and NCACHE in its multiarray/alloc.cpp). Templates have 512 bytes, landmarks 544.
"""
NUMBER_BYTES = 4
"""Templates, points and scores are single-precision numbers or larger ones. What is overwritten stays with the process: every
length would be 4 MB of it.
"""


def overwrite_small_arrays() -> None:
    """With zeros, those that this thread's arrays left behind: 2 000 small arrays, some milliseconds."""
    for length in range(NUMBER_BYTES, SMALL_BYTES, NUMBER_BYTES):
        # Held together, so that each takes another place.
        places = [np.zeros(length, np.uint8) for _ in range(KEPT_OF_EACH + 1)]
        del places
