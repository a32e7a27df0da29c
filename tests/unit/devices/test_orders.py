"""Orders of people: the ledger first, sent once, answered alike, honest about silence. On the real hall's store and registry."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.bus.port import NotAnswered
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand, Identify, LoadPaper, Open
from api.messages.state import Describe
from api.messages.topics import parse_topic
from api.messages.words import AvailabilityState, CompletionCode, Role
from api.ports import Actor, DeviceOrder
from hall_controller.devices import orders
from hall_controller.devices.orders import DeviceOrders
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.domain.events import Event, EventKind
from tests.support.broker import until
from tests.support.real_hall import RealHall, real_hall

MANAGER = Actor("manager", Role.MANAGER)
DOOR = "zone-agent/door-1"


class Devices:
    """The bus as far as orders see it: each request is answered by `answer`, which may wait."""

    site, node = "610124-01", "ctl"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, DeviceCommand]] = []
        self.code = CompletionCode.SUCCESS
        self.acknowledges = True
        self.go_on = asyncio.Event()
        self.go_on.set()

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
        assert isinstance(body, DeviceCommand)
        assert by == self.node
        assert timeout_s >= 1
        address = parse_topic(topic)
        self.asked.append((f"{address.node}/{address.device}", address.name, body))
        if not self.acknowledges:
            await asyncio.Event().wait()
        if on_acknowledged is not None:
            on_acknowledged()
        await self.go_on.wait()
        if self.code is CompletionCode.TIME_OUT:
            raise NotAnswered("acknowledged, not completed")
        return Completion(id=command_id, code=self.code)


class Desk:
    """Orders over a hall, devices that answer as the test says, and one door."""

    def __init__(self, hall: RealHall) -> None:
        self.hall = hall
        self.devices = Devices()
        self.registry = DeviceRegistry({})
        self.registry.node_said("zone-agent", "s1", AvailabilityState.ONLINE, "", 1)
        self.registry.described(DOOR, Describe(kind="zone-door", commands=("open", "clear-alarm", "identify")))
        self.connected = True
        self.heard: list[Event] = []
        hall.service.listen(lambda committed: self.heard.extend(committed.events))
        self.shows_something_else: list[str] = []
        self.orders = self.make()

    def make(self) -> DeviceOrders:
        """A controller's part; a new one knows nothing of what the one before did."""
        note, shown = self.hall.service.note, self.shows_something_else.append
        return DeviceOrders(self.devices, lambda: self.connected, {}, self.registry, note, new_id, shown)

    async def records(self) -> list[tuple[str, object, object]]:
        events = await self.hall.service.ledger.events(0, 500)
        wanted = [event for event in events if event.kind.startswith("device-")]
        return [(event.kind, event.body["name"], event.body.get("code")) for event in wanted]


def order(command: DeviceCommand, name: str = "open") -> DeviceOrder:
    return DeviceOrder(new_id(), MANAGER, "zone-agent", "door-1", name, command)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with real_hall(tmp_path) as hall:
        made = Desk(hall)
        yield made
        await made.orders.close()


async def test_it_stands_in_the_ledger_before_the_device_hears_of_it(desk: Desk) -> None:
    desk.devices.go_on.clear()
    opening = asyncio.create_task(desk.orders.give(order(Open())))
    await until(lambda: desk.devices.asked, "the device hears of it")
    assert await desk.records() == [("device-commanded", "open", None)]
    desk.devices.go_on.set()
    assert (await opening).succeeded
    assert await desk.records() == [("device-commanded", "open", None), ("device-answered", "open", "success")]


async def test_the_same_order_is_sent_once_and_answered_alike(desk: Desk) -> None:
    wanted = order(Open())
    answers = await asyncio.gather(*[desk.orders.give(wanted) for _ in range(5)])
    answers.append(await desk.orders.give(wanted))
    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert len(desk.devices.asked) == 1
    assert len(await desk.records()) == 2


async def test_after_a_restart_the_device_is_asked_again_under_the_same_id_and_it_is_noted_once(desk: Desk) -> None:
    wanted = order(Open())
    await desk.orders.give(wanted)
    assert (await desk.make().give(wanted)).succeeded
    assert [kind for kind, _, _ in await desk.records()].count("device-commanded") == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_id_that_was_used_for_another_order_moves_nothing(desk: Desk, restarted: bool) -> None:
    first = order(Open())
    await desk.orders.give(first)
    other = replace(first, command=Open(pulse_ms=9000))
    answer = await (desk.make() if restarted else desk.orders).give(other)
    assert (answer.code, answer.error_code) == (CompletionCode.INVALID_REQUEST_ID, "malformed")
    assert len(desk.devices.asked) == 1


async def test_whoever_asked_may_go_away_the_record_is_made_all_the_same(desk: Desk) -> None:
    desk.devices.go_on.clear()
    asking = asyncio.create_task(desk.orders.give(order(Open())))
    await until(lambda: desk.devices.asked, "the device hears of it")
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    desk.devices.go_on.set()
    kinds = {EventKind.DEVICE_COMMANDED, EventKind.DEVICE_ANSWERED}
    await until(lambda: {event.kind for event in desk.heard} == kinds, "both records")
    assert [code for _, _, code in await desk.records()] == [None, "success"]


async def test_a_device_that_never_acknowledges_is_given_up_soon(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "ACKNOWLEDGED_WITHIN_S", 0.01)
    desk.devices.acknowledges = False
    answer = await desk.orders.give(order(Open()))
    assert (answer.code, answer.error_code) == (CompletionCode.TIME_OUT, "device.notAnswering")
    assert (await desk.records())[-1] == ("device-answered", "open", "timeOut")


async def test_an_acknowledged_order_may_take_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "ACKNOWLEDGED_WITHIN_S", 0.01)
    desk.devices.go_on.clear()
    asyncio.get_running_loop().call_later(0.05, desk.devices.go_on.set)
    assert (await desk.orders.give(order(Open()))).succeeded


async def test_an_end_that_never_comes_is_no_answer(desk: Desk) -> None:
    desk.devices.code = CompletionCode.TIME_OUT
    assert (await desk.orders.give(order(Open()))).error_code == "device.notAnswering"


async def test_nobody_is_asked_while_the_node_or_the_bus_is_away(desk: Desk) -> None:
    desk.registry.node_said("zone-agent", "s1", AvailabilityState.LOST, "", 2)
    gone = await desk.orders.give(order(Open()))
    assert (gone.code, gone.error_code) == (CompletionCode.DEVICE_NOT_READY, "node.lost")
    desk.connected = False
    assert (await desk.orders.give(order(Open()))).error_code == "hall.notConnected"
    assert desk.devices.asked == []
    assert len(await desk.records()) == 4


async def test_what_the_hall_shows_comes_back_when_a_label_has_stood_its_time(desk: Desk) -> None:
    await desk.orders.give(order(LoadPaper(), "load-paper"))
    await desk.orders.give(order(Identify(label="3", seconds=1), "identify"))
    assert desk.shows_something_else == []
    await until(lambda: desk.shows_something_else, "the label has stood its time")
    assert desk.shows_something_else == [DOOR]


async def test_offered_is_what_the_device_says(desk: Desk) -> None:
    assert desk.orders.offered("zone-agent", "door-1") == {"open", "clear-alarm", "identify"}
    assert desk.orders.offered("zone-agent", "door-2") is None
