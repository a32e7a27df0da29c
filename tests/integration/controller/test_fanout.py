"""Deliveries over a real broker to a node that speaks MQTT."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from api.ids import new_id
from api.messages.device_commands import Say, Show
from hall_controller.devices.bindings import Expected
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.mqtt import lane
from hall_controller.mqtt.fanout import EXPIRED, MUTE, Fanout
from hall_controller.mqtt.lane import Ending
from tests.integration.controller.conftest import MakeBus
from tests.support.broker import connected, until
from tests.support.device_node import DeviceNode, Mood
from tests.support.hall_config import AGENT

pytestmark = pytest.mark.integration

LED, LED_2, SPEAKER = f"{AGENT}/led-1", f"{AGENT}/led-2", f"{AGENT}/speaker-1"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Row:
    """A committed delivery."""

    device: str
    command: str
    body: dict[str, Any]
    id: str = field(default_factory=new_id)
    created_at: int = field(default_factory=now_ms)


def call(number: str, device: str = LED, **changes: Any) -> Row:
    return Row(device, "show", {"layout": "calling", "data": {"ticket": number, "window": "1"}}, **changes)


def say(number: str, **changes: Any) -> Row:
    return Row(SPEAKER, "say", {"template": "call", "arguments": {"ticket": number, "window": "1"}}, **changes)


class Hall:
    """Fan-out, registry and what was settled."""

    def __init__(self, bus: Any) -> None:
        self.registry = DeviceRegistry({address: Expected(address, "", "") for address in (LED, LED_2, SPEAKER)})
        self.settled: dict[str, tuple[Ending, str]] = {}
        self.fanout = Fanout(bus, self.settle, self.registry, now_ms)

    async def settle(self, delivery_id: str, ending: Ending, reason: str) -> None:
        self.settled[delivery_id] = (ending, reason)

    def faults(self, address: str) -> tuple[str, ...]:
        return next(view.faults for view in self.registry.board(1).devices if f"{view.node}/{view.device}" == address)


@pytest.fixture
async def node(make_bus: MakeBus) -> DeviceNode:
    found = DeviceNode(make_bus(AGENT), {"led-1": "led-board", "led-2": "led-board", "speaker-1": "speaker"}).listen()
    await connected(found.bus)
    return found


@pytest.fixture
async def hall(make_bus: MakeBus) -> AsyncIterator[Hall]:
    found = Hall(await connected(make_bus("ctl")))
    yield found
    await found.fanout.close()


async def test_each_call_reaches_its_device_in_order_and_is_settled(node: DeviceNode, hall: Hall) -> None:
    rows = [call(f"A{n:03}") for n in range(20)]
    hall.fanout.deliver(rows)
    await until(lambda: len(hall.settled) == 20, "all settled")
    shown = [command.body for command in node.done_by("led-1", "show")]
    assert [body.data["ticket"] for body in shown if isinstance(body, Show)] == [f"A{n:03}" for n in range(20)]
    assert set(hall.settled.values()) == {(Ending.DONE, "")}
    assert hall.fanout.under_way == 0


async def test_a_dead_device_delays_no_other_and_is_a_fault_until_it_does_something(
    node: DeviceNode, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "ALARM_AFTER_S", 0.2)
    node.moods["led-1"] = Mood.SILENT
    dead, others = call("A001"), [call(f"A{n:03}", LED_2) for n in range(10)]
    hall.fanout.deliver([dead, *others])
    await until(lambda: len(hall.settled) == 10, "the others settled")
    await until(lambda: hall.faults(LED) == (MUTE,), "the fault")
    node.moods["led-1"] = Mood.WELL
    await until(lambda: dead.id in hall.settled, "the same call, sent again by the bus")
    assert hall.settled[dead.id] == (Ending.DONE, "")
    assert [command.id for command in node.done_by("led-1", "show")] == [dead.id]
    assert hall.faults(LED) == ()


async def test_a_refused_call_is_settled_as_lost_with_a_fault(node: DeviceNode, hall: Hall) -> None:
    node.moods["led-1"] = Mood.REFUSING
    lost, after = call("A001"), call("A002")
    hall.fanout.deliver([lost])
    await until(lambda: lost.id in hall.settled, "settled")
    assert hall.settled[lost.id] == (Ending.REFUSED, MUTE)
    assert hall.faults(LED) == (MUTE,)
    node.moods["led-1"] = Mood.WELL
    hall.fanout.deliver([after])
    await until(lambda: after.id in hall.settled, "settled")
    assert hall.faults(LED) == ()


async def test_a_stale_call_is_not_shouted_and_raises_an_alarm(node: DeviceNode, hall: Hall) -> None:
    stale, fresh = say("A001", created_at=now_ms() - 61_000), say("A002")
    hall.fanout.deliver([stale, fresh])
    await until(lambda: len(hall.settled) == 2, "both settled")
    assert hall.settled[stale.id] == (Ending.EXPIRED, EXPIRED)
    said = [command.body for command in node.done_by("speaker-1", "say")]
    assert [body.arguments["ticket"] for body in said if isinstance(body, Say)] == ["A002"]


async def test_a_later_call_waits_for_the_phrase_before_it(node: DeviceNode, hall: Hall) -> None:
    node.moods["speaker-1"] = Mood.SLOW
    first, second = say("A001"), say("A002")
    hall.fanout.deliver([first, second])
    await until(lambda: len(node.held) == 1, "the first phrase begun")
    await asyncio.sleep(0)
    assert [command.id for command in node.heard] == [first.id], "the second isn't on its way yet"
    node.complete_held()
    await until(lambda: len(node.held) == 1 and node.held[0][1].id == second.id, "the second phrase begun")
    node.complete_held()
    await until(lambda: len(hall.settled) == 2, "both settled")
    assert [command.id for command in node.done_by("speaker-1", "say")] == [first.id, second.id]


async def test_the_same_row_handed_in_twice_is_sent_once(node: DeviceNode, hall: Hall) -> None:
    row = call("A001")
    hall.fanout.deliver([row])
    hall.fanout.deliver([row])
    await until(lambda: row.id in hall.settled, "settled")
    assert [command.id for command in node.heard] == [row.id]


async def test_a_row_that_cannot_be_read_is_an_alarm_and_blocks_nothing(node: DeviceNode, hall: Hall) -> None:
    broken, unknown, good = Row(LED, "show", {"layout": 5}), Row(LED, "dance", {}), call("A001")
    hall.fanout.deliver([broken, unknown, good])
    await until(lambda: len(hall.settled) == 3, "all settled")
    assert hall.settled[broken.id] == hall.settled[unknown.id] == (Ending.REFUSED, MUTE)
    assert hall.settled[good.id] == (Ending.DONE, "")


async def test_calls_made_while_the_broker_is_away_arrive_when_it_is_back(node: DeviceNode, hall: Hall, broker: Any) -> None:
    await broker.kill()
    rows = [call(f"A{n:03}") for n in range(3)]
    hall.fanout.deliver(rows)
    await broker.start()
    await until(lambda: len(hall.settled) == 3, "all settled")
    assert {command.id for command in node.done_by("led-1", "show")} == {row.id for row in rows}
