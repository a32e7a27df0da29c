"""Notices within a second or two that a serial port was plugged in, so that its device needn't wait for its back-off's end.

Looks at names only; opens nothing. Serial ports of a host are few, and a `stat` takes microseconds, so looking again and again
is as good as being told, works for every kind of port, and needs no library.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from drivers.core.links import SerialLinkConfig
from drivers.core.serial_ports import STABLE_FOLDERS, UsbIdentity

POLL_S = 1.0
"""A device that is plugged in again is asked within about this time and its driver's own handshake."""

Identity = str | UsbIdentity
_Mark = tuple[object, ...] | None


class PortWatch:
    """Remembers what each port's name led to. Used on one thread.

    Args:
        folders: where udev puts names; a USB identity may be any of them.
    """

    def __init__(self, folders: Sequence[Path] = STABLE_FOLDERS) -> None:
        self._folders = folders
        self._known: dict[Identity, _Mark] = {}

    def poll(self, links: Iterable[SerialLinkConfig]) -> set[Identity]:
        """Ports that appeared, or were replaced, since the last call; none at a port's first call."""
        marks = {identity: self._mark(identity) for identity in {link.identity for link in links}}
        came = {i for i, mark in marks.items() if mark is not None and i in self._known and self._known[i] != mark}
        self._known = marks
        return came

    def _mark(self, identity: Identity) -> _Mark:
        if isinstance(identity, str):
            return _mark_of(Path(identity))
        return tuple(sorted((str(path), _mark_of(path)) for folder in self._folders for path in _names(folder))) or None


def _mark_of(path: Path) -> _Mark:
    """What changes when the port behind a name does, or the right to open it. Not the times of use."""
    try:
        own, target = os.lstat(path), os.stat(path)
    except OSError:
        return None
    return own.st_ino, own.st_ctime_ns, target.st_dev, target.st_ino, target.st_rdev, target.st_ctime_ns


def _names(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
