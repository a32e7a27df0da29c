"""The machine an installation changes: a root folder, and commands that run inside it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

REAL_ROOT = Path("/")
ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
    # Else a run of an installed program would leave files behind that no list knows.
    "PYTHONDONTWRITEBYTECODE": "1",
}
HANDED_ON = ("PIP_INDEX_URL", "PIP_CERT", "PIP_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""How this machine reaches package archives; nothing else of the caller's environment counts."""
UMASK = 0o022
"""Services run under accounts of their own and must be able to read what an administrator with a stricter mask installs."""
LAST_LINES = 12
"""Of a failed command's words."""


class StepFailed(Exception):
    """The installation can't go on; the text says what is wrong with the machine."""


class CommandFailed(StepFailed):
    """A program that the installation needs ended badly; the text holds its last words."""


class GoesWithout(StepFailed):
    """Something that the product works without, with less, can't be had; the text says what and what to do later."""


class Run(Protocol):
    """Runs a program inside the machine's root and returns what it printed.

    Raises:
        CommandFailed
    """

    def __call__(self, *command: str, ok: frozenset[int] = ...) -> str: ...


@dataclass(frozen=True, slots=True)
class Inside:
    """Programs of the machine itself: under another root by chroot(8)."""

    root: Path = REAL_ROOT
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def __call__(self, *command: str, ok: frozenset[int] = frozenset({0})) -> str:
        prefix: Sequence[str] = () if self.root == REAL_ROOT else ("chroot", str(self.root))
        environment = dict(ENVIRONMENT) | {name: value for name in HANDED_ON if (value := self.environment.get(name))}
        try:
            done = subprocess.run(
                [*prefix, *command],
                env=environment,
                umask=UMASK,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise CommandFailed(f"{command[0]}: {error.strerror}") from error
        if done.returncode not in ok:
            said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
            raise CommandFailed(f"{' '.join(command)}\nended with code {done.returncode}:\n{said}")
        return done.stdout


@dataclass(frozen=True, slots=True)
class Machine:
    """Args: root: `/`, or the folder that will be a machine's root. systemd_runs: services can be started now."""

    root: Path
    run: Run
    systemd_runs: bool = False

    def path(self, place: Path) -> Path:
        """Where a file of the machine lies, seen from here; `place` is absolute, as the machine sees it."""
        return self.root / place.relative_to("/")
