"""apt, dpkg and pip, called as programs."""

import os
import subprocess
from pathlib import Path

LAST_LINES = 15


class CannotMake(Exception):
    """The bundle can't be made; the text says what to do."""


def call(*command: str, cwd: Path | None = None) -> str:
    """What it printed.

    Raises:
        CannotMake: it isn't there or failed; with its last words.
    """
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise CannotMake(f"{command[0]}: {error.strerror}; it is needed to make a bundle") from error
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
        raise CannotMake(f"{command[0]} ended with code {done.returncode}:\n{said}")
    return done.stdout
