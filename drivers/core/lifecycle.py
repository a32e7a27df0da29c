"""States of a device's worker, and how long it waits before it tries again. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from api.messages.state import Status
from api.messages.words import DeviceState
from drivers.core.errors import DeviceError

BACKOFF_CAP_S = 60.0
"""Longest wait between two attempts: an unplugged device is back within about a minute of being plugged in."""
BACKOFF_SPREAD = 0.2
"""± 20 %, so that devices which went down together don't come back in step."""
STABLE_AFTER_S = 30.0
"""A connection that held this long was a good one: the next loss starts from the shortest wait again."""


class WorkerState(StrEnum):
    CONFIGURED = "configured"
    """Made, not started."""
    DETECTING = "detecting"
    """Opening the port or connection."""
    CONNECTING = "connecting"
    """The port is open; asking the device who it is and whether it is well."""
    READY = "ready"
    """Waiting for commands, listening to what the device says by itself."""
    BUSY = "busy"
    """Performing a command."""
    BACKOFF = "backoff"
    """The link or the device failed; waiting before the next attempt. Commands are refused."""
    FAULTED = "faulted"
    """A permanent fault, such as a wrong setting; waits for a reset. Commands are refused."""
    CLOSING = "closing"
    CLOSED = "closed"


WORKING = frozenset({WorkerState.READY, WorkerState.BUSY})
"""Commands are taken."""
FIRST_ATTEMPT = frozenset({WorkerState.CONFIGURED, WorkerState.DETECTING, WorkerState.CONNECTING})
"""Commands are taken as long as nothing has failed yet: right after the start they wait for the connection."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """min(cap, first · 2^n) ± 20 %."""

    first_s: float = 1.0
    cap_s: float = BACKOFF_CAP_S
    spread: float = BACKOFF_SPREAD

    def wait_s(self, failures: int, random: float) -> float:
        """Seconds to wait after `failures` failures in a row (at least 1); `random` is uniform in [0, 1)."""
        # The exponent is bounded, since 2.0 ** 1100 overflows after a month without the device.
        plain_s = min(self.cap_s, self.first_s * 2.0 ** min(failures - 1, 32))
        return plain_s * (1 + self.spread * (2 * random - 1))


STARTING = Status(device=DeviceState.STARTING, reason="device.starting")
CLOSED = Status(device=DeviceState.OFFLINE, reason="device.closed")


def status_of_error(error: DeviceError) -> Status:
    """What the device board shows while a device is down."""
    return Status(device=error.device, action=error.action, reason=error.reason)
