"""The start-up check against a real broker: it finds what is wrong, and disturbs nobody who runs."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from kiosk.check.broker import look_at_broker
from kiosk.check.finding import Part, Verdict
from tests.support.broker import connected, until
from tests.support.hall_config import SITE
from tests.support.kiosk import AGENT, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tingtang.broker import PrivateBroker, free_port

pytestmark = pytest.mark.integration

PRINTER = f"{AGENT}/receipt-1"


def settings_of(broker: PrivateBroker, **changes: object) -> BusSettings:
    settings = BusSettings(
        broker.host, broker.port, SITE, "kiosk-01", "install", username="kiosk-01", password=broker.password("kiosk-01")
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


async def keys_of(settings: BusSettings) -> dict[Part, str]:
    findings = await asyncio.to_thread(look_at_broker, settings, PRINTER)
    return {finding.part: finding.key for finding in findings}


async def test_a_running_kiosk_is_not_disturbed_and_all_is_well(broker: PrivateBroker, printer: PrinterPeer) -> None:
    ctl = MqttBus(replace(settings_of(broker), node="ctl", username="ctl", password=broker.password("ctl")))
    kiosk = MqttBus(settings_of(broker))
    await connected(ctl)
    await connected(kiosk)
    await until(lambda: printer.bus.connected, "the printer's agent")
    assert await keys_of(settings_of(broker)) == {Part.BROKER: "well", Part.PRINTER: "well"}
    assert kiosk.connected
    assert kiosk.counters.connects == 1
    await ctl.stop()
    assert (await keys_of(settings_of(broker)))[Part.BROKER] == "no-controller"
    await kiosk.stop()


async def test_a_wrong_password_and_no_broker(broker: PrivateBroker) -> None:
    assert (await keys_of(settings_of(broker, password="guess")))[Part.BROKER] == "refused"
    assert await keys_of(settings_of(broker, port=free_port())) == {Part.BROKER: "unreachable", Part.PRINTER: "not-known"}
    assert (await keys_of(settings_of(broker)))[Part.PRINTER] == "no-agent"


async def test_the_command_says_it_in_words_and_by_its_code(broker: PrivateBroker, tmp_path: Path) -> None:
    kiosk = KioskProcess(tmp_path / "kiosk", broker.port, broker.password_file("kiosk-01"))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "kiosk", "--config", str(kiosk.config), "--check", "--language", "en", "--json"),
        stdout=asyncio.subprocess.PIPE,
        env={"SDL_VIDEODRIVER": "offscreen", "PATH": "/usr/bin:/bin"},
    )
    output, _ = await process.communicate()
    document = json.loads(output)
    assert process.returncode == 1
    assert document["verdict"] == Verdict.BROKEN
    by_part = {row["part"]: row for row in document["findings"]}
    assert set(by_part) == {part.value for part in Part}
    assert by_part["renderer"]["verdict"] == "well"
    assert "systemctl status tingtang-agent" in by_part["printer"]["text"]
    await kiosk.stop()
