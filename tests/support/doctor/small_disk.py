"""File systems of a test's own, mounted where it says; root only, as every mount."""

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


def fill(folder: Path, left_bytes: int = 0) -> Path:
    """A file that takes all room but `left_bytes`."""
    state = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - left_bytes)))
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
