"""Birth, clean stop, last will; and words about a node that aren't its own."""

import asyncio
import json
import sys

import pytest

from api.bus.clock import system_clock
from api.bus.port import Received
from api.messages.state import Faults, Status
from api.messages.topics import Channel, availability_topic, topic
from api.messages.words import DeviceState
from tests.support.broker import SITE, MakeBus, connected, until
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

KIOSK = availability_topic(SITE, "kiosk-01")


class Watcher:
    """Collects what the controller hears of one topic."""

    def __init__(self) -> None:
        self.seen: list[dict[str, object]] = []

    def __call__(self, received: Received) -> None:
        self.seen.append(json.loads(received.payload))

    @property
    def states(self) -> list[object]:
        return [fields.get("state") for fields in self.seen]


async def watch(make_bus: MakeBus, pattern: str) -> Watcher:
    watcher = Watcher()
    ctl = make_bus("ctl")
    ctl.listen(pattern, watcher)
    await connected(ctl)
    return watcher


async def test_birth_then_clean_stop(make_bus: MakeBus) -> None:
    watcher = await watch(make_bus, KIOSK)
    kiosk = await connected(make_bus("kiosk-01"))
    session = kiosk.session
    await until(lambda: watcher.states == ["online"], "birth")
    await kiosk.stop()
    await until(lambda: watcher.states == ["online", "disconnected"], "farewell")
    assert {fields["session"] for fields in watcher.seen} == {session}


async def test_killed_node_is_lost_with_its_session(make_bus: MakeBus, broker: PrivateBroker) -> None:
    watcher = await watch(make_bus, KIOSK)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.bus_node", str(broker.port), "kiosk-01", str(broker.password_file("kiosk-01"))
    )
    await until(lambda: watcher.states == ["online"], "birth")
    process.kill()
    await process.wait()
    await until(lambda: watcher.states == ["online", "lost"], "will")
    assert watcher.seen[0]["session"] == watcher.seen[1]["session"]


async def test_late_lost_of_an_old_session_is_overwritten(make_bus: MakeBus, broker: PrivateBroker) -> None:
    kiosk = await connected(make_bus("kiosk-01"))
    watcher = await watch(make_bus, KIOSK)
    await until(lambda: watcher.states == ["online"], "birth")
    late = {"rev": 1, "at": 1, "session": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "seq": 0, "state": "lost"}
    with RawClient(broker, "kiosk-01") as raw:
        await asyncio.to_thread(raw.publish, KIOSK, json.dumps(late).encode(), retain=True)
    await until(lambda: watcher.states == ["online", "lost", "online"], "overwritten")
    assert watcher.seen[-1]["session"] == kiosk.session


async def test_two_machines_with_one_node_name(make_bus: MakeBus) -> None:
    await connected(make_bus("kiosk-01"))
    faults: list[Faults] = []

    def on_fault(received: Received) -> None:
        faults.append(Faults.model_validate_json(received.payload))

    ctl = make_bus("ctl")
    ctl.listen(topic(SITE, "kiosk-01", "node", Channel.STATE, "fault"), on_fault)
    await connected(ctl)
    born_before = system_clock()
    await until(lambda: system_clock() > born_before, "a later millisecond")
    await connected(make_bus("kiosk-01", client_suffix="second-machine"))
    await until(lambda: any(fault.code == "bus.nodeUsedTwice" for faults_ in faults for fault in faults_.faults), "fault")


async def test_the_fault_closes_when_the_second_machine_is_gone(make_bus: MakeBus) -> None:
    first = await connected(make_bus("kiosk-01"))
    born_before = system_clock()
    await until(lambda: system_clock() > born_before, "a later millisecond")
    second = await connected(make_bus("kiosk-01", client_suffix="second-machine"))
    await until(lambda: [fault.code for fault in first.faults.faults] == ["bus.nodeUsedTwice"], "fault")
    await second.stop()
    await until(lambda: first.faults == Faults(), "closed")


async def test_two_machines_with_one_client_id_end_in_a_configuration_fault(make_bus: MakeBus) -> None:
    buses = [make_bus("kiosk-01"), make_bus("kiosk-01")]
    for bus in buses:
        await bus.start()
    await until(lambda: any(bus.counters.take_overs >= 3 for bus in buses), "storm")
    await until(
        lambda: any(
            fault.code == "bus.clientIdTaken" and fault.action == "configuration" for bus in buses for fault in bus.faults.faults
        ),
        "fault",
    )


async def test_that_fault_closes_when_a_connection_holds_again(make_bus: MakeBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.bus.link.HELD_AFTER_S", 0.3)
    monkeypatch.setattr("api.bus.storm.STORM_PAUSE_S", 0.3)
    buses = [make_bus("kiosk-01"), make_bus("kiosk-01")]
    for bus in buses:
        await bus.start()
    await until(lambda: any(fault.code == "bus.clientIdTaken" for bus in buses for fault in bus.faults.faults), "fault")
    left, right = buses
    gone, staying = (right, left) if left.faults.faults else (left, right)
    await gone.stop()
    await until(lambda: staying.connected and "bus.clientIdTaken" not in {f.code for f in staying.faults.faults}, "closed")


async def test_state_comes_again_with_each_connection(make_bus: MakeBus, broker: PrivateBroker) -> None:
    agent = make_bus("kiosk-01-agent")
    agent.set_state("receipt-1", "status", Status(device=DeviceState.ONLINE))
    await connected(agent)
    watcher = await watch(make_bus, topic(SITE, "kiosk-01-agent", "receipt-1", Channel.STATE, "status"))
    await until(lambda: len(watcher.seen) == 1, "retained state")
    first_session = agent.session
    await broker.kill()
    await until(lambda: not agent.connected, "link lost")
    await broker.start()
    # The killed broker had saved nothing, so this comes from the agent.
    await until(lambda: len(watcher.seen) == 2, "published again")
    assert watcher.seen[1]["session"] == agent.session != first_session
