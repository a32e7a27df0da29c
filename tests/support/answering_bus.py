"""A kiosk's bus whose other end is the test: devices' states are told, requests are answered by a function or left open."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from api.bus.codec import Stamp, encode_state
from api.bus.port import Handler, NotAnswered, Received
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.state import Availability
from api.messages.topics import availability_topic, parse_topic
from api.messages.words import AvailabilityState, CompletionCode

Answer = Callable[[str, Any, str], Awaitable[Completion | None]]
"""Command's name, body, id → how it ended; None: nobody answers."""


def success(ident: str, **result: object) -> Completion:
    return Completion(id=ident, code=CompletionCode.SUCCESS, result=result)


def refusal(ident: str, error_code: str, code: CompletionCode = CompletionCode.COMMAND_ERROR_CODE) -> Completion:
    return Completion(id=ident, code=code, error_code=error_code)


@dataclass
class AnsweringBus:
    """What of `BusPort` the kiosk's ports use."""

    answer: Answer
    site: str = "610124-01"
    node: str = "kiosk-01"
    session: str = "test"
    connected: bool = True
    asked: list[tuple[str, Any, str]] = field(default_factory=list)
    """Name, body, id of each command."""
    _handlers: list[tuple[str, Handler]] = field(default_factory=list)

    def listen(self, pattern: str, handler: Handler) -> None:
        self._handlers.append((pattern, handler))

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        """The link stands."""

    def tell(self, topic: str, body: Message) -> None:
        """A retained state, as the broker delivers it."""
        payload = encode_state(body, Stamp(0, "s", 0))
        for pattern, handler in self._handlers:
            if pattern == topic:
                handler(Received(parse_topic(topic), payload, True, None, None, lambda: None))

    def online(self, node: str, state: AvailabilityState = AvailabilityState.ONLINE) -> None:
        self.tell(availability_topic(self.site, node), Availability(state=state))

    async def request(self, topic: str, body: Message, *, command_id: str, timeout_s: float = 10.0, **_: Any) -> Completion:
        name = parse_topic(topic).name
        self.asked.append((name, body, command_id))
        # A turn of the loop, as every real request takes at least.
        await asyncio.sleep(0)
        completion = await self.answer(name, body, command_id)
        if completion is None:
            raise NotAnswered(name)
        return completion
