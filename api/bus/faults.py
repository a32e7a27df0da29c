"""Open faults of the node itself: those of the bus joined with those its process reports."""

from api.messages.state import Fault, Faults
from api.messages.words import Action


class NodeFaults:
    """A pure ledger of faults by code; who publishes it is not its business."""

    def __init__(self) -> None:
        self._of_bus: dict[str, Fault] = {}
        self._of_process = Faults()

    def open(self, code: str, action: Action, now_ms: int) -> None:
        """Open a fault, or count it once more."""
        before = self._of_bus.get(code)
        self._of_bus[code] = (
            before.model_copy(update={"count": before.count + 1}) if before else Fault(code=code, action=action, since=now_ms)
        )

    def close(self, code: str) -> bool:
        """True if it was open."""
        return self._of_bus.pop(code, None) is not None

    def set_of_process(self, faults: Faults) -> None:
        self._of_process = faults

    @property
    def present(self) -> Faults:
        return Faults(faults=(*self._of_bus.values(), *self._of_process.faults))
