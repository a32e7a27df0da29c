"""A terminal with a broker of its own: what passes over the bridge, what goes on while it is cut, what is true afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.codec import Stamp, encode_state
from api.bus.port import NotAnswered, Received
from api.bus.presence import answer_presence
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import Diagnose
from api.messages.hall_commands import Catalogue
from api.messages.identity_commands import CheckIdentity
from api.messages.links import is_behind, link_topic
from api.messages.state import Availability, Status
from api.messages.topics import Channel, availability_topic, command_topic, hall_command_topic, topic
from api.messages.words import AvailabilityState, CompletionCode, DeviceState
from hall_controller.devices import watch as watch_module
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.watch import DeviceWatch
from kiosk.ports.watch import LinkWatch, NodeWatch
from tests.support.broker import SITE, connected, until
from tests.support.device_node import DeviceNode
from tests.support.raw_client import RawClient
from tests.support.terminal import AGENT, KIOSK, LINK, BridgedHall, bridged_hall

SECRET = "610124199001011234"
DENIED = 0x87


class Controller:
    """The hall's end: what the controller knows of nodes, and who asked it what."""

    def __init__(self, bus: MqttBus) -> None:
        self.bus = bus
        self.registry = DeviceRegistry({})
        self.heard: list[str] = []
        self.watch = DeviceWatch(bus, self.registry, lambda: time.time_ns() // 1_000_000, new_id, lambda _: None)
        self.watch.listen()
        for name in ("catalogue", "check-identity"):
            bus.listen(hall_command_topic(SITE, name), self._answer)

    def state_of(self, node: str) -> AvailabilityState | None:
        record = self.registry.nodes().get(node)
        return record.state if record else None

    def all_are(self, state: AvailabilityState) -> bool:
        return self.state_of(KIOSK) is state and self.state_of(AGENT) is state

    async def online(self) -> None:
        await until(lambda: self.all_are(AvailabilityState.ONLINE), "the terminal is online at the hall")

    async def lost(self) -> None:
        await until(lambda: self.all_are(AvailabilityState.LOST), "the terminal is lost at the hall")

    def _answer(self, received: Received) -> None:
        received.acknowledge()
        self.heard.append(received.address.name)
        assert received.correlation is not None
        self.bus.reply(received, Completion(id=received.correlation.decode(), code=CompletionCode.SUCCESS))


class Terminal:
    """The kiosk's end, with its agent's printer."""

    def __init__(self, bridged: BridgedHall) -> None:
        self.kiosk = bridged.bus(KIOSK)
        answer_presence(self.kiosk)
        self.controller = NodeWatch(self.kiosk, "ctl", lambda: None)
        self.link = LinkWatch(self.kiosk, lambda: None)
        self.agent = DeviceNode(bridged.bus(AGENT), {"receipt-1": "receipt-printer"}).listen()

    async def start(self) -> None:
        await connected(self.kiosk)
        await connected(self.agent.bus)

    async def printer_answers(self) -> bool:
        address = command_topic(SITE, AGENT, "receipt-1", "diagnose")
        return (await self.kiosk.request(address, Diagnose(), command_id=new_id(), timeout_s=30)).succeeded

    async def hall_answers(self, timeout_s: float = 30) -> bool:
        address = hall_command_topic(SITE, "catalogue")
        return (await self.kiosk.request(address, Catalogue(), command_id=new_id(), timeout_s=timeout_s)).succeeded


@pytest.fixture
async def bridged(tmp_path: Path) -> AsyncIterator[BridgedHall]:
    async with bridged_hall(tmp_path) as running:
        yield running


@pytest.fixture
async def controller(bridged: BridgedHall) -> AsyncIterator[Controller]:
    made = Controller(bridged.bus("ctl"))
    await connected(made.bus)
    yield made
    await made.watch.close()


@pytest.fixture
async def terminal(bridged: BridgedHall, controller: Controller) -> Terminal:
    made = Terminal(bridged)
    await made.start()
    await controller.online()
    return made


async def test_questions_and_answers_pass_both_ways(controller: Controller, terminal: Terminal) -> None:
    assert await terminal.hall_answers()
    address = command_topic(SITE, AGENT, "receipt-1", "diagnose")
    assert (await controller.bus.request(address, Diagnose(), command_id=new_id(), timeout_s=30)).succeeded
    await until(lambda: terminal.controller.online, "the kiosk sees the controller")
    assert not terminal.link.cut_off
    assert [view.device for view in controller.registry.board(1).devices] == ["receipt-1"]


async def test_cut_off_the_kiosk_keeps_its_printer_and_the_hall_sees_the_terminal_lost(
    bridged: BridgedHall, controller: Controller, terminal: Terminal
) -> None:
    await bridged.wire.cut()
    await controller.lost()
    await until(lambda: terminal.link.cut_off, "the kiosk knows it is cut off")
    assert await terminal.printer_answers()
    terminal.agent.report("receipt-1", DeviceState.OFFLINE)
    with pytest.raises(NotAnswered):
        await terminal.hall_answers(timeout_s=0.5)

    await bridged.wire.heal()
    await controller.online()
    await until(lambda: not terminal.link.cut_off, "the kiosk knows the hall is back")
    assert await terminal.hall_answers()
    # What changed meanwhile is true at the hall now.
    await until(lambda: controller.registry.board(1).devices[0].status is DeviceState.OFFLINE, "the printer's new state")


async def test_a_command_given_while_the_link_is_cut_is_done_once_it_is_back(
    bridged: BridgedHall, controller: Controller, terminal: Terminal
) -> None:
    await bridged.wire.cut()
    await controller.lost()
    address = command_topic(SITE, AGENT, "receipt-1", "diagnose")
    asked = asyncio.create_task(controller.bus.request(address, Diagnose(), command_id=new_id(), timeout_s=30, resend_s=0.3))
    await asyncio.sleep(0)
    assert terminal.agent.heard == []
    await bridged.wire.heal()
    assert (await asked).succeeded
    assert len({command.id for command in terminal.agent.done}) == 1


async def test_what_is_asked_of_a_person_is_kept_by_no_broker(
    bridged: BridgedHall, controller: Controller, terminal: Terminal
) -> None:
    await bridged.wire.cut()
    await until(lambda: terminal.link.cut_off, "the kiosk knows it is cut off")
    question = CheckIdentity(adapter="ctid", id_number=SECRET, name="测试")
    with pytest.raises(NotAnswered):
        await terminal.kiosk.request(hall_command_topic(SITE, "check-identity"), question, command_id=new_id(), timeout_s=0.5)
    terminal.kiosk.set_state("screen-1", "status", Status(device=DeviceState.ONLINE))
    await bridged.wire.heal()
    await until(lambda: any(view.device == "screen-1" for view in controller.registry.board(1).devices), "what came after it")
    assert "check-identity" not in controller.heard
    await bridged.terminal.stop()
    await bridged.hall.stop()
    written = [path for path in bridged.folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert written == []
    assert list((bridged.folder / "terminal" / "data").iterdir()) == []


async def test_a_silent_wire_is_noticed(bridged: BridgedHall, controller: Controller, terminal: Terminal) -> None:
    bridged.wire.silence()
    await controller.lost()
    assert await terminal.printer_answers()
    await bridged.wire.cut()
    await bridged.wire.heal()
    await controller.online()


async def test_whoever_only_a_terminal_remembers_is_asked(
    bridged: BridgedHall, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_module, "CONFIRM_WITHIN_S", 0.5)
    ghost = encode_state(Availability(state=AvailabilityState.ONLINE), Stamp(1, new_id(), 1))
    with RawClient(bridged.terminal, KIOSK) as raw:
        await asyncio.to_thread(raw.publish, availability_topic(SITE, KIOSK), ghost, retain=True)
    await until(lambda: controller.state_of(KIOSK) is AvailabilityState.UNKNOWN, "nobody answers for it")


async def test_the_terminals_broker_killed_and_back(bridged: BridgedHall, controller: Controller, terminal: Terminal) -> None:
    await bridged.terminal.kill()
    await controller.lost()
    await bridged.terminal.start()
    await controller.online()
    assert await terminal.hall_answers()
    assert await terminal.printer_answers()


async def test_the_halls_broker_restarted(bridged: BridgedHall, controller: Controller, terminal: Terminal) -> None:
    await bridged.hall.kill()
    assert await terminal.printer_answers()
    await bridged.hall.start()
    await controller.online()
    assert await terminal.hall_answers()


@pytest.mark.parametrize(
    "address",
    [
        availability_topic(SITE, "kiosk-02"),
        command_topic(SITE, "kiosk-02-agent", "receipt-1", "print"),
        command_topic(SITE, AGENT, "receipt-1", "print"),
        hall_command_topic(SITE, "next"),
        link_topic(SITE, "kiosk-02-link"),
        topic(SITE, "kiosk-02", "node", Channel.REPLY, "answers"),
    ],
)
async def test_a_terminals_account_speaks_for_itself_only(bridged: BridgedHall, address: str) -> None:
    await bridged.terminal.stop()
    with RawClient(bridged.hall, LINK) as raw:
        assert await asyncio.to_thread(raw.publish, address, b"{}") == DENIED


async def test_no_node_may_say_that_a_link_is_up(bridged: BridgedHall) -> None:
    for broker, node in ((bridged.terminal, KIOSK), (bridged.terminal, AGENT), (bridged.hall, "kiosk-02")):
        with RawClient(broker, node) as raw:
            assert await asyncio.to_thread(raw.publish, link_topic(SITE, LINK), b"1") == DENIED


@pytest.mark.parametrize(
    ("node", "behind"), [(KIOSK, True), (AGENT, True), ("kiosk-010", False), ("kiosk-02", False), (LINK, False), ("ctl", False)]
)
def test_which_nodes_a_link_carries(node: str, behind: bool) -> None:
    assert is_behind(LINK, node) is behind
