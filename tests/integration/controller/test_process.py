"""The whole controller as a process, with real Mosquitto and a node of devices on the bus."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.bus.client import MqttBus
from api.bus.codec import Stamp, decode_answer, decode_state, encode_command
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import Ask, PadDisplay, Say, Show
from api.messages.device_events import KeyPressed, Rated
from api.messages.hall_commands import Catalogue, ReportHandOver, Take
from api.messages.state import Describe, Status
from api.messages.topics import PREFIX, hall_command_topic, reply_topic
from api.messages.words import CompletionCode, DeviceState, HandOver, PadKey, RatingLevel, RatingOutcome, Refusal
from hall_controller.clock import wall_ms
from hall_controller.program import EXIT_CONFIGURATION
from tests.integration.controller.conftest import MakeBus
from tests.support.broker import connected, until
from tests.support.controller import ControllerProcess, Person
from tests.support.device_node import DeviceNode, Mood
from tests.support.hall_config import AGENT, SITE, SMALL_HALL
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

DEVICES = {
    "led-1": "led-board",
    "led-2": "led-board",
    "callpad-1": "call-pad",
    "callpad-2": "call-pad",
    "rating-1": "rating-pad",
    "speaker-1": "speaker",
}


@pytest.fixture
async def node(make_bus: MakeBus) -> DeviceNode:
    found = DeviceNode(make_bus(AGENT), dict(DEVICES)).listen()
    await connected(found.bus)
    return found


@pytest.fixture
async def kiosk(make_bus: MakeBus) -> MqttBus:
    return await connected(make_bus("kiosk-01"))


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


async def submit(bus: MqttBus, name: str, body: Any, command_id: str | None = None) -> Completion:
    return await bus.request(hall_command_topic(SITE, name), body, command_id=command_id or new_id())


async def raw_command(broker: PrivateBroker, payload: bytes, command_id: str | None = None) -> Completion:
    """Any bytes as a `take`, with an answer's address."""
    answers = reply_topic(SITE, "kiosk-01", "raw")

    def ask() -> bytes:
        with RawClient(broker, "kiosk-01") as client:
            client.subscribe(answers)
            correlation = (command_id or new_id()).encode()
            client.publish(hall_command_topic(SITE, "take"), payload, reply_to=answers, correlation=correlation)
            return bytes(client.next().payload)

    answer = decode_answer(await asyncio.to_thread(ask))
    assert isinstance(answer, Completion)
    return answer


async def take(bus: MqttBus, service: str = "id-card") -> str:
    """A ticket's number, handed over."""
    ticket = new_id()
    taken = await submit(bus, "take", Take(service=service), ticket)
    assert taken.succeeded, taken
    handed = await submit(bus, "hand-over", ReportHandOver(ticket=ticket, handed_over=HandOver.PRINTER))
    assert handed.succeeded, handed
    return str(taken.result["ticket"]["number"])


async def open_and_call(clerk: Person, window: int = 1) -> str:
    assert "code" in await clerk.command("open-window", window=window)
    called = await clerk.command("next", window=window)
    return str(called["result"]["ticket"]["number"])


async def until_device(
    controller: ControllerProcess, address: str, condition: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The device's line of the board, once it fits."""

    def line(board: dict[str, Any]) -> dict[str, Any]:
        return next((dict(view) for view in board["devices"] if f"{view['node']}/{view['device']}" == address), {})

    def fits(board: dict[str, Any]) -> bool:
        return bool(line(board)) and condition(line(board))

    async with controller.client("technician") as technician:
        return line(await technician.until("/api/v1/devices", fits))


def shown(node: DeviceNode, device: str, layout: str) -> list[str]:
    return [
        command.body.data.get("ticket", "")
        for command in node.done_by(device, "show")
        if isinstance(command.body, Show) and command.body.layout == layout
    ]


def displays(node: DeviceNode) -> list[PadDisplay]:
    return [command.body for command in node.done_by("callpad-1", "pad-display") if isinstance(command.body, PadDisplay)]


async def test_a_call_reaches_board_speaker_and_pad(controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus) -> None:
    number = await take(kiosk)
    async with controller.client("clerk") as clerk:
        assert await open_and_call(clerk) == number
    await until(lambda: number in shown(node, "led-1", "calling"), "the window's board")
    await until(lambda: node.done_by("speaker-1", "say"), "the zone's speaker")
    [said] = [command.body for command in node.done_by("speaker-1", "say")]
    assert isinstance(said, Say)
    assert said.arguments == {"ticket": number, "window": "1"}
    await until(lambda: any(display.ticket == number for display in displays(node)), "the call pad")
    assert shown(node, "led-2", "calling") == []


async def test_keys_and_ratings_come_in_as_business_events_once(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    number = await take(kiosk)
    async with controller.client("clerk") as clerk, controller.client("manager") as manager:
        await clerk.command("open-window", window=1)
        key = new_id()
        pressed = await node.tell("callpad-1", "key-pressed", KeyPressed(window=1, key=PadKey.NEXT), key)
        again = await node.tell("callpad-1", "key-pressed", KeyPressed(window=1, key=PadKey.NEXT), key)
        assert pressed.succeeded, pressed
        assert again == pressed
        await until(lambda: shown(node, "led-1", "calling") == [number], "one call")
        stranger = await node.tell("callpad-2", "key-pressed", KeyPressed(window=1, key=PadKey.NEXT), new_id())
        assert (stranger.code, stranger.error_code) == (CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED)
        unbound = await node.tell("callpad-1", "key-pressed", KeyPressed(window=3, key=PadKey.NEXT), new_id())
        assert unbound.error_code == Refusal.NOT_PERMITTED, "window 3 has no pad"
        await clerk.command("arrive", window=1)
        await clerk.command("finish", window=1)
        await until(lambda: node.done_by("rating-1", "ask"), "the question on the pad")
        [asked] = [command.body for command in node.done_by("rating-1", "ask")]
        assert isinstance(asked, Ask)
        rated = Rated(ask=asked.ask, window=1, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.VERY_GOOD)
        told = await node.tell("rating-1", "rated", rated, new_id())
        assert told.succeeded, told
        ratings = (await manager.get("/api/v1/manager"))["ratings"]
        assert [(rating["level"], rating["window"]) for rating in ratings] == [("VERY_GOOD", 1)]


async def test_a_muted_output_is_a_fault_on_the_device_board_and_recovers(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    await until_device(controller, f"{AGENT}/led-1", lambda view: view["status"] == "online")
    node.moods["led-1"] = Mood.SILENT
    number = await take(kiosk)
    async with controller.client("clerk") as clerk:
        await open_and_call(clerk)
    view = await until_device(controller, f"{AGENT}/led-1", lambda view: view["faults"] == ["output.mute"])
    assert (view["status"], view["reason"], view["action"]) == ("unknown", "output.mute", "maintenance")
    await until(lambda: node.done_by("speaker-1", "say"), "the others aren't kept waiting")
    part = next(part for part in (await controller.health()).parts if part.name == f"device {AGENT}/led-1")
    assert part.well is False
    node.moods["led-1"] = Mood.WELL
    await until_device(controller, f"{AGENT}/led-1", lambda view: view["faults"] == [])
    assert shown(node, "led-1", "calling").count(number) >= 1


async def test_a_board_that_comes_back_is_brought_to_the_present(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    number = await take(kiosk)
    async with controller.client("clerk") as clerk:
        await open_and_call(clerk)
        await until(lambda: shown(node, "led-1", "calling") == [number], "the call")
        await clerk.command("arrive", window=1)
        await until(lambda: shown(node, "led-1", "serving") == [number], "served")
        node.report("led-1", DeviceState.OFFLINE)
        await until_device(controller, f"{AGENT}/led-1", lambda view: view["status"] == "offline")
        node.report("led-1", DeviceState.ONLINE)
        await until(lambda: shown(node, "led-1", "serving") == [number, number], "shown again")
    assert shown(node, "led-1", "calling") == [number], "a call that is over isn't repeated"


async def test_a_dead_pad_ends_the_rating_as_device_fault_and_holds_nobody_up(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    await take(kiosk)
    await node.bus.stop()
    await until_device(controller, f"{AGENT}/rating-1", lambda view: view["node_state"] == "disconnected")
    async with controller.client("clerk") as clerk, controller.client("manager") as manager:
        await open_and_call(clerk)
        await clerk.command("arrive", window=1)
        await clerk.command("finish", window=1)
        ratings = (await manager.until("/api/v1/manager", lambda view: bool(view["ratings"]), timeout_s=3))["ratings"]
        assert [(rating["outcome"], rating["level"]) for rating in ratings] == [("DEVICE_FAULT", None)]


async def test_waiting_counts_reach_the_pads(controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus) -> None:
    for _ in range(3):
        await take(kiosk)
    await until(lambda: any(display.waiting == 3 for display in displays(node)), "three wait")


async def test_killed_between_commit_and_fan_out_the_call_is_delivered_once_after_restart(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    number = await take(kiosk)
    node.moods.update(dict.fromkeys(DEVICES, Mood.SILENT))
    async with controller.client("clerk") as clerk:
        await open_and_call(clerk)
    await controller.kill()
    node.moods.clear()
    await controller.start()
    await until(lambda: number in shown(node, "led-1", "calling"), "the board, after the restart")
    await until(lambda: node.done_by("speaker-1", "say"), "the speaker, after the restart")
    said = [command for command in node.heard if command.name == "say"]
    assert len({command.id for command in said}) == 1, "one id, however often it was sent"
    assert len(node.done_by("speaker-1", "say")) == 1
    async with controller.client("manager") as manager:
        events = (await manager.get("/api/v1/ledger?after=0&limit=500"))["events"]
    assert [event["kind"] for event in events].count("ticket-called") == 1


async def test_a_second_controller_on_the_same_data_refuses_to_start(
    controller: ControllerProcess, broker: PrivateBroker, tmp_path: Path
) -> None:
    second = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    before = len(controller.log)
    await second.launch()
    assert await second.wait() == 1
    said = second.log[before:]
    assert "another hall controller" in said
    assert "Traceback" not in said
    assert (await controller.health()).parts


async def test_a_taken_port_and_a_wrong_file_end_it_with_a_clear_text(
    controller: ControllerProcess, broker: PrivateBroker, tmp_path: Path
) -> None:
    other = ControllerProcess(tmp_path / "other", broker.port, broker.password_file("ctl"))
    other.config.write_text(other.config.read_text().replace(f"port = {other.http_port}", f"port = {controller.http_port}"))
    await other.launch()
    assert await other.wait() == EXIT_CONFIGURATION
    assert f"127.0.0.1:{controller.http_port} can't be listened on" in other.log
    (tmp_path / "other" / "hall.toml").write_text(SMALL_HALL.replace("recall_gap_s", "recall_gap_seconds"))
    await other.launch()
    assert await other.wait() == EXIT_CONFIGURATION
    assert "hall.recall_gap_seconds" in other.log
    assert "Traceback" not in other.log


async def test_what_cannot_be_read_is_refused_and_counted_and_the_next_is_served(
    controller: ControllerProcess, kiosk: MqttBus, broker: PrivateBroker
) -> None:
    malformed = await submit(kiosk, "take", Catalogue(have_version="x"))
    assert (malformed.code, malformed.error_code) == (CompletionCode.INVALID_DATA, Refusal.MALFORMED)
    garbage = await raw_command(broker, b"\xff\x00{")
    assert (garbage.code, garbage.error_code) == (CompletionCode.INVALID_DATA, Refusal.MALFORMED)
    long = await raw_command(broker, b"[" * 20_000)
    assert (long.code, long.error_code) == (CompletionCode.INVALID_DATA, Refusal.TOO_LARGE)
    unknown = await submit(kiosk, "take", Take(service="no-such-service"))
    assert (unknown.code, unknown.error_code) == (CompletionCode.COMMAND_ERROR_CODE, Refusal.UNKNOWN_SERVICE)
    assert await take(kiosk) == "A001", "refusals consume no number"
    part = next(part for part in (await controller.health()).parts if part.name == "broker")
    assert "3 refused (malformed 2, tooLarge 1)" in part.detail
    async with controller.client() as nobody:
        assert (await nobody.http.get("/api/v1/manager")).status_code == 401
    part = next(part for part in (await controller.health()).parts if part.name == "requests")
    assert part.detail == "1 refused (signInRequired 1)"


async def test_a_wish_past_its_time_is_dropped_unless_it_was_granted_before(
    controller: ControllerProcess, kiosk: MqttBus, broker: PrivateBroker
) -> None:
    granted = new_id()
    first = await submit(kiosk, "take", Take(service="id-card"), granted)
    old = Stamp(at=wall_ms() - 60_000, session="s0", seq=1)

    async def late(command_id: str) -> Completion:
        payload = encode_command(Take(service="id-card"), old, command_id=command_id, by="kiosk-01", timeout_ms=10_000)
        return await raw_command(broker, payload, command_id)

    dropped = await late(new_id())
    assert (dropped.code, dropped.result) == (CompletionCode.TIME_OUT, {})
    assert await late(granted) == first
    assert await take(kiosk) == "A002", "what was dropped took no number"


async def test_a_retained_command_does_not_fire_at_a_start(
    controller: ControllerProcess, kiosk: MqttBus, broker: PrivateBroker
) -> None:
    await controller.stop()
    stamp = Stamp(at=wall_ms(), session="s0", seq=1)
    payload = encode_command(Take(service="id-card"), stamp, command_id=new_id(), by="kiosk-01", timeout_ms=600_000)
    with RawClient(broker, "kiosk-01") as client:
        client.publish(hall_command_topic(SITE, "take"), payload, retain=True, reply_to=reply_topic(SITE, "kiosk-01", "raw"))
    await controller.start()
    assert await take(kiosk) == "A001"
    assert "1 refused" in next(part for part in (await controller.health()).parts if part.name == "broker").detail


async def test_the_same_take_again_gets_the_same_answer_even_long_after(controller: ControllerProcess, kiosk: MqttBus) -> None:
    ticket = new_id()
    first = await submit(kiosk, "take", Take(service="id-card"), ticket)
    await controller.stop()
    await controller.start()
    assert await submit(kiosk, "take", Take(service="id-card"), ticket) == first


async def test_health_names_every_part_and_is_well_when_all_are(
    controller: ControllerProcess, node: DeviceNode, kiosk: MqttBus
) -> None:
    health = await controller.until_health(lambda health: health.well)
    names = {part.name for part in health.parts}
    assert {"store", "ledger", "broker", "requests", "software", "clock", "disk", f"node {AGENT}", "node kiosk-01"} <= names
    assert {f"device {AGENT}/{device}" for device in DEVICES} <= names
    await node.bus.stop()
    health = await controller.until_health(lambda health: not health.well)
    unwell = {part.name for part in health.parts if not part.well}
    assert f"node {AGENT}" in unwell
    assert f"device {AGENT}/led-1" in unwell


async def test_the_hall_describes_itself_on_the_bus_with_its_waiting_counts(
    controller: ControllerProcess, make_bus: MakeBus
) -> None:
    described: list[Describe] = []
    waiting: list[int] = []
    kiosk = make_bus("kiosk-01")
    own = f"{PREFIX}/{SITE}/ctl/hall/state"
    kiosk.listen(f"{own}/describe", lambda received: described.append(decode_state(received.payload, Describe)[1]))
    kiosk.listen(
        f"{own}/status",
        lambda received: waiting.append(decode_state(received.payload, Status)[1].detail["waiting"]["general"]),
    )
    await connected(kiosk)
    await until(lambda: described and waiting, "both retained")
    assert described[0].kind == "hall-controller"
    for _ in range(10):
        await take(kiosk)
    await until(lambda: waiting[-1] == 10, "ten wait")
    assert len(waiting) <= 6, "ten changes within a moment are told together"


async def test_a_hall_screen_that_does_not_show_a_call_is_a_fault_until_it_shows_one(
    tmp_path: Path, broker: PrivateBroker, kiosk: MqttBus
) -> None:
    hall = SMALL_HALL + 'screens = ["hall-1"]\n'
    controller = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=hall)
    await controller.start()
    assert (await until_device(controller, "hall-1/screen", lambda view: view["bound"]))["reason"] == "screen.silent"
    async with controller.client() as screen, controller.client("clerk") as clerk:
        async with screen.http.stream("GET", "/api/v1/live/public?screen=hall-1", timeout=30) as stream:
            calls = calls_of(stream.aiter_lines())
            await until_device(controller, "hall-1/screen", lambda view: view["status"] == "online")
            for _ in range(2):
                await take(kiosk)
            await open_and_call(clerk)
            await anext(calls)
            view = await until_device(controller, "hall-1/screen", lambda view: view["faults"] == ["screen.mute"])
            assert view["status"] == "unknown"
            await clerk.command("recall", window=1)
            call = await anext(calls)
            answer = await screen.http.post("/api/v1/screens/hall-1/shown", json={"seq": call["seq"]})
            assert answer.status_code == 204
            await until_device(controller, "hall-1/screen", lambda view: view["faults"] == [])
        await until_device(controller, "hall-1/screen", lambda view: view["reason"] == "screen.silent")
    assert await controller.stop() == 0, controller.log


async def test_it_stops_cleanly_and_soon_while_screens_look_on(controller: ControllerProcess) -> None:
    async with controller.client() as screen, screen.http.stream("GET", "/api/v1/live/public", timeout=30) as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        async with asyncio.timeout(30):
            assert await controller.stop() == 0, controller.log
        async for _ in lines:
            pass
    assert "Traceback" not in controller.log
    assert "controller.stopped" in controller.log


async def calls_of(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    """The `call` events of a public stream."""
    event = ""
    async for line in lines:
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: ") and event == "call":
            yield orjson.loads(line.removeprefix("data: "))


async def test_systemd_is_told_ready_watchdog_and_stopping(tmp_path: Path, broker: PrivateBroker) -> None:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.setblocking(False)
        path = tmp_path / "notify"
        systemd.bind(str(path))
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(30):
            await process.launch(NOTIFY_SOCKET=str(path), WATCHDOG_USEC="900000")
            heard = [await loop.sock_recv(systemd, 100)]
            while heard.count(b"WATCHDOG=1") < 3 or b"READY=1" not in heard:
                heard.append(await loop.sock_recv(systemd, 100))
            health = await process.health()
            assert health.parts, "READY means that it serves"
            assert await process.stop() == 0, process.log
            while b"STOPPING=1" not in heard:
                heard.append(await loop.sock_recv(systemd, 100))
