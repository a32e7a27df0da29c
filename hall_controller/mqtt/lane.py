"""One device's commands in order, one at a time. A dead device fills its own lane and delays no other.

Deliveries (rows of the store: a call, a question) are all sent, none replaced by a later one. Beside them stands at most one
*present* output, what the device should show now: it is sent when no delivery waits, and a newer one replaces it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from api.bus.port import NotAnswered
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.topics import command_topic
from hall_controller.devices.bindings import split_address

ALARM_AFTER_S = 3.0
"""A device acknowledges within 1 s (contract, command flow): unheard after two repeats it counts as mute; trying goes on."""


@dataclass(frozen=True, slots=True)
class Output:
    """One command on its way to one device."""

    id: str
    """ULID, idempotency key: the same at every repeat and after a restart."""
    name: str
    body: DeviceCommand
    useful_until: int
    """UTC ms. Not begun by then, it isn't sent any more: a stale call on the wall is worse than none."""
    work_s: float
    """How long the device may take once it has begun, such as speaking a phrase to its end."""
    durable: bool
    """A row of the store that must be settled; False for what is derived from the present state."""


class Ending(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    """The device answered and didn't do it."""
    NOT_ANSWERED = "notAnswered"
    EXPIRED = "expired"
    """Its time was over before it could be sent."""


class Requests(Protocol):
    """Where commands go: the bus, or a part of the controller that is a device itself."""

    @property
    def site(self) -> str: ...
    @property
    def node(self) -> str: ...

    async def request(
        self,
        topic: str,
        body: Message,
        *,
        command_id: str,
        by: str = "",
        timeout_s: float,
        on_acknowledged: Callable[[], None] | None = None,
    ) -> Completion:
        """As `BusPort.request`.

        Raises:
            NotAnswered: nobody answered in time.
        """
        ...


class LaneEvents(Protocol):
    """What a lane tells; called on the event loop, must not raise."""

    def lane_silent(self, address: str) -> None:
        """Nothing heard for ALARM_AFTER_S; it goes on trying."""
        ...

    def lane_ended(self, address: str, output: Output, ending: Ending, completion: Completion | None) -> None: ...


class Lane:
    """The commands of one device. Its task lives only while there is something to send."""

    def __init__(self, address: str, bus: Requests, events: LaneEvents, now_ms: Callable[[], int]) -> None:
        self._address = address
        self._node, self._device = split_address(address)
        self._bus = bus
        self._events = events
        self._now_ms = now_ms
        self._log = structlog.get_logger("hall_controller.fanout")
        self._waiting: deque[Output] = deque()
        self._present: tuple[Output, Callable[[], bool]] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return self._task is None

    def put(self, output: Output) -> None:
        """At the end of the line."""
        self._waiting.append(output)
        self._wake()

    def show_present(self, output: Output, wanted: Callable[[], bool]) -> None:
        """Instead of an earlier present output that is still waiting. `wanted` is asked when its turn comes: what was sent
        meanwhile may show the same.
        """
        self._present = output, wanted
        self._wake()

    def drop_waiting(self) -> list[Output]:
        """Forget what waits, and hand it back; what is under way goes on."""
        dropped = list(self._waiting)
        self._waiting.clear()
        return dropped

    async def close(self) -> None:
        """Stop at once. What isn't done stays undone in the store and is sent after the next start."""
        self._waiting.clear()
        self._present = None
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"lane {self._address}")

    async def _run(self) -> None:
        while (output := self._take()) is not None:
            try:
                ending, completion = await self._send(output)
            except Exception:
                # A mistake of ours in one output must not silence the device for good: it counts as not done, with an alarm.
                self._log.exception("output.broken", device=self._address, id=output.id, command=output.name)
                ending, completion = Ending.REFUSED, None
            self._events.lane_ended(self._address, output, ending, completion)
        self._task = None

    def _take(self) -> Output | None:
        if self._waiting:
            return self._waiting.popleft()
        present, self._present = self._present, None
        return present[0] if present is not None and present[1]() else None

    async def _send(self, output: Output) -> tuple[Ending, Completion | None]:
        left_s = (output.useful_until - self._now_ms()) / 1000
        if left_s <= 0:
            return Ending.EXPIRED, None
        alarm = asyncio.get_running_loop().call_later(ALARM_AFTER_S, self._events.lane_silent, self._address)
        try:
            completion = await self._bus.request(
                command_topic(self._bus.site, self._node, self._device, output.name),
                output.body,
                command_id=output.id,
                by=self._bus.node,
                timeout_s=left_s + output.work_s,
                on_acknowledged=alarm.cancel,
            )
        except NotAnswered:
            return Ending.NOT_ANSWERED, None
        finally:
            alarm.cancel()
        return (Ending.DONE if completion.succeeded else Ending.REFUSED), completion
