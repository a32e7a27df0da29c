"""The one place that calls handlers. An exception ends here: it is reported, and the next message goes on.

Inside paho an exception in a callback would kill the reading side while `is_connected()` stays true (contract rule 4).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from paho.mqtt.matcher import MQTTMatcher

from api.bus.port import Handler, Received
from api.messages.topics import Channel

OnFailure = Callable[[Received, Exception], None]

_ACKNOWLEDGED_BY_HANDLER = frozenset({Channel.COMMAND, Channel.EVENT})
"""State and answers are sent again anyway, so the bus acknowledges them as soon as their handlers are done."""


class _SharedAcknowledgement:
    """One PUBACK for a message that several handlers take: sent when the last of them has acknowledged."""

    __slots__ = ("_missing", "_send")

    def __init__(self, handlers: int, send: Callable[[], None]) -> None:
        self._missing = handlers
        self._send = send

    def part(self) -> Callable[[], None]:
        """One handler's share; calling it twice counts once."""
        given = False

        def acknowledge() -> None:
            nonlocal given
            if given:
                return
            given = True
            self._missing -= 1
            if self._missing == 0:
                self._send()

        return acknowledge


class Dispatcher:
    """Handlers by MQTT filter; lives on the event loop's thread."""

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure
        self._matcher = MQTTMatcher()
        self._handlers: dict[str, list[Handler]] = {}
        self._running: set[asyncio.Future[None]] = set()

    @property
    def patterns(self) -> tuple[str, ...]:
        return tuple(self._handlers)

    def add(self, pattern: str, handler: Handler) -> None:
        handlers = self._handlers.setdefault(pattern, [])
        handlers.append(handler)
        self._matcher[pattern] = handlers

    def dispatch(self, received: Received) -> bool:
        """Call every handler that fits, in the order of arrival; coroutines go on as tasks of their own. False: none fits."""
        handlers = [handler for group in self._matcher.iter_match(str(received.address)) for handler in group]
        if not handlers:
            return False
        shared = _SharedAcknowledgement(len(handlers), received.acknowledge)
        for handler in handlers:
            self._call(handler, replace(received, acknowledge=shared.part()))
        return True

    async def stop(self) -> None:
        """Cancel what handlers still do and wait for their end."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _call(self, handler: Handler, received: Received) -> None:
        try:
            result = handler(received)
        except Exception as error:
            self._failed(received, error)
            return
        if result is None:
            self._done(received)
            return
        task = asyncio.ensure_future(self._finish(result, received))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _finish(self, result: Awaitable[None], received: Received) -> None:
        try:
            await result
        except Exception as error:
            self._failed(received, error)
        else:
            self._done(received)

    def _done(self, received: Received) -> None:
        if received.address.channel not in _ACKNOWLEDGED_BY_HANDLER:
            received.acknowledge()

    def _failed(self, received: Received, error: Exception) -> None:
        # A message that breaks its handler is taken off the broker: it would break it again after each reconnect. What
        # matters waits in its sender's outbox, which goes by the completion and not by this acknowledgement.
        received.acknowledge()
        self._on_failure(received, error)
