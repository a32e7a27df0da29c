"""The hub: committed events in, frames out to every reader. Implements `api.ports.LivePort`. Lives on the event loop.

State is coalesced; calls are events with the ledger's seq as id, never coalesced, and can be resumed. Each stream shows its own
model, made by the views: a single rating is in the manager's model only.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable

from api.messages.duty_views import DutyBoard
from api.messages.views import CallView
from api.messages.words import Role
from api.ports import Stream, ViewsPort
from hall_controller.domain.events import Event, EventKind
from hall_controller.live.calls import CallRing, calls_of
from hall_controller.live.frames import HEARTBEAT, frame
from hall_controller.live.reader import Reader
from hall_controller.live.topic import Topic

STATE_INTERVAL_S = 0.2
"""Five states a second: above that people see no difference, and browsers do nothing else (main thread 48 to 75 % busy)."""
DISTANT_INTERVAL_S = 1.0
"""A desk learns of other windows' doings (its waiting list got shorter) once a second; of its own at once."""
HEARTBEAT_S = 1.0
"""A reader that hears nothing for 3 s knows that its link is dead."""
STATE_REFRESH_S = 10.0
"""Waiting times grow without an event: everything is sent again this often."""

FOR_ALL = frozenset({EventKind.EMERGENCY_BEGUN, EventKind.EMERGENCY_ENDED})
"""Events that every page shows at once, whatever it is about."""


class LiveHub:
    """All streams of one hall."""

    def __init__(
        self,
        views: ViewsPort,
        monotonic_s: Callable[[], float],
        on_call: Callable[[int], None] | None = None,
        duty: Callable[[Role], DutyBoard] | None = None,
    ) -> None:
        """
        Args:
            on_call: told the ledger seq of each call after it went to the readers, such as `ScreenWatch.called`.
            duty: what a role sees of the duty desk; None: this hall has none.
        """
        self._views = views
        self._monotonic_s = monotonic_s
        self._on_call = on_call
        self._ring = CallRing()
        self._public = Topic(lambda: frame("board", views.hall_board()), STATE_INTERVAL_S)
        self._manager = Topic(lambda: frame("manager", views.manager()), STATE_INTERVAL_S)
        self._devices = Topic(lambda: frame("devices", views.devices()), STATE_INTERVAL_S)
        self._duty = {role: Topic(_duty_frame(duty, role), STATE_INTERVAL_S) for role in Role} if duty is not None else {}
        self._desks: dict[int, Topic] = {}
        now = monotonic_s()
        self._heartbeat_at = now + HEARTBEAT_S
        self._refresh_at = now + STATE_REFRESH_S
        self._wake = asyncio.Event()
        self._closed = False

    def remember(self, calls: Iterable[CallView]) -> None:
        """The day's calls so far, at start-up: readers resume over a restart of the controller."""
        self._ring.remember(calls)

    def notify(self, events: Iterable[Event]) -> None:
        """Committed events, after the views know them. On the event loop, before the commands' answers go out: so calls are
        handed on here, and states are made by `run` in the loop's next turn.
        """
        now = self._monotonic_s()
        events = tuple(events)
        if any(event.kind is EventKind.DAY_OPENED for event in events):
            self._ring.clear()
        for call in calls_of(events):
            made = self._ring.add(call)
            for reader in self._public.readers:
                reader.put_call(made)
            if self._on_call is not None:
                self._on_call(call.seq)
        own = {event.body.get("window") for event in events}
        for topic in (self._public, self._manager):
            topic.changed(now)
        for_all = any(event.kind in FOR_ALL for event in events)
        if for_all:
            for topic in (self._devices, *self._duty.values()):
                topic.changed(now)
        for window, desk in self._desks.items():
            desk.changed(now, None if for_all or window in own else DISTANT_INTERVAL_S)
        self._wake.set()

    def devices_changed(self) -> None:
        """The device board isn't what it was."""
        self._devices.changed(self._monotonic_s())
        self._wake.set()

    def duty_changed(self) -> None:
        """A call came, was claimed or is over."""
        for topic in self._duty.values():
            topic.changed(self._monotonic_s())
        self._wake.set()

    def subscribe(
        self, stream: Stream, *, window: int | None = None, after: int | None = None, role: Role | None = None
    ) -> AsyncIterator[bytes]:
        """See `LivePort.subscribe`.

        The public stream's first state carries its seq as id unless calls are resumed: a reader that has seen no call yet
        resumes from there.

        Raises:
            ValueError: the clerks' stream was asked for without a window, or the duty desk's without a role.
        """
        reader = Reader()
        if self._closed:
            reader.close()
            return reader
        if stream is Stream.PUBLIC:
            self._join_public(reader, after)
        else:
            self._topic(stream, window, role).joined(reader)
        return reader

    def tick(self, now: float) -> None:
        """Send what is due at `now`: states, and the heartbeat."""
        if now >= self._refresh_at:
            self._refresh_at = now + STATE_REFRESH_S
            for topic in self._topics():
                topic.changed(now)
        for topic in self._topics():
            topic.flush(now)
        if now >= self._heartbeat_at:
            self._heartbeat_at = now + HEARTBEAT_S
            self._beat()

    def next_due(self) -> float:
        """When `tick` should come next, monotonic seconds."""
        due = [topic.due_at for topic in self._topics() if topic.due_at is not None]
        return min(self._heartbeat_at, self._refresh_at, *due)

    async def run(self) -> None:
        """Tick when something is due, until `close`."""
        while not self._closed:
            now = self._monotonic_s()
            wait_s = self.next_due() - now
            if wait_s <= 0:
                self.tick(now)
                continue
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    def close(self) -> None:
        """End all streams, so that a stopping server waits for none of them."""
        self._closed = True
        for topic in self._topics():
            for reader in topic.readers:
                reader.close()
            topic.drop_closed()
        self._wake.set()

    def has_desk(self, window: int) -> bool:
        """Whether a clerk's page of that window reads now."""
        desk = self._desks.get(window)
        return desk is not None and any(not reader.closed for reader in desk.readers)

    def readers(self) -> int:
        """How many read now."""
        return sum(len(topic.readers) for topic in self._topics())

    def _join_public(self, reader: Reader, after: int | None) -> None:
        board = self._views.hall_board()
        # An id from another ledger, or from before a restored backup, is ahead of ours: such a reader starts afresh.
        resumed = after is not None and after <= board.seq
        if resumed and after is not None:
            for made in self._ring.after(after):
                reader.put_call(made)
        reader.put_state(frame("board", board, None if resumed else board.seq))
        self._public.readers.add(reader)

    def _topic(self, stream: Stream, window: int | None, role: Role | None) -> Topic:
        if stream is Stream.MANAGER:
            return self._manager
        if stream is Stream.DEVICES:
            return self._devices
        if stream is Stream.DUTY:
            if role is None or role not in self._duty:
                raise ValueError("the duty desk's stream is one role's")
            return self._duty[role]
        if window is None:
            raise ValueError("the clerks' stream is one window's")
        return self._desks.setdefault(window, Topic(lambda: self._desk(window), STATE_INTERVAL_S))

    def _desk(self, window: int) -> bytes | None:
        view = self._views.desk(window)
        return None if view is None else frame("desk", view)

    def _topics(self) -> tuple[Topic, ...]:
        return (self._public, self._manager, self._devices, *self._duty.values(), *self._desks.values())

    def _beat(self) -> None:
        for topic in self._topics():
            topic.drop_closed()
            for reader in topic.readers:
                reader.put_heartbeat(HEARTBEAT)
        self._desks = {window: desk for window, desk in self._desks.items() if desk.readers}


def _duty_frame(duty: Callable[[Role], DutyBoard], role: Role) -> Callable[[], bytes]:
    return lambda: frame("duty", duty(role))
