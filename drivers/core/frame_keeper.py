"""When a device's last frames go into a black box: it goes down, a fault opens that somebody has to mend, somebody asks."""

from collections.abc import Callable
from pathlib import Path

import structlog

from api.messages.state import Faults
from api.messages.words import Action
from drivers.core.black_box import BlackBox
from drivers.core.trace import Trace

KEPT_FOR = frozenset({Action.MAINTENANCE, Action.SOFTWARE_ERROR})
"""A fault that hall staff clear, such as paper out, needs no black box."""


class FrameKeeper:
    """Each method gives the file's name; empty when none was written: the last one is seconds old, or the disk refuses."""

    def __init__(self, data_dir: Path, device: str, trace: Trace, wall_ms: Callable[[], int]) -> None:
        self._black_box = BlackBox(data_dir, device)
        self._trace = trace
        self._wall_ms = wall_ms
        self._known: set[str] = set()
        self._log = structlog.get_logger("drivers.worker").bind(device=device)

    def asked(self) -> str:
        return self._keep(lambda now_ms: self._black_box.asked(self._trace, now_ms))

    def went_down(self, reason: str) -> str:
        return self._keep(lambda now_ms: self._black_box.fault(reason, self._trace, now_ms))

    def faults_changed(self, faults: Faults) -> None:
        new = [fault for fault in faults.faults if fault.code not in self._known and fault.action in KEPT_FOR]
        self._known = {fault.code for fault in faults.faults}
        for fault in new:
            self.went_down(fault.code)

    def _keep(self, write: Callable[[int], Path | None]) -> str:
        try:
            path = write(self._wall_ms())
        except OSError as error:
            self._log.warning("black box can't be written", error=type(error).__name__)
            return ""
        return path.name if path else ""
