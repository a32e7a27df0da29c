"""The link itself: no broker yet, a wrong password, a silent broker, stop and start again, nothing left behind."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.port import Received
from api.bus.settings import BusSettings, Tls
from api.messages.state import Status
from api.messages.words import DeviceState
from tests.support.broker import NODES, SITE, MakeBus, connected, settings_for, until
from tingtang.broker import LOOPBACK, PrivateBroker


async def test_connects_when_the_broker_comes(tmp_path: Path, free_port: int) -> None:
    bus = MqttBus(BusSettings(LOOPBACK, free_port, SITE, "ctl", "test"), jitter=lambda: 0.0)
    await bus.start()
    broker = PrivateBroker(tmp_path, SITE, NODES, port=free_port, changes={"allow_anonymous": "true", "acl_file": None})
    await broker.start()
    try:
        await until(lambda: bus.connected, "connected")
    finally:
        await bus.stop()
        await broker.stop()


async def test_wrong_password_is_said_once_and_tried_again(
    broker: PrivateBroker, make_bus: MakeBus, caplog: pytest.LogCaptureFixture
) -> None:
    bus = make_bus("kiosk-01", password="guess")
    sessions: set[str] = set()
    await bus.start()

    def attempts() -> int:
        sessions.add(bus.session)
        return len(sessions)

    await until(lambda: attempts() >= 3, "several attempts")
    assert not bus.connected
    said = [record for record in caplog.records if "has no broker" in record.message]
    assert len(said) == 1
    assert "Not authorized" in said[0].message or "Bad user name" in said[0].message
    assert "guess" not in caplog.text


async def test_certificate_that_is_not_there_does_not_end_the_bus(
    make_bus: MakeBus, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bus = make_bus("ctl", tls=Tls(tmp_path / "missing.crt"))
    await bus.start()
    await until(lambda: "No such file" in caplog.text, "said")


@asynccontextmanager
async def bus_at_a_peer(greeting: bytes, heard: bytearray) -> AsyncIterator[MqttBus]:
    """A started bus whose "broker" sends the greeting, says no more and notes what it hears."""
    conversations: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(greeting)
            while chunk := await reader.read(4096):
                heard.extend(chunk)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.add(asyncio.create_task(converse(reader, writer)))

    server = await asyncio.start_server(accept, LOOPBACK, 0)
    bus = MqttBus(BusSettings(LOOPBACK, server.sockets[0].getsockname()[1], SITE, "ctl", "test", keepalive_s=1))
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()
        server.close()
        await asyncio.gather(*conversations)


async def test_a_broker_that_accepts_and_says_nothing_is_left(caplog: pytest.LogCaptureFixture) -> None:
    heard = bytearray()
    async with bus_at_a_peer(b"", heard) as bus:
        await until(lambda: "has no broker" in caplog.text, "given up")
        assert heard[:1] == b"\x10", "it sent its CONNECT"
        assert not bus.connected


async def test_a_peer_that_speaks_another_protocol_is_survived() -> None:
    heard = bytearray()
    async with bus_at_a_peer(b"HTTP/1.1 400 Bad Request\r\n\r\n" + bytes(range(256)) * 20, heard) as bus:
        sessions: set[str] = set()

        def attempts() -> int:
            sessions.add(bus.session)
            return len(sessions - {""})

        await until(lambda: attempts() >= 2, "tried again")
        assert not bus.connected


async def test_stops_whole_and_starts_again(make_bus: MakeBus) -> None:
    threads = set(threading.enumerate())
    tasks = asyncio.all_tasks()
    bus = make_bus("ctl")
    for _ in range(2):
        await connected(bus)
        await bus.stop()
        assert not bus.connected
        assert asyncio.all_tasks() <= tasks
        assert {thread for thread in threading.enumerate() if thread.name.startswith("mqtt")} <= threads
    assert bus.counters.connects == 2


async def test_stops_while_it_is_still_connecting(broker: PrivateBroker) -> None:
    for delay in range(6):
        bus = MqttBus(settings_for(broker, "ctl"))
        await bus.start()
        for _ in range(delay):
            await asyncio.sleep(0)
        await bus.stop()
        assert not bus.connected


async def test_listens_to_more_while_connected_and_takes_the_retained_snapshot(make_bus: MakeBus) -> None:
    agent, ctl = make_bus("window-agent"), make_bus("ctl")
    devices = [f"led-{number}" for number in range(1, 301)]
    for device in devices:
        agent.set_state(device, "status", Status(device=DeviceState.ONLINE))
    await connected(agent)
    await connected(ctl)
    seen: set[str] = set()

    def on_status(received: Received) -> None:
        seen.add(received.address.device)

    ctl.listen(f"hall/v1/{SITE}/window-agent/+/state/status", on_status)
    await until(lambda: len(seen) == len(devices), "the whole snapshot")


async def test_an_event_told_without_a_link_arrives_later(make_bus: MakeBus) -> None:
    agent, ctl = make_bus("window-agent"), make_bus("ctl")
    heard: list[str] = []

    def on_event(received: Received) -> None:
        heard.append(received.address.device)
        received.acknowledge()

    ctl.listen(f"hall/v1/{SITE}/+/+/evt/said", on_event)
    await connected(ctl)
    for number in range(3):
        agent.emit(f"speaker-{number}", "said", Status(device=DeviceState.ONLINE))
    await connected(agent)
    await until(lambda: len(heard) == 3, "all events")
    assert heard == ["speaker-0", "speaker-1", "speaker-2"]


async def test_what_the_broker_denies_is_a_configuration_fault(make_bus: MakeBus) -> None:
    agent = make_bus("window-agent")
    await connected(agent)
    agent.emit("speaker-1", "not-in-the-contract", Status(device=DeviceState.ONLINE))
    await until(lambda: agent.counters.refused == 1, "refused")
    assert [(fault.code, fault.action) for fault in agent.faults.faults] == [("bus.publishRefused", "configuration")]


def test_password_is_in_no_representation(tmp_path: Path) -> None:
    settings = BusSettings(LOOPBACK, 1, SITE, "ctl", "x", username="ctl", password="secret")
    assert "secret" not in repr(settings)
    assert "secret" not in repr(replace(settings, tls=Tls(tmp_path)))
