"""What the journal says of the windows of a day: shifts, breaks, how fast clerks call the next."""

from dataclasses import dataclass, field

from hall_controller.domain.events import Event, EventKind
from hall_controller.simulation.journeys import WindowDay
from hall_controller.simulation.plan import Shift

_JOINS = frozenset(
    {
        EventKind.TICKET_ISSUED,
        EventKind.TICKET_CAME_BACK,
        EventKind.TICKET_TRANSFERRED,
        EventKind.LEG_BEGUN,
        EventKind.TICKET_CHECKED_IN,
    }
)
_FREES = frozenset({EventKind.TICKET_FINISHED, EventKind.TICKET_REJECTED, EventKind.TICKET_TRANSFERRED})
_ENDS_CALL = frozenset({EventKind.TICKET_MISSED, EventKind.TICKET_RETURNED, EventKind.TICKET_HELD})

SOON_MS = 90_000
"""A break or the way home that follows a service by no more than this was due while it went on."""

GapKey = tuple[str, int]
"""Ticket and the instant at which it was finished."""


@dataclass(slots=True)
class _WindowTrack:
    """One window; instants are UTC ms."""

    day: WindowDay
    opened_at: int | None = None
    paused_at: int | None = None
    break_due_at: int = 0
    breaks: list[tuple[int, int]] = field(default_factory=list)
    stays: list[tuple[int, int, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    called_at: int | None = None
    asks: bool = False
    """The ticket is finished and its rating isn't in."""
    last_called_at: int = 0
    freed_at: int | None = None
    freed_by: str = ""
    """The ticket whose finish freed it; empty after anything else."""


@dataclass(slots=True)
class WindowTracks:
    """All windows of one day, from its events in order."""

    last_at: int = 0
    """When somebody was last at a window."""
    _windows: dict[int, _WindowTrack] = field(default_factory=dict)
    _joined_at: dict[str, int] = field(default_factory=dict)
    _gaps: dict[GapKey, int | None] = field(default_factory=dict)
    _notices: list[int] = field(default_factory=list)
    _asked: dict[str, int] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """The next event."""
        kind, body = event.kind, event.body
        if kind in _JOINS:
            self._joined_at[body["ticket"]] = event.at
        number = body.get("window")
        if not isinstance(number, int):
            return
        window = self._windows.get(number)
        if window is None:
            window = self._windows[number] = _WindowTrack(WindowDay(number))
        if kind is EventKind.WINDOW_OPENED:
            window.opened_at, window.breaks = event.at, []
        elif kind is EventKind.WINDOW_CLOSED:
            self._closes(window, event.at)
        elif kind is EventKind.WINDOW_PAUSED:
            window.paused_at, window.freed_by = event.at, ""
            window.break_due_at = self._due(window, event.at)
        elif kind is EventKind.WINDOW_RESUMED:
            self._resumes(window, event.at)
        elif kind is EventKind.TICKET_CALLED:
            self._called(window, body["ticket"], event.at)
        elif kind in _FREES or kind in _ENDS_CALL:
            window.asks = body.get("ask") is not None
            self._freed(window, body["ticket"] if kind in _FREES else "", event.at)
            window.day.served += kind in (EventKind.TICKET_FINISHED, EventKind.TICKET_REJECTED)

        elif kind is EventKind.TICKET_RATED and window.asks:
            self._idle(window, event.at)

    def shifts(self, midnight: int, end: int) -> tuple[Shift, ...]:
        """Stays and breaks as they were; ms since midnight. Whoever was there at the end stayed to the end."""
        found = []
        for number, window in self._windows.items():
            stays = list(window.stays)
            if window.opened_at is not None:
                stays.append((window.opened_at, midnight + end, self._breaks(window, midnight + end)))
            for opened, closed, breaks in stays:
                inside = tuple((begin - midnight, over - midnight) for begin, over in breaks)
                found.append(Shift(number, opened - midnight, closed - midnight, inside, stays=False))
        return tuple(sorted(found, key=lambda shift: (shift.opens, shift.window)))

    def days(self, end: int) -> dict[int, WindowDay]:
        """How each window spent the day that ended then."""
        for window in self._windows.values():
            if window.opened_at is not None:
                self._closes(window, end)
        return {number: window.day for number, window in self._windows.items()}

    def gaps(self) -> dict[GapKey, int | None]:
        """From a finish to the window's next call, where somebody had been waiting for it; None: nobody had."""
        return self._gaps

    def notices(self) -> list[int]:
        """From somebody's coming to the call by a window that was free."""
        return self._notices

    def _called(self, window: _WindowTrack, ticket: str, at: int) -> None:
        joined = self._joined_at.get(ticket)
        if window.freed_by and window.freed_at is not None and joined is not None:
            waited_for_it = joined <= window.freed_at
            self._gaps[window.freed_by, window.freed_at] = at - window.freed_at if waited_for_it else None
        if joined is not None and window.freed_at is not None and joined > window.freed_at:
            self._notices.append(at - joined)
        self._idle(window, at)
        window.called_at = window.last_called_at = at
        window.freed_by = ""

    def _idle(self, window: _WindowTrack, at: int) -> None:
        if window.called_at is not None:
            window.day.busy_ms += at - window.called_at
        window.called_at, window.asks = None, False

    def _freed(self, window: _WindowTrack, ticket: str, at: int) -> None:
        if not window.asks:
            self._idle(window, at)
        window.freed_at, window.freed_by = at, ticket
        self.last_at = max(self.last_at, at)

    def _resumes(self, window: _WindowTrack, at: int) -> None:
        if window.paused_at is not None:
            window.breaks.append((window.break_due_at, window.break_due_at + at - window.paused_at))
            window.day.paused_ms += at - window.paused_at
            window.paused_at, window.freed_at = None, at

    def _closes(self, window: _WindowTrack, at: int) -> None:
        self._resumes(window, at)
        if window.opened_at is not None:
            window.stays.append((window.opened_at, self._due(window, at), tuple(window.breaks)))
            window.day.open_ms += at - window.opened_at
        window.opened_at, window.freed_by = None, ""

    def _breaks(self, window: _WindowTrack, end: int) -> tuple[tuple[int, int], ...]:
        open_break = () if window.paused_at is None else ((window.break_due_at, end),)
        return (*window.breaks, *open_break)

    def _due(self, window: _WindowTrack, at: int) -> int:
        """When the clerk began to want it: some time in the service before, on average in its middle. Replayed from the end of
        the service it would come another half a service late whenever the day doesn't go just as it went.
        """
        if window.freed_at is None or at - window.freed_at > SOON_MS:
            return at
        return (window.last_called_at + window.freed_at) // 2
