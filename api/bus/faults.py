"""Open faults of the node itself: those of the bus joined with those its process reports."""

from collections.abc import Mapping

from api.bus.clock import Clock
from api.messages.state import Fault, Faults
from api.messages.words import Action

HANDLER_FAILED = "bus.handlerFailed"
"""Our own mistake: that it hasn't happened again doesn't mend it, so it stays until someone has looked and started anew."""
CLIENT_ID_TAKEN = "bus.clientIdTaken"
"""Closed when a connection has held again."""
NODE_USED_TWICE = "bus.nodeUsedTwice"
"""Closed when the other one is gone."""
PUBLISH_REFUSED = "bus.publishRefused"
"""Closed when the broker takes what it refused."""

ACTIONS: Mapping[str, Action] = {
    HANDLER_FAILED: Action.SOFTWARE_ERROR,
    CLIENT_ID_TAKEN: Action.CONFIGURATION,
    NODE_USED_TWICE: Action.CONFIGURATION,
    PUBLISH_REFUSED: Action.CONFIGURATION,
}
REFUSED_TOPICS_MAX = 100
"""Remembered; an access list that refuses as many refuses more, and the first hundred have to pass again."""


class NodeFaults:
    """A ledger of faults by code; who publishes it is not its business."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_bus: dict[str, Fault] = {}
        self._of_process = Faults()
        self._refused: set[str] = set()

    def open(self, code: str) -> None:
        """Open a fault of the bus, or count it once more."""
        before = self._of_bus.get(code)
        self._of_bus[code] = (
            before.model_copy(update={"count": before.count + 1})
            if before
            else Fault(code=code, action=ACTIONS[code], since=self._clock())
        )

    def close(self, code: str) -> bool:
        """True if it was open."""
        return self._of_bus.pop(code, None) is not None

    def published(self, topic: str, *, refused: bool) -> bool:
        """The broker took or refused a message on this topic; True if that changed the faults."""
        if refused:
            if len(self._refused) < REFUSED_TOPICS_MAX:
                self._refused.add(topic)
            self.open(PUBLISH_REFUSED)
            return True
        if topic not in self._refused:
            return False
        self._refused.discard(topic)
        return not self._refused and self.close(PUBLISH_REFUSED)

    def set_of_process(self, faults: Faults) -> None:
        self._of_process = faults

    @property
    def present(self) -> Faults:
        return Faults(faults=(*self._of_bus.values(), *self._of_process.faults))
