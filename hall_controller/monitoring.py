"""Gathers the controller's readings from its parts when a monitoring system asks: from memory, and two folders."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from api.http.counters import RequestCounters
from api.messages.words import Role
from api.process.readings import Reading, read
from hall_controller import metrics
from hall_controller.bus_side import BusSide
from hall_controller.duty.service import DutyService
from hall_controller.http_side import HttpSide
from hall_controller.service import HallService
from hall_controller.views import ControllerViews

BACKUPS = "[!.]*.age"
"""What `tingtang backup` writes; a name that begins with a point is a backup that isn't whole."""


class Monitoring:
    """Args:
    drift_ms: of the hall's clock against the machine's.
    backups: where the hall's backups lie.
    """

    def __init__(
        self,
        views: ControllerViews,
        service: HallService,
        bus_side: BusSide,
        http_side: HttpSide,
        counters: RequestCounters,
        duty: DutyService,
        drift_ms: Callable[[], int],
        data_dir: Path,
        backups: Path | None,
    ) -> None:
        self._views = views
        self._service = service
        self._bus_side = bus_side
        self._http_side = http_side
        self._counters = counters
        self._duty = duty
        self._drift_ms = drift_ms
        self._data_dir = data_dir
        self._backups = backups

    def readings(self) -> Iterator[Reading]:
        yield from metrics.of_controller(self._views.health())
        yield from metrics.of_hall(self._views.manager(), self._service.projection.seq)
        yield from self._bus_side.readings()
        yield from metrics.of_devices(self._views.devices(), [node.state for node in self._bus_side.registry.nodes().values()])
        yield from metrics.of_refusals(self._counters.refusals(), self._bus_side.accepted, self._bus_side.rejected())
        board = self._duty.board(Role.MANAGER)
        yield read(metrics.CALLS, len(board.calls))
        if board.complaints_open is not None:
            yield read(metrics.COMPLAINTS, board.complaints_open)
        yield self._service.durations.reading(metrics.COMMANDS)
        yield read(metrics.READERS, self._http_side.live_readers())
        yield read(metrics.CLOCK, self._drift_ms() / 1000)
        yield from disk(self._data_dir)
        yield read(metrics.BACKUP, newest_s(self._backups))


def disk(folder: Path) -> Iterator[Reading]:
    """Nothing where it can't be read: an alert on absence tells that."""
    try:
        yield read(metrics.DISK, shutil.disk_usage(folder).free)
    except OSError:
        return


def newest_s(folder: Path | None) -> float:
    """Unix time of the newest backup; 0 where none is or the folder can't be read."""
    if folder is None:
        return 0.0
    found = 0.0
    try:
        for file in folder.glob(BACKUPS):
            # An old one may be removed while this looks.
            with suppress(FileNotFoundError):
                found = max(found, file.stat().st_mtime)
    except OSError:
        return 0.0
    return found
