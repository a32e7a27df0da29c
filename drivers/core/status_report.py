"""What a device's worker says of it: the present status, and a fault for as long as the status asks for someone."""

from collections.abc import Callable

from api.messages.state import Status
from api.messages.words import Action
from drivers.core.faults import FaultBook
from drivers.core.lifecycle import STARTING


class StatusReport:
    """Used by the worker's thread; `status` may be read from any."""

    def __init__(self, faults: FaultBook, on_status: Callable[[Status], None]) -> None:
        self._faults = faults
        self._on_status = on_status
        self._fault: str | None = None
        self.status = STARTING

    def begin(self) -> None:
        """Tell the first status and that there are no faults."""
        self._on_status(self.status)
        self._faults.tell()

    def publish(self, status: Status) -> None:
        """Tell a status that differs from the last one."""
        if status == self.status:
            return
        self.status = status
        self._on_status(status)
        fault = None if status.action is Action.NONE else status.reason
        self._faults.replace(self._fault, fault, status.action)
        self._fault = fault
