"""What a door's relay board can do, whatever it speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.zone_door.wiring import Seen


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the board."""

    seen: Seen | None
    """None: it has no inputs."""
    relay_on: bool | None
    """None: not asked this time, or it can't say."""


class Board(Protocol):
    """One relay and the inputs beside it."""

    answers: bool
    """It says what it does; otherwise nobody knows whether it is there."""
    identity: Identity

    def connect(self, link: Link) -> None:
        """Take an open link."""
        ...

    def disconnect(self) -> None: ...

    def look(self, *, relay: bool) -> Look:
        """Ask for the inputs, and for the relay too when `relay`.

        Raises:
            DeviceSilent: no answer.
        """
        ...

    def release(self, pulse_ms: int, begun: Callable[[int], None], stop: Callable[[], bool]) -> None:
        """Close the relay for so long; for longer where an earlier pulse would have ended later.

        Args:
            begun: called with the pulse's length right before the first byte leaves.
            stop: an early end is wanted; only where the host ends the pulse.

        Raises:
            DeviceSilent: no answer, and nobody knows whether the relay closed.
            DeviceRefused, HardwareFailed, DeviceNotReady: the board says no, and its relay is off.
            InvalidData: longer than the board's timer can count.
            OutcomeUnknown: the board never answers, or said no and nobody knows whether the relay closed.
        """
        ...
