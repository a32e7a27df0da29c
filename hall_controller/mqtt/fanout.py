"""Brings every committed delivery to its device, and settles it in the store when it is done or lost.

A call reaches every output bound to it or leaves an alarm: the device's fault `output.mute`, kept until the device does
something it is asked again. Deliveries of a past run are sent again under their own ids; what is too old by then is settled as
expired, with an alarm, instead of being shown or shouted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from pydantic import ValidationError

from api.bus.port import BusPort
from api.messages.completion import Completion
from api.messages.device_commands import DEVICE_COMMANDS, Ask, Blank, DeviceCommand, Say, Show
from api.messages.words import CompletionCode
from hall_controller.devices.bindings import split_address
from hall_controller.domain.emergency import LAYOUT as EMERGENCY
from hall_controller.mqtt.lane import Ending, Lane, Output, Requests

MUTE = "output.mute"
"""The output didn't do what it was asked, or nothing was heard of it."""
EXPIRED = "output.expired"
"""It was asked too late to be of use: the controller was down, or the device blocked its lane too long."""
SILENCED = "output.silenced"
"""A phrase wasn't spoken because the loudspeakers were told to be silent."""
USEFUL_S = 60
"""A call older than this is not shown any more: the person has come, or was called again."""
ASK_USEFUL_S = 5
"""A question must be on the pad while the person still stands there; failing sooner than the hall's own time-out tells a dead
pad from a silent person.
"""
SPEAKING_S = 30.0
"""Longest phrase, with the one before it that the speaker may still be saying."""
WORK_S = 5.0
"""A board or pad that has taken a command does it at once; its own time-outs and repeats are within this."""

CONVENIENCES = frozenset({"pad-display", "show-staff"})
"""What not every device of its kind can do, and nobody misses where it can't."""

SETTLE_AT_END_S = 2.0
"""A stopping controller doesn't wait longer for a disk that refuses."""


class Delivery(Protocol):
    """A committed row, as the fan-out needs it."""

    @property
    def id(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def body(self) -> dict[str, object]: ...
    @property
    def created_at(self) -> int: ...


class Outputs(Protocol):
    """What is known of outputs and where their alarms stand: the device registry."""

    def output_failed(self, address: str, code: str, now: int) -> bool: ...
    def output_succeeded(self, address: str) -> bool: ...
    def node_gone(self, node: str) -> bool: ...
    def lacks(self, address: str, command: str) -> bool: ...


Settle = Callable[[str, Ending, str], Awaitable[None]]
"""Delivery id, how it ended, and why (a dotted reason; empty when done): returns when that is durable."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a device took last."""

    name: str
    body: DeviceCommand
    at: int
    """UTC ms."""
    done: bool


class Fanout:
    """One lane for each device that has had something to do."""

    def __init__(
        self,
        bus: BusPort,
        settle: Settle,
        outputs: Outputs,
        now_ms: Callable[[], int],
        local: Mapping[str, Requests] | None = None,
    ) -> None:
        """`local`: nodes that are parts of the controller itself, and how their devices are asked."""
        self._bus = bus
        self._local = dict(local or {})
        self._settle = settle
        self._outputs = outputs
        self._now_ms = now_ms
        self._log = structlog.get_logger("hall_controller.fanout")
        self._lanes: dict[str, Lane] = {}
        self._open: set[str] = set()
        self._shown: dict[str, Shown] = {}
        self._lifted: set[str] = set()
        self._settling: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """Deliveries not settled yet."""
        return len(self._open)

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        """Send committed deliveries, in this order for each device. One that is under way already isn't sent twice."""
        for delivery in deliveries:
            if delivery.id in self._open:
                continue
            self._open.add(delivery.id)
            output = self._as_output(delivery)
            if output is not None:
                self._lane(delivery.device).put(output)

    def show_present(self, address: str, output: Output, wanted: Callable[[], bool]) -> None:
        """Send what the device should show now, after its deliveries and instead of an earlier present output, if it is
        still wanted then.
        """
        self._lane(address).show_present(output, wanted)

    def last_shown(self, address: str) -> Shown | None:
        """The last command tried; None when nothing is known of what the device shows."""
        return self._shown.get(address)

    def is_lifted(self, address: str) -> bool:
        """The board has taken back an emergency, and was there ever since: none can stand on it."""
        return address in self._lifted

    def put(self, address: str, output: Output) -> None:
        """Send what is neither a delivery nor the present state, after what waits for the device."""
        self._lane(address).put(output)

    def silence(self, address: str) -> None:
        """Drop what waits for a loudspeaker. Calls among it count as not spoken, which is no fault of the device."""
        lane = self._lanes.get(address)
        for output in lane.drop_waiting() if lane is not None else ():
            if output.durable:
                self._settle_soon(output.id, Ending.REFUSED, SILENCED)

    def busy(self, address: str) -> bool:
        lane = self._lanes.get(address)
        return lane is not None and not lane.idle

    def forget(self, address: str) -> None:
        """The device was away: what it shows now is unknown."""
        self._shown.pop(address, None)
        self._lifted.discard(address)

    async def close(self) -> None:
        """Stop sending; returns when all that has ended is settled, or can't be soon. The rest is sent after the next start."""
        for lane in self._lanes.values():
            await lane.close()
        if self._settling:
            _, unsettled = await asyncio.wait(self._settling, timeout=SETTLE_AT_END_S)
            for task in unsettled:
                task.cancel()
            await asyncio.gather(*unsettled, return_exceptions=True)

    def lane_silent(self, address: str) -> None:
        self._failed(address, MUTE)

    def lane_ended(self, address: str, output: Output, ending: Ending, completion: Completion | None) -> None:
        if ending is Ending.EXPIRED and not output.durable:
            return
        self._shown[address] = Shown(output.name, output.body, self._now_ms(), ending is Ending.DONE)
        self._note_lift(address, output.body, ending)
        reason = ""
        if ending is Ending.DONE:
            if self._outputs.output_succeeded(address):
                self._log.info("output.returned", device=address)
        elif isinstance(output.body, Say) and completion is not None and completion.code is CompletionCode.CANCELED:
            # Somebody ended it, such as for an emergency: the device did as it was told.
            reason = SILENCED
        else:
            reason = EXPIRED if ending is Ending.EXPIRED else MUTE
            detail = completion.error_code or completion.code.value if completion is not None else ending.value
            self._failed(address, reason, command=output.name, id=output.id, detail=detail)
        if output.durable:
            self._settle_soon(output.id, ending, reason)

    def _note_lift(self, address: str, body: DeviceCommand, ending: Ending) -> None:
        match body:
            case Show(layout=layout) if layout == EMERGENCY:
                self._lifted.discard(address)
            case Blank(layout=layout) if layout == EMERGENCY and ending is Ending.DONE:
                self._lifted.add(address)

    def _failed(self, address: str, code: str, **details: str) -> None:
        if self._outputs.output_failed(address, code, self._now_ms()):
            self._log.warning("output.failed", device=address, fault=code, **details)

    def _settle_soon(self, delivery_id: str, ending: Ending, reason: str) -> None:
        # Beside the lane: the device's next command doesn't wait for the disk.
        task = asyncio.get_running_loop().create_task(self._settle_one(delivery_id, ending, reason))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle_one(self, delivery_id: str, ending: Ending, reason: str) -> None:
        try:
            await self._settle(delivery_id, ending, reason)
        except Exception:
            # It stays pending in the store and is sent again, under its id, after the next start.
            self._log.exception("delivery.not_settled", id=delivery_id, ending=ending.value)
        finally:
            self._open.discard(delivery_id)

    def _lane(self, address: str) -> Lane:
        lane = self._lanes.get(address)
        if lane is None:
            requests = self._local.get(split_address(address)[0], self._bus)
            lane = self._lanes[address] = Lane(address, requests, self, self._now_ms)
        return lane

    def _as_output(self, delivery: Delivery) -> Output | None:
        model = DEVICE_COMMANDS.get(delivery.command)
        try:
            body = model.model_validate(delivery.body) if model is not None else None
        except ValidationError:
            body = None
        if body is None:
            # A row of a newer version, or a damaged one: it can't be sent, so it is an alarm and settled.
            self._failed(delivery.device, MUTE, command=delivery.command, id=delivery.id, detail="unreadable")
            self._settle_soon(delivery.id, Ending.REFUSED, MUTE)
            return None
        if delivery.command in CONVENIENCES and self._outputs.lacks(delivery.device, delivery.command):
            self._settle_soon(delivery.id, Ending.DONE, "")
            return None
        if isinstance(body, Ask) and self._outputs.node_gone(split_address(delivery.device)[0]):
            # The window waits for the outcome: a pad that is known to be dead isn't waited for.
            self._failed(delivery.device, MUTE, command=delivery.command, id=delivery.id, detail="node gone")
            self._settle_soon(delivery.id, Ending.NOT_ANSWERED, MUTE)
            return None
        useful_until = delivery.created_at + _useful_s(body) * 1000
        work_s = SPEAKING_S if isinstance(body, Say) else WORK_S
        return Output(delivery.id, delivery.command, body, useful_until, work_s, durable=True)


def _useful_s(body: DeviceCommand) -> int:
    match body:
        case Say():
            return body.max_age_s
        case Ask():
            return ASK_USEFUL_S
        case _:
            return USEFUL_S
