"""File systems of a test's own, mounted where it says; root only, as every mount."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def tmpfs(folder: Path, options: str) -> Iterator[Path]:
    """Args: options: `size=1m`, `nr_inodes=10`."""
    with _mounted("tmpfs", folder, options) as place:
        yield place


@contextmanager
def overlay(folder: Path) -> Iterator[Path]:
    """As a read-only root has it: what is written is kept in memory."""
    with tmpfs(folder / "memory", "size=4m") as memory:
        for name in ("lower", "upper", "work"):
            (memory / name).mkdir()
        options = f"lowerdir={memory / 'lower'},upperdir={memory / 'upper'},workdir={memory / 'work'}"
        with _mounted("overlay", folder / "root", options) as place:
            yield place


def fill(folder: Path) -> Path:
    """A file that takes all room there is, beside processes that write too."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return ballast


@contextmanager
def _mounted(kind: str, folder: Path, options: str) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a file system of its own needs root")
    folder.mkdir(parents=True)
    if subprocess.run(["mount", "-t", kind, "-o", options, kind, str(folder)], capture_output=True, check=False).returncode:
        pytest.skip(f"this machine doesn't let a test mount {kind}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
