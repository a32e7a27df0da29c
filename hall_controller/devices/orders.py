"""What people have devices do from the pages: into the ledger, over the bus to the device, and its answer into the ledger.

The ledger comes first: a door that opens without a record of who opened it is worse than one that stays shut while the disk is
full. The same id is sent once; whoever asks again gets the same answer, also while it is under way.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

import structlog

from api.bus.port import NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import Blank, DeviceCommand, Feed, Identify, Open, TestPattern
from api.messages.topics import command_topic
from api.messages.words import CompletionCode, Refusal
from api.ports import DeviceOrder
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.mqtt.lane import Requests
from hall_controller.store.transaction import Note

ACKNOWLEDGED_WITHIN_S = 4.0
"""A device acknowledges within 1 s (contract, command flow), and the bus asks again after 1.5 s: after two lost questions nobody
is there."""
PATIENCE_S = 15.0
"""Most commands end at once; a board first waits for its turn, a door for its contact."""
PRINTING_S = 45.0
"""A test page at 9600 baud, behind a ticket that is being printed."""
PATTERN_S = 60.0
"""How long a test pattern stands on a board (`drivers.led_board`)."""
ANSWERS_KEPT = 256
"""A page repeats a command for seconds; nobody clicks so fast."""
NO_ANSWER_REASON = "device.notAnswering"
NOT_CONNECTED_REASON = "hall.notConnected"

NoteIn = Callable[[Note], Awaitable[Completion]]


class DeviceOrders:
    """Implements `api.ports.DeviceOrdersPort`.

    Args:
        note: durable in the ledger when it returns.
        local: nodes that are parts of the controller itself.
        shows_something_else: called when what a device shows isn't what the hall sent last, so that it is sent again.
    """

    def __init__(
        self,
        bus: Requests,
        connected: Callable[[], bool],
        local: Mapping[str, Requests],
        registry: DeviceRegistry,
        note: NoteIn,
        make_id: Callable[[], str],
        shows_something_else: Callable[[str], None],
    ) -> None:
        self._bus = bus
        self._connected = connected
        self._local = dict(local)
        self._registry = registry
        self._note = note
        self._make_id = make_id
        self._shows_something_else = shows_something_else
        self._log = structlog.get_logger("hall_controller.orders")
        self._under_way: dict[str, tuple[DeviceOrder, asyncio.Task[Completion]]] = {}
        self._answered: OrderedDict[str, Completion] = OrderedDict()
        self._restores: set[asyncio.TimerHandle] = set()

    def offered(self, node: str, device: str) -> frozenset[str] | None:
        """See the port."""
        return self._registry.commands_of(f"{node}/{device}")

    async def give(self, order: DeviceOrder) -> Completion:
        """See the port. Goes on when the asker goes away: what has been begun gets its record."""
        known = self._under_way.get(order.id)
        if known is None:
            task = asyncio.get_running_loop().create_task(self._carry_out(order), name=f"order {order.id}")
            self._under_way[order.id] = known = (order, task)
            task.add_done_callback(lambda _: self._under_way.pop(order.id, None))
        if _record(known[0]) != _record(order):
            return _other_order(order.id)
        return await asyncio.shield(known[1])

    async def close(self) -> None:
        """Orders under way end without an answer; their first record stands in the ledger."""
        for restore in self._restores:
            restore.cancel()
        tasks = [task for _, task in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry_out(self, order: DeviceOrder) -> Completion:
        record = _record(order)
        noted = await self._note(Note(order.id, order.actor, EventKind.DEVICE_COMMANDED, record, commanded=True))
        if not noted.succeeded:
            return noted
        if noted.result != record:
            return _other_order(order.id)
        answered = self._answered.get(order.id)
        if answered is not None:
            return answered
        completion = await self._send(order)
        self._remember(completion)
        self._log.info(
            "order.done",
            device=record["device"],
            command=order.name,
            by=order.actor.name,
            code=completion.code.value,
            reason=completion.error_code,
        )
        ended = {
            "order": order.id,
            "device": record["device"],
            "name": order.name,
            "code": completion.code.value,
            "reason": completion.error_code or "",
        }
        # A crash before this leaves an order without an answer in the ledger, which is the truth.
        await self._note(Note(self._make_id(), HALL_ACTOR, EventKind.DEVICE_ANSWERED, ended, commanded=False))
        return completion

    async def _send(self, order: DeviceOrder) -> Completion:
        address = f"{order.node}/{order.device}"
        why_not = self._why_not(order.node)
        if why_not is not None:
            return Completion(id=order.id, code=CompletionCode.DEVICE_NOT_READY, error_code=why_not)
        requests = self._local.get(order.node, self._bus)
        topic = command_topic(requests.site, order.node, order.device, order.name)
        try:
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN_S) as limit:
                completion = await requests.request(
                    topic,
                    order.command,
                    command_id=order.id,
                    by=requests.node,
                    timeout_s=_patience_s(order.command),
                    on_acknowledged=lambda: limit.reschedule(None),
                )
        except (TimeoutError, NotAnswered) as error:
            return Completion(id=order.id, code=CompletionCode.TIME_OUT, error_code=NO_ANSWER_REASON, detail=str(error))
        self._restore_later(address, order.command)
        return completion

    def _why_not(self, node: str) -> str | None:
        """Why nobody need be asked. A device of a node that is there answers for itself, be it with its fault."""
        if node in self._local:
            return None
        return self._registry.why_away(node) if self._connected() else NOT_CONNECTED_REASON

    def _remember(self, completion: Completion) -> None:
        self._answered[completion.id] = completion
        while len(self._answered) > ANSWERS_KEPT:
            self._answered.popitem(last=False)

    def _restore_later(self, address: str, command: DeviceCommand) -> None:
        delay_s = _shows_for_s(command)
        if delay_s is None:
            return
        loop = asyncio.get_running_loop()

        def restore() -> None:
            self._restores.discard(handle)
            self._shows_something_else(address)

        handle = loop.call_later(delay_s, restore)
        self._restores.add(handle)


def _record(order: DeviceOrder) -> dict[str, object]:
    """As it stands in the ledger. Commands of people carry nobody's data."""
    fields = order.command.model_dump(mode="json", exclude_none=True)
    return {"device": f"{order.node}/{order.device}", "name": order.name, "fields": fields}


def _other_order(order_id: str) -> Completion:
    return Completion(
        id=order_id,
        code=CompletionCode.INVALID_REQUEST_ID,
        error_code=Refusal.MALFORMED.value,
        detail="this id was used for another command before",
    )


def _patience_s(command: DeviceCommand) -> float:
    match command:
        case Open(pulse_ms=pulse_ms):
            return pulse_ms / 1000 + PATIENCE_S
        case TestPattern() | Feed():
            return PRINTING_S
        case _:
            return PATIENCE_S


def _shows_for_s(command: DeviceCommand) -> float | None:
    """After how long the hall's own content belongs on the device again; None: it stands there all the while."""
    match command:
        case Identify(seconds=seconds):
            return float(seconds)
        case TestPattern():
            return PATTERN_S
        case Blank():
            return 0.0
        case _:
            return None
