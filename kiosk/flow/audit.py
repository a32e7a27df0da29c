"""What the kiosk writes down about its sessions: kinds, steps, codes. Never a name, a person's number, a chosen service."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class AuditKind(StrEnum):
    SESSION_STARTED = "session-started"
    STEP_ENTERED = "step-entered"
    IDLE_WARNED = "idle-warned"
    SESSION_ENDED = "session-ended"
    FAILSAFE = "failsafe"


class EndReason(StrEnum):
    """Why a session ended."""

    DONE = "done"
    HOME = "home"
    """The citizen pressed home."""
    CANCELLED = "cancelled"
    IDLE = "idle"
    FAILSAFE = "failsafe"
    EMERGENCY = "emergency"
    """The hall is being left."""
    CLOSED = "closed"
    """The kiosk is stopped."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    kind: AuditKind
    step: str = ""
    code: str = ""


class AuditPort(Protocol):
    def record(self, event: AuditEvent) -> None: ...
