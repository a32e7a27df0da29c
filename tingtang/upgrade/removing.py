"""Removes a release so that a power cut leaves an unfinished one, never half of one that looks whole."""

import shutil
from pathlib import Path

from hall_controller.releases.shelf import sync_folder


def remove_release(folder: Path, stamp: str) -> None:
    """Args: stamp: the file that says it is whole; it goes first.

    Raises:
        OSError: the disk refuses it.
    """
    if not folder.exists():
        return
    (folder / stamp).unlink(missing_ok=True)
    sync_folder(folder)
    shutil.rmtree(folder)
