"""One command on its way through a device's queue."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand


@dataclass(slots=True, eq=False)
class Job:
    """A command with its id, its life time and where its completion goes."""

    id: str
    command: DeviceCommand
    received_s: float
    """Monotonic, when the agent got it."""
    lifetime_s: float
    """It isn't begun later than this after `received_s`."""
    done: Callable[[Completion], None]
    """Called exactly once, in the worker's thread or in the one that cancels or closes."""
    irreversible: bool = False
    """Its effect can't be repeated unnoticed; an unclear ending completes as `outcomeUnknown`."""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _halted: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """A driver looks at it between steps that may still be left out."""
        return self._cancelled.is_set()

    def halt(self) -> None:
        """Cancel it, and end it also where a cancelled command would go on to a sensible end."""
        self._halted.set()
        self._cancelled.set()

    @property
    def halted(self) -> bool:
        return self._halted.is_set()

    def age_s(self, now_s: float) -> float:
        return now_s - self.received_s

    def expired(self, now_s: float) -> bool:
        return self.age_s(now_s) > self.lifetime_s
