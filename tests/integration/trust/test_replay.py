"""A recorded command that is played back, at once or later, does nothing: over the hall's real broker with certificates."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.bus.client import MqttBus
from api.bus.codec import Stamp, decode_answer, encode_command
from api.ids import new_id
from api.messages.base import CLOCK_TOLERANCE_MS, Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import Blank, Print
from api.messages.hall_commands import Take
from api.messages.topics import command_topic, hall_command_topic, reply_topic
from api.messages.words import CompletionCode
from drivers.agent.commands import CommandDesk
from drivers.agent.store import AgentStore
from drivers.core.clock import SystemClock
from drivers.core.driver import DriverConfig
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from hall_controller.clock import wall_ms
from hall_controller.demo_accounts import DEMO_PASSWORD
from tests.support.broker import SITE, connected, until
from tests.support.controller import START_S, ControllerProcess
from tests.support.hall_config import SITE as SMALL_SITE
from tests.support.hall_config import SMALL_HALL
from tests.support.line_device import LineDevice
from tests.support.raw_client import RawClient
from tests.support.tls_client import TlsClient, context_of
from tests.support.trusted_hall import TrustedHall, trusted_hall
from tingtang.trust.unit_client import trusting

AGENT, KIOSK, DEVICE = "window-agent", "kiosk-01", "line-1"
TIMEOUT_MS = 10_000
LATER_MS = TIMEOUT_MS + CLOCK_TOLERANCE_MS + 1


class Device:
    """The far end of a line device: says OK to every line and keeps it."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def listen(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        while line := await reader.readline():
            self.lines.append(line)
            writer.write(b"OK\n")

    def heard(self, word: bytes) -> int:
        return sum(line.startswith(word) for line in self.lines)


async def until_served(browser: httpx.AsyncClient, url: str) -> None:
    async with asyncio.timeout(START_S):
        while True:
            try:
                await browser.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[TrustedHall]:
    async with trusted_hall(tmp_path, (AGENT, KIOSK)) as running:
        yield running


@pytest.fixture
async def device() -> AsyncIterator[Device]:
    made = Device()
    yield made
    await made.close()


@pytest.fixture
async def agent(hall: TrustedHall, device: Device, tmp_path: Path) -> AsyncIterator[MqttBus]:
    """An agent with one device, certified."""
    loop, clock, port = asyncio.get_running_loop(), SystemClock(), await device.listen()
    store = AgentStore(tmp_path, loop)
    store.open()
    nowhere = Outputs(lambda _: None, lambda _: None, lambda _: None, lambda _: None)
    worker = Worker(
        DEVICE,
        LineDevice,
        DriverConfig(),
        lambda: TcpLink("127.0.0.1", port),
        nowhere,
        clock=clock,
        random=lambda: 0.5,
        data_dir=tmp_path,
    )
    bus = MqttBus(hall.unit(AGENT))
    CommandDesk(bus, {DEVICE: worker}, store, clock, loop).listen()
    worker.start()
    await connected(bus)
    yield bus
    await bus.stop()
    await asyncio.to_thread(worker.close)
    store.close()


def recorded(name: str, body: Message, at_ms: int) -> tuple[str, bytes]:
    """A command's bytes as they went over the line, and its id."""
    command_id = new_id()
    stamp = Stamp(at_ms, "session", 1)
    return command_id, encode_command(body, stamp, command_id=command_id, by="ctl", timeout_ms=TIMEOUT_MS)


def completion(client: RawClient | TlsClient, topic: str, message: tuple[str, bytes], answers: str) -> Completion:
    command_id, payload = message
    client.publish(topic, payload, reply_to=answers, correlation=command_id.encode())
    while isinstance(answer := decode_answer(bytes(client.next().payload)), Acknowledgement):
        pass
    return answer


async def test_an_agent_does_a_recorded_command_once_and_a_stale_one_never(
    hall: TrustedHall, agent: MqttBus, device: Device
) -> None:
    await until(lambda: device.heard(b"HELLO"), "the device is there")
    answers = reply_topic(SITE, "ctl", "raw")

    def trial() -> list[Completion]:
        with RawClient(hall.broker, "ctl", "ctl-raw", hall.password("ctl")) as ctl:
            ctl.subscribe(answers)
            given = []
            for name, body in (("print", Print(template="ticket", data={"number": "A012"})), ("blank", Blank())):
                topic = command_topic(SITE, AGENT, DEVICE, name)
                fresh, stale = recorded(name, body, wall_ms()), recorded(name, body, wall_ms() - LATER_MS)
                given += [completion(ctl, topic, message, answers) for message in (fresh, fresh, fresh, stale)]
            return given

    done = await asyncio.to_thread(trial)
    assert [answer.code for answer in done] == [*[CompletionCode.SUCCESS] * 3, CompletionCode.TIME_OUT] * 2
    assert (device.heard(b"PRINT"), device.heard(b"BLANK")) == (1, 1)


async def test_the_controller_gives_one_number_for_a_recorded_take_and_none_for_a_stale_one(
    hall: TrustedHall, tmp_path: Path
) -> None:
    """And it serves its pages over HTTPS meanwhile."""
    process = ControllerProcess(
        tmp_path / "ctl",
        hall.broker.port,
        hall.password_file("ctl"),
        hall=SMALL_HALL.replace(SMALL_SITE, SITE),
    )
    pages = await asyncio.to_thread(hall.officer.pages_certificate)
    text = process.config.read_text()
    process.config.write_text(text.replace("[http]", f'[http]\ncertificate_file = "{pages[0]}"\nkey_file = "{pages[1]}"'))
    topic, answers = hall_command_topic(SITE, "take"), reply_topic(SITE, KIOSK, "raw")

    def trial() -> list[Completion]:
        with TlsClient(hall.units_port, context_of(hall.layout.authority, hall.folder / "units" / KIOSK)) as kiosk:
            assert kiosk.let_in()
            kiosk.subscribe(answers)
            take = Take(service="id-card")
            fresh, stale, other = (recorded("take", take, wall_ms() - age) for age in (0, LATER_MS, 0))
            return [completion(kiosk, topic, message, answers) for message in (fresh, fresh, stale, other)]

    await process.launch()
    try:
        async with httpx.AsyncClient(verify=trusting(hall.layout.authority.read_text()), trust_env=False) as browser:
            await until_served(browser, f"https://127.0.0.1:{process.http_port}/healthz")
            signed_in = await browser.post(
                f"https://127.0.0.1:{process.http_port}/api/v1/session", json={"name": "clerk", "password": DEMO_PASSWORD}
            )
        assert "Secure" in signed_in.headers["set-cookie"]
        assert "max-age" in signed_in.headers["strict-transport-security"]
        async with httpx.AsyncClient(trust_env=False) as plain:
            with pytest.raises(httpx.HTTPError):
                await plain.get(f"{process.base_url}/healthz")
        first, second, stale, other = await asyncio.to_thread(trial)
        assert first.succeeded
        assert second.result == first.result
        assert stale.code is CompletionCode.TIME_OUT
        # Nobody else got a number in between.
        assert [taken.result["ticket"]["number"] for taken in (first, other)] == ["A001", "A002"]
    finally:
        await process.stop()
