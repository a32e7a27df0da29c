"""Keeps one connection to the broker up: opens it, subscribes, waits until it is lost, rests, opens the next.

Knows nothing of what is said over it. Everything runs on the event loop's thread; only opening a connection, which may block,
takes a thread for its duration.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from paho.mqtt.client import MQTTMessage

from api.bus.backoff import Jitter, pauses
from api.bus.connection import Connection, Observer, Will
from api.bus.outgoing import wait_at_most
from api.bus.settings import BusSettings
from api.bus.storm import STORM_WINDOW_MS

log = logging.getLogger(__name__)

FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR = 0.2, 10.0, 2.0
"""Between attempts to connect."""
FAREWELL_S = 2.0
"""How long a clean stop waits for the end of the connection."""
HELD_AFTER_S = STORM_WINDOW_MS / 1000
"""A connection this old wasn't taken over by another machine with the same client id."""


@dataclass(frozen=True, slots=True)
class LinkEvents:
    """Whom the link asks and tells; always on the event loop's thread."""

    new_will: Callable[[], Will]
    """Before each attempt: a new session begins."""
    patterns: Callable[[], Sequence[str]]
    """What to subscribe to."""
    up: Callable[[Connection], None]
    """The subscriptions are in place."""
    down: Callable[[bool, bool], None]
    """A connection has ended: was it up, and was it taken over by another client?"""
    held: Callable[[], None]
    """The connection has lasted HELD_AFTER_S."""
    received: Callable[[MQTTMessage, Connection], None]
    """Also before `up`: what the broker kept for this session."""
    published: Callable[[int, bool], None]
    """See `Observer.published`."""
    least_pause_s: Callable[[], float]
    """Least rest before the next attempt."""


class Link:
    def __init__(self, settings: BusSettings, jitter: Jitter, events: LinkEvents) -> None:
        self._settings = settings
        self._jitter = jitter
        self._events = events
        self._connection: Connection | None = None
        self._up = False
        self._was_up = False
        self._first_subscription: int | None = None
        self._lost = asyncio.Event()
        self._lost_reason = ""
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def connection(self) -> Connection | None:
        """The present one, once its subscriptions are in place."""
        return self._connection if self._up else None

    @property
    def running(self) -> bool:
        return self._running is not None

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        if self._running is None:
            self._stopping.clear()
            self._running = asyncio.create_task(self._run(), name=f"bus-{self._settings.node}")

    def stop_soon(self) -> None:
        """No further attempt; the present connection still serves what is to be said last."""
        self._stopping.set()

    async def stop(self) -> None:
        """Close the connection, without a will when the broker hears it."""
        if self._running is None:
            return
        self._stopping.set()
        if self._connection is not None:
            self._connection.disconnect()
            if not await wait_at_most(self._lost, FAREWELL_S) and self._connection is not None:
                self._connection.abort("the broker didn't take the farewell")
        await self._running
        self._running = None

    async def _run(self) -> None:
        rests = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, self._jitter)
        down_logged = False
        while not self._stopping.is_set():
            self._was_up = False
            reason = await self._live()
            if self._stopping.is_set():
                return
            if self._was_up:
                rests = pauses(FIRST_PAUSE_S, PAUSE_LIMIT_S, PAUSE_FACTOR, self._jitter)
                down_logged = False
            if not down_logged:
                down_logged = True
                log.warning("node %s has no broker: %s", self._settings.node, reason)
            await wait_at_most(self._stopping, max(next(rests), self._events.least_pause_s()))

    async def _live(self) -> str:
        """One connection from its opening to its end; why it ended."""
        self._lost.clear()
        observer = Observer(self._opened, self._subscribed, self._received, self._events.published, self._ended)
        connection = Connection(self._settings, self._events.new_will(), observer)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"mqtt-connect-{self._settings.node}") as thread:
            try:
                await asyncio.get_running_loop().run_in_executor(thread, connection.connect_blocking)
            except (OSError, ValueError) as error:
                return str(error)
        self._connection = connection
        connection.attach()
        if self._stopping.is_set():
            connection.abort("stopped")
        if not await wait_at_most(self._lost, HELD_AFTER_S):
            self._events.held()
            await self._lost.wait()
        return self._lost_reason

    def _opened(self) -> None:
        if self._connection is not None:
            self._first_subscription = self._connection.subscribe(self._events.patterns())

    def _subscribed(self, mid: int) -> None:
        if mid != self._first_subscription or self._connection is None:
            return
        self._up = self._was_up = True
        self._events.up(self._connection)
        log.info("node %s is connected to the broker", self._settings.node)

    def _received(self, message: MQTTMessage) -> None:
        if self._connection is not None:
            self._events.received(message, self._connection)

    def _ended(self, reason: str, taken_over: bool) -> None:
        was_up, self._up = self._up, False
        self._connection = None
        self._first_subscription = None
        self._lost_reason = reason
        self._lost.set()
        self._events.down(was_up, taken_over)
