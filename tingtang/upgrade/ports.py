"""What an upgrade needs of the machine: releases that it makes and puts in place, services that it restarts and looks at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.process.layout import Layout, Role
from api.releases.manifest import Manifest, ReleaseFile
from tingtang.upgrade.gate import ServiceLook


class Maker(Protocol):
    """Releases on this machine."""

    def is_made(self, version: str) -> bool:
        """The release is here, whole."""

    def make(self, manifest: Manifest, files: tuple[ReleaseFile, ...], folder: Path) -> None:
        """Make it of the files in `folder`; half made: anew.

        Raises:
            Failed: a file isn't whole, or it can't be made.
            OSError: the disk is full or refuses it.
        """

    def check(self, version: str) -> None:
        """Before it runs: does it start, does it take this machine's settings, is the machine ready for it?

        Raises:
            Failed: no; nothing was changed.
        """

    def place(self, version: str) -> bool:
        """Its units and rules in the system's folders. Whether anything changed.

        Raises:
            Failed, OSError: they can't be put there.
        """

    def remove(self, version: str) -> None:
        """
        Raises:
            OSError: the disk refuses it.
        """

    def versions(self) -> tuple[str, ...]:
        """Of all release folders, unfinished ones too."""


class Services(Protocol):
    """This machine's services."""

    def restart(self) -> None:
        """With the units that are in place now; returns when none runs the old code any more.

        Raises:
            Failed: systemd doesn't take the order.
        """

    def look(self) -> tuple[ServiceLook, ...]:
        """How each of them is, always in the same order."""

    def occupied(self) -> bool:
        """Somebody is being served here: a restart would send them away."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """This machine."""

    layout: Layout
    roles: frozenset[Role]
    machine: str
    """As `uname -m` says."""
    python: str
    """Such as `3.11`."""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Monotonic seconds, and waiting."""

    now_s: Callable[[], float]
    sleep: Callable[[float], None]
