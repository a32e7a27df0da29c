"""Who owns the files of services: user and group ids as the root at hand names them, which may be an image's."""

import os
from pathlib import Path

ROOT_USER = 0


def owner_in(root: Path, user: str, group: str | None = None) -> tuple[int, int] | None:
    """Ids of `user` and of `group` (the user's own when left out).

    None: this process may not give files away, or there is no such account yet, and files stay the writer's.
    """
    if os.geteuid() != ROOT_USER:
        return None
    found = _entry(root / "etc/passwd", user)
    if found is None:
        return None
    if group is None:
        return int(found[2]), int(found[3])
    other = _entry(root / "etc/group", group)
    return None if other is None else (int(found[2]), int(other[2]))


def _entry(table: Path, name: str) -> list[str] | None:
    try:
        lines = table.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return next((fields for line in lines if (fields := line.split(":"))[0] == name and len(fields) > 3), None)
