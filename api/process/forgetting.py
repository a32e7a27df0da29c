"""What a citizen typed, showed or was told must not lie about in freed memory: the C library overwrites what a process frees.

The settings are read when a process begins, so one that was started without them starts itself once more, at once.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

OVERWRITES_FREED: Mapping[str, str] = {
    # glibc fills whatever is freed with a pattern (GNU C Library manual, Memory Allocation Tunables). Its per-thread cache would
    # skip that, so it is off.
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    # Python's own pools of small objects would keep what is freed: short texts first of all.
    "PYTHONMALLOC": "malloc",
}


class Execute(Protocol):
    """As `os.execve`, which never returns."""

    def __call__(self, path: str, argv: list[str], env: Mapping[str, str], /) -> object: ...


def run_forgetful(
    execute: Execute = os.execve, environment: Mapping[str, str] = os.environ, command: Sequence[str] = tuple(sys.orig_argv)
) -> None:
    """Return in a process that overwrites what it frees; start it anew when this one doesn't."""
    if any(environment.get(name) != value for name, value in OVERWRITES_FREED.items()):
        execute(sys.executable, [sys.executable, *command[1:]], {**environment, **OVERWRITES_FREED})
