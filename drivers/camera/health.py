"""A camera's status: what was seen last, or why nothing is. Thread-safe; says each change once, in order."""

import threading
from collections.abc import Callable
from contextlib import suppress

from api.messages.state import Status
from api.messages.words import Action, CameraState, DeviceState
from drivers.camera.judge import Verdict
from drivers.core.errors import DeviceError
from drivers.core.lifecycle import CLOSED, STARTING

USABLE = frozenset({Verdict.GOOD, Verdict.TOO_DARK, Verdict.TOO_BRIGHT})
"""Something can be made out; a recogniser judges the rest itself."""
REASONS = {
    Verdict.COVERED: "camera.covered",
    Verdict.TOO_DARK: "camera.tooDark",
    Verdict.TOO_BRIGHT: "camera.tooBright",
    Verdict.FROZEN: "camera.frozen",
}


class CameraHealth:
    """Args: on_status: each change, in the thread that reports it. What it raises is dropped: a listener's bug is no camera's."""

    def __init__(self, on_status: Callable[[Status], None]) -> None:
        self._on_status = on_status
        self._lock = threading.Lock()
        self._telling = threading.RLock()
        """Two threads report; what was found out later is told later."""
        self._verdict: Verdict | None = None
        self._error: DeviceError | None = None
        self._closed = False
        self._reopened = 0
        self._told: Status | None = None

    @property
    def shows_something(self) -> bool:
        with self._lock:
            return self._verdict in USABLE

    def status(self, *, stale: bool) -> Status:
        """`stale`: no frame lately, or none at all though it was opened long ago."""
        with self._lock:
            return self._status(stale=stale)

    def seen(self, verdict: Verdict) -> bool:
        """A frame came. True when it is the first after the camera was lost."""
        with self._lock:
            back = self._error is not None
            self._error, self._verdict = None, verdict
        self.look(stale=False)
        return back

    def lost(self, error: DeviceError) -> bool:
        """True when it wasn't known yet."""
        with self._lock:
            first = self._error is None
            self._error, self._verdict = error, None
            self._reopened += 1
        self.look(stale=True)
        return first

    def closed(self) -> None:
        with self._lock:
            self._closed = True
        self.look(stale=True)

    def look(self, *, stale: bool) -> None:
        """Tell the status if it is another one."""
        with self._telling:
            status = self.status(stale=stale)
            if status in (self._told, STARTING):
                return
            self._told = status
            with suppress(Exception):
                self._on_status(status)

    def _status(self, *, stale: bool) -> Status:
        if self._closed:
            return CLOSED
        detail = {"camera": CameraState.UNKNOWN.value, "reopened": self._reopened}
        if self._error is not None:
            return Status(device=self._error.device, action=self._error.action, reason=self._error.reason, detail=detail)
        if self._verdict is None and not stale:
            return STARTING
        if self._verdict is None or stale:
            return Status(device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason="camera.noFrames", detail=detail)
        usable = self._verdict in USABLE
        detail["camera"] = (CameraState.OK if usable else CameraState.INOPERATIVE).value
        return Status(
            device=DeviceState.ONLINE if usable else DeviceState.USER_ERROR,
            action=Action.NONE if self._verdict is Verdict.GOOD else Action.CLEAR,
            reason=REASONS.get(self._verdict, "ok"),
            detail=detail,
        )
