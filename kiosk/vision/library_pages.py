"""Code of libraries that ran once, while they were loaded, needn't count as this process's memory for ever."""

import ctypes
from pathlib import Path

MADV_DONTNEED = 4
"""Linux, asm-generic/mman-common.h."""


def drop_code_pages() -> int:
    """Unmap the pages of executable code that came from files; what is called again is mapped anew from the system's cache.

    Code is never written to, so nothing is lost (madvise(2)); data of libraries, which is, stays. Returns the bytes looked at.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    looked_at = 0
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        span, rights, _, _, _, *path = line.split(maxsplit=5)
        if rights == "r-xp" and path and path[0].startswith("/"):
            begin, end = (int(bound, 16) for bound in span.split("-"))
            libc.madvise(begin, end - begin, MADV_DONTNEED)
            looked_at += end - begin
    return looked_at
