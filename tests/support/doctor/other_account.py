"""As an account that owns nothing: root may do everything, so a missing right shows for others only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534
"""Debian's `nobody`."""


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """`folder` and those above it can be entered; a process that isn't root stays who it is."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.parents):
        if place.stat().st_uid == 0 and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
