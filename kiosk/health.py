"""Whether the kiosk itself is well, as its own device says it: failures and a loop that lags show for a while.

A loop that stands still altogether needs no word from here: the broker misses its keep-alive and tells everybody.
"""

from collections import Counter, deque

from api.messages.state import Status
from api.messages.words import Action, DeviceState
from kiosk.flow.audit import AuditEvent, AuditKind, AuditPort
from kiosk.flow.ports import Clock

SHOWN_S = 600.0
"""So long a failure stays on the device board: time for a technician to look."""
FAILING_AT = 5
"""So many failures within that time: two or three can be one citizen's unusual way, five aren't."""
LATE_S = 5.0
"""A tick this late is a screen that hung: a citizen has touched it twice in vain by then."""
FAILURES_KEPT = 100


class Health:
    """Implements `AuditPort`: every failsafe passes by here. Args: log: where events go on to."""

    def __init__(self, log: AuditPort, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES_KEPT)
        self.ended: Counter[str] = Counter()
        """Visits by how they ended (`EndReason`), since the start."""
        self.failsafes = 0
        """Since the start; what is shown on the device board is only of the last minutes."""
        self._ticked_s: float | None = None
        self._late_s: float | None = None

    def record(self, event: AuditEvent) -> None:
        if event.kind is AuditKind.FAILSAFE:
            self._failures.append(self._clock())
            self.failsafes += 1
        if event.kind is AuditKind.SESSION_ENDED:
            self.ended[event.code] += 1
        self._log.record(event)

    @property
    def failing(self) -> bool:
        """It broke again and again: whoever comes next would lose their time too."""
        now_s = self._clock()
        return sum(now_s - failed_s < SHOWN_S for failed_s in self._failures) >= FAILING_AT

    def ticked(self) -> None:
        now_s = self._clock()
        if self._ticked_s is not None and now_s - self._ticked_s >= LATE_S:
            self._late_s = now_s
        self._ticked_s = now_s

    def status(self) -> Status:
        now_s = self._clock()
        while self._failures and now_s - self._failures[0] >= SHOWN_S:
            self._failures.popleft()
        if self._failures:
            detail = {"failures": len(self._failures)}
            return Status(device=DeviceState.ONLINE, action=Action.SOFTWARE_ERROR, reason="kiosk.failed", detail=detail)
        if self._late_s is not None and now_s - self._late_s < SHOWN_S:
            return Status(device=DeviceState.ONLINE, reason="kiosk.slow")
        return Status(device=DeviceState.ONLINE)
