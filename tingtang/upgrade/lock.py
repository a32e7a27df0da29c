"""One upgrade at a time: the timer's and a technician's never meet."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tingtang.upgrade.state import FOLDER_MODE

FILE_NAME = "lock"


class Busy(Exception):
    """Another process is upgrading this machine."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """
    Raises:
        Busy: another one is at it; the kernel frees the lock when it ends, however it ends.
        OSError: the disk refuses it.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    with (folder / FILE_NAME).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another upgrade is under way on this machine; see: tingtang upgrade here --status") from None
        yield
