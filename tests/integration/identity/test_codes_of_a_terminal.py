"""A terminal's scanner and its hall, all real: broker with its access list, controller, agent; the scanner is emulated.

A show-code goes from the scanner to the kiosk, is verified there, and is used up at the hall.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.credentials.clock import ClockSigns
from api.credentials.trust_list import TrustList
from api.ids import new_id
from kiosk.ports.code import HallCodes
from kiosk.ports.scan import AgentScanner, FirstScan
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import connected, running_broker
from tests.support.controller import ControllerProcess
from tests.support.credentials import DAY_S, NUMBER, Issuance
from tests.support.hall_config import SITE
from tests.support.hall_identity import written
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

KIOSK, NEIGHBOUR, AGENT = "kiosk-01", "kiosk-02", "kiosk-01-agent"
SCANNER = f"{AGENT}/scanner-1"

EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "scanner-1"
kind = "scanner"
listen = { type = "pty", path = "scanner" }
"""
AGENT_TOML = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {port}
password_file = "{password_file}"

[[devices]]
id = "scanner-1"
kind = "scanner"
link = {{ type = "serial", port = "{folder}/scanner" }}
"""


class Terminal:
    """The kiosk's ports on its own credential, and a person with a telephone before the scanner."""

    def __init__(self, folder: Path, broker: PrivateBroker, kiosk: MqttBus, neighbour: MqttBus) -> None:
        self.folder = folder
        self.broker = broker
        self.kiosk = kiosk
        self.emulators = Emulators(folder, EMULATORS)
        self.agent = Process("agent", folder, "-m", "drivers.agent", "--config", str(folder / "agent.toml"))
        self.issued = Issuance()
        now_s = int(time.time())
        self.issued.list(self.issued.key, good_from_s=now_s - DAY_S, good_until_s=now_s + DAY_S)
        self.trust: TrustList = self.issued.trust.model_copy(update={"made_at_s": now_s - DAY_S, "good_until_s": now_s + DAY_S})
        self.scanner = AgentScanner(kiosk, SCANNER, new_id=new_id, on_change=lambda: None)
        self.scan = FirstScan(None, self.scanner, new_id=new_id)
        self.codes = self._codes(kiosk)
        self.neighbours_codes = self._codes(neighbour)

    def _codes(self, bus: MqttBus) -> HallCodes:
        return HallCodes(
            bus,
            lambda: self.trust,
            lambda: ClockSigns(time.time(), hall_offset_s=0.0),
            new_id=new_id,
            today=lambda: datetime.now(UTC).date(),
            random=os.urandom,
        )

    async def start(self) -> None:
        await self.emulators.start()
        text = AGENT_TOML.format(
            site=SITE, node=AGENT, folder=self.folder, port=self.broker.port, password_file=self.broker.password_file(AGENT)
        )
        (self.folder / "agent.toml").write_text(text, "utf-8")
        await self.agent.start()
        await until(lambda: self.scan.readiness().ready, "the scanner is ready")

    async def stop(self) -> None:
        await self.scanner.close()
        await self.agent.kill()
        await self.emulators.stop()

    def code(self, nonce: str = "") -> str:
        return self.issued.code(hall=SITE, now_s=int(time.time()), nonce=nonce)

    async def lit(self) -> bool:
        return bool((await self.emulators.state("scanner-1"))["lit"])

    async def shown(self, code: str) -> bytes:
        """Held before the scanner while the kiosk looks."""
        looking = asyncio.create_task(self.scan.scan())
        await until(self.lit, "the light is on")
        await self.emulators.press("scanner-1", f"code:{code}")
        return (await looking).data


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with running_broker(tmp_path / "broker", ("ctl", KIOSK, NEIGHBOUR, AGENT), SITE) as broker:
        controller = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
        buses = [MqttBus(_settings(broker, node)) for node in (KIOSK, NEIGHBOUR)]
        made = Terminal(tmp_path, broker, *buses)
        try:
            await controller.start()
            for bus in buses:
                await connected(bus)
            await made.start()
            yield made
        finally:
            await made.stop()
            for bus in buses:
                await bus.stop()
            if controller.running:
                await controller.stop()


def _settings(broker: PrivateBroker, node: str) -> BusSettings:
    return BusSettings(
        broker.host, broker.port, SITE, node, "test", username=node, password=broker.password(node), will_delay_s=1
    )


async def test_a_code_before_the_scanner_is_good_once_in_the_hall(terminal: Terminal) -> None:
    code = terminal.code()
    session = terminal.kiosk.session
    data = await terminal.shown(code)
    assert data.decode() == code
    verdict = await terminal.codes.verify(data, "")
    assert verdict.holder is not None
    assert (verdict.holder.number, verdict.online, verdict.bound) == (NUMBER, True, False)
    assert (await terminal.neighbours_codes.verify(data, "")).reason == "code.replayed"
    nonce = terminal.codes.nonce()
    bound = await terminal.codes.verify(await terminal.shown(terminal.code(nonce)), nonce)
    assert (bound.reason, bound.bound, bound.online) == ("", True, True)
    assert terminal.kiosk.session == session, "the answers cost the kiosk its connection"
    files = await asyncio.to_thread(written, terminal.folder)
    for secret in (NUMBER, code, code[4:40]):
        assert secret.encode() not in files


async def test_walking_away_puts_the_light_out(terminal: Terminal) -> None:
    looking = asyncio.create_task(terminal.scan.scan())
    await until(terminal.lit, "the light is on")
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking

    async def dark() -> bool:
        return not await terminal.lit()

    await until(dark, "the light is out")
    # And the next person's scan isn't disturbed by what was taken back.
    code = terminal.code()
    assert (await terminal.shown(code)).decode() == code


async def test_an_agent_that_dies_is_said(terminal: Terminal) -> None:
    await terminal.agent.kill()
    await until(lambda: not terminal.scan.readiness().ready, "the agent is missed")
    scanned = await terminal.scan.scan()
    assert (scanned.data, scanned.reason) == (b"", "silent")
