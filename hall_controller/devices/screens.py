"""Hall screens: is each expected one there, and has it shown the calls? Implements `api.ports.ScreensPort`; no I/O.

A call that a screen doesn't acknowledge in time is a fault of that screen until it shows a later one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from api.messages.views import DeviceView
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.devices.bindings import SCREEN_DEVICE, Expected

SHOWN_WITHIN_MS = 3_000
"""A reader of the live feed notices a dead link within 3 s (heartbeat 1 s); what isn't on the wall by then is missed."""
REMEMBERED_CALLS = 200
"""Unacknowledged calls remembered for each screen; the fault stands long before."""
MUTE_REASON = "screen.mute"
SILENT_REASON = "screen.silent"


@dataclass(slots=True)
class ScreenRecord:
    streams: int = 0
    """Open live streams under this id: a page being reloaded has two for a moment."""
    since: int = 0
    unshown: dict[int, int] = field(default_factory=dict)
    """Ledger seq of a call to when it was made, UTC ms."""
    mute_since: int | None = None


class ScreenWatch:
    """What the expected screens have shown. Screens nobody expects may look on; nothing is kept of them."""

    def __init__(self, expected: Mapping[str, Expected], now_ms: Callable[[], int]) -> None:
        self._expected = dict(expected)
        self._now_ms = now_ms
        self._screens = {screen: ScreenRecord(since=0) for screen in expected}
        self.revision = 0

    def joined(self, screen: str) -> None:
        record = self._screens.get(screen)
        if record is None:
            return
        record.streams += 1
        if record.streams == 1:
            record.since = self._now_ms()
            self.revision += 1

    def left(self, screen: str) -> None:
        record = self._screens.get(screen)
        if record is None or record.streams == 0:
            return
        record.streams -= 1
        if record.streams == 0:
            record.since = self._now_ms()
            self.revision += 1

    def called(self, seq: int) -> None:
        """A call was committed under this ledger seq: every screen that is there should show it. One that isn't is a fault
        already.
        """
        now = self._now_ms()
        for record in self._screens.values():
            if record.streams > 0:
                record.unshown[seq] = now
            while len(record.unshown) > REMEMBERED_CALLS:
                del record.unshown[next(iter(record.unshown))]

    def shown(self, screen: str, seq: int) -> None:
        """A screen shows the call with this seq. Overdue calls before it are missed for good: they leave a fault behind that
        the next shown call ends.
        """
        record = self._screens.get(screen)
        if record is None or record.unshown.pop(seq, None) is None:
            return
        missed = [earlier for earlier in self._overdue(record) if earlier < seq]
        for earlier in missed:
            del record.unshown[earlier]
        was_mute = record.mute_since is not None
        record.mute_since = self._now_ms() if missed and not was_mute else None
        if was_mute or missed:
            self.revision += 1

    def check(self) -> list[str]:
        """Screens that have just become mute. Called about once a second."""
        mute = []
        for screen, record in self._screens.items():
            if record.mute_since is None and self._overdue(record):
                record.mute_since = self._now_ms()
                self.revision += 1
                mute.append(screen)
        return mute

    def views(self) -> tuple[DeviceView, ...]:
        """The screens' lines of the device board."""
        return tuple(self._view(screen, record) for screen, record in self._screens.items())

    def _overdue(self, record: ScreenRecord) -> list[int]:
        limit = self._now_ms() - SHOWN_WITHIN_MS
        return [seq for seq, called_at in record.unshown.items() if called_at <= limit]

    def _view(self, screen: str, record: ScreenRecord) -> DeviceView:
        expected = self._expected[screen]
        there = record.streams > 0
        mute = record.mute_since is not None
        reason = SILENT_REASON if not there else MUTE_REASON if mute else "ok"
        return DeviceView(
            node=screen,
            device=SCREEN_DEVICE,
            kind=expected.kind,
            place=expected.place,
            model="",
            node_state=AvailabilityState.ONLINE if there else AvailabilityState.UNKNOWN,
            status=DeviceState.ONLINE if there and not mute else DeviceState.UNKNOWN,
            action=Action.NONE if there and not mute else Action.CLEAR,
            reason=reason,
            since=record.mute_since or record.since,
            faults=(MUTE_REASON,) if mute else (),
        )
