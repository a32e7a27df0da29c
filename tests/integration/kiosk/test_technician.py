"""The technician's port over a real broker: devices of the agent, network, signed self-tests, and a bundle that tells nothing of
any citizen.
"""

import asyncio
import json
import logging
import os
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.words import DeviceState
from kiosk.check.finding import Finding, Part, Verdict
from kiosk.settings import KioskSettings, load_settings
from kiosk.technician import bundle
from kiosk.technician.code import hashed
from kiosk.technician.log_ring import LogRing
from kiosk.technician.records import verify
from kiosk.technician.service import KEY, RECORDS, KioskTechnician, Machine
from tests.support.broker import connected, until
from tests.support.hall_config import SITE
from tests.support.kiosk import KioskProcess
from tests.support.kiosk_printer import PrinterPeer, Printing
from tingtang.__main__ import main
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

CODE = "24681357"
NAME, NUMBER = "张三丰", "610124199001011234"
FOUND = [
    Finding(Part.DISK, Verdict.WELL, "well", {"folder": "/data", "free": 900}),
    Finding(Part.CAMERA, Verdict.BROKEN, "missing", {"name": "/dev/v4l/by-id/x"}),
]


class Bench:
    """A kiosk's technician and the machine around it, under the test's hand."""

    def __init__(self, settings: KioskSettings, bus: MqttBus) -> None:
        self.now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
        self.looked = 0
        self.left: int | None = 12
        self.restarts = 0
        self.told = 0
        self.ring = LogRing()
        self.bus = bus
        self.port = KioskTechnician(
            settings,
            hashed(CODE, b"0" * 16),
            Machine(
                bus=bus,
                look=self._look,
                ring=self.ring,
                now_ms=lambda: int(self.now.timestamp() * 1000),
                local=lambda ms: datetime.fromtimestamp(ms / 1000, UTC),
                new_id=new_id,
                blanks=lambda: self.left,
                refill=self._refill,
                clock_offset_ms=lambda: 3_000,
                restart=self._restart,
                changed=self._tell,
            ),
        )

    def _look(self) -> list[Finding]:
        self.looked += 1
        return FOUND

    def _refill(self, count: int) -> None:
        self.left = count

    def _restart(self) -> None:
        self.restarts += 1

    def _tell(self) -> None:
        self.told += 1


@pytest.fixture
async def rig(broker: PrivateBroker, printer: PrinterPeer, tmp_path: Path) -> AsyncIterator[Bench]:
    process = KioskProcess(tmp_path / "kiosk", broker.port, broker.password_file("kiosk-01"))
    settings = load_settings(process.config)
    settings.kiosk.data_dir.mkdir(parents=True)
    bus = MqttBus(
        BusSettings(broker.host, broker.port, SITE, "kiosk-01", "t", username="kiosk-01", password=broker.password("kiosk-01"))
    )
    made = Bench(settings, bus)
    await connected(bus)
    await until(lambda: made.port.devices(), "the agent's devices")
    yield made
    await made.port.stop()
    await bus.stop()
    await process.stop()


async def test_devices_tell_how_they_are_and_are_tested(rig: Bench, printer: PrinterPeer) -> None:
    (row,) = rig.port.devices()
    assert (row.id, row.kind, row.well) == ("receipt-1", "receipt-printer", True)
    assert (await rig.port.test_device("receipt-1")).done
    printer.report(DeviceState.USER_ERROR, "paper.out")
    await until(lambda: not rig.port.devices()[0].well, "its word")
    result = await rig.port.test_device("receipt-1")
    assert (result.done, result.reason) == (False, "paper.out")


async def test_a_silent_device_is_named_so(rig: Bench, printer: PrinterPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.technician.devices.TEST_S", 0.3)
    printer.printing = Printing.SILENT
    assert (await rig.port.test_device("receipt-1")).reason == "silent"
    await printer.bus.stop()
    await until(lambda: not rig.port.devices(), "nobody answers for devices of an agent that is away")


async def test_the_network_is_told_with_what_is_wrong(rig: Bench) -> None:
    rows = {row.key: row for row in rig.port.network()}
    assert rows["network.broker"].well
    assert not rows["network.hall"].well, "no controller runs"
    assert not rows["network.clock"].well, "three seconds off"
    assert rows["network.clock"].value == "+3.0 s"


async def test_the_daily_self_test_is_recorded_once_a_day_and_signed(rig: Bench, tmp_path: Path) -> None:
    data = tmp_path / "kiosk" / "data"
    assert rig.port.last_record().at == ""
    rig.port.run_daily()
    await asyncio.sleep(0)
    assert rig.looked == 0, "half past four hasn't come"
    rig.now = datetime.combine(rig.now.date(), time(4, 31), UTC)
    for _ in range(3):
        rig.port.run_daily()
        await until(lambda: rig.port.last_record().at != "", "the record")
    assert rig.looked == 1
    assert rig.port.last_record().verdict == "broken"
    assert rig.port.broken == ("camera",)
    assert rig.told == 1
    rig.now += timedelta(days=1)
    rig.port.run_daily()
    await until(lambda: rig.told == 2, "the next day's")
    lines = (data / RECORDS).read_bytes().splitlines()
    public = tmp_path / "terminal.pem"
    public.write_bytes(rig.port._key.public())
    first, second = verify(lines, public.read_bytes())
    assert [finding["part"] for finding in first["findings"]] == ["disk", "camera", "receipt-1"]
    assert second["by"] == "daily"
    assert main(["kiosk", "records", "--file", str(data / RECORDS), "--key", str(public)]) == 0
    (data / RECORDS).write_bytes(b"\n".join(lines).replace(b"daily", b"nobody") + b"\n")
    assert main(["kiosk", "records", "--file", str(data / RECORDS), "--key", str(public)]) == 1


async def test_a_full_disk_keeps_nobody_from_the_self_test(rig: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.technician.records.os.fsync", full)
    assert [row.part for row in await rig.port.self_test()] == ["disk", "camera"]
    assert rig.port.last_record().at == ""


async def test_the_bundle_helps_and_tells_nothing_of_any_citizen(
    rig: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "STICKS", (tmp_path / "media",))
    data = tmp_path / "kiosk" / "data"
    (data / "kiosk.sqlite").write_text(f"{NAME} {NUMBER}", "utf-8")
    logger = logging.getLogger("kiosk.test")
    logger.addHandler(rig.ring)
    logger.setLevel(logging.INFO)
    logger.info("citizen %s of %s was served", NAME, NUMBER)
    logger.info(f"somebody pasted {NAME} {NUMBER} into a message")  # noqa: G004 (what must never be, and is cut off)
    logger.removeHandler(rig.ring)
    await rig.port.self_test()
    place = Path(await rig.port.bundle())
    assert place.parent == data / "support"
    assert os.stat(place).st_mode & 0o077 == 0
    with zipfile.ZipFile(place) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert {"about.json", "settings.json", "check.json", "devices.json", "log.json", RECORDS, "terminal.pem"} <= content.keys()
    whole = b"".join(content.values())
    assert NAME.encode() not in whole
    assert NAME not in whole.decode("unicode-escape", "ignore")
    assert NUMBER.encode() not in whole
    assert b"PRIVATE KEY" not in whole
    assert CODE.encode() not in whole
    assert "password_file" not in content["settings.json"].decode()
    assert json.loads(content["check.json"])[1]["key"] == "camera.missing"
    assert b"citizen" in content["log.json"]
    assert verify(content[RECORDS].splitlines(), content["terminal.pem"])


async def test_only_the_newest_bundles_stay(rig: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "STICKS", ())
    for _ in range(bundle.KEPT + 2):
        rig.now += timedelta(minutes=1)
        assert await rig.port.bundle()
    assert len(list((tmp_path / "kiosk" / "data" / "support").iterdir())) == bundle.KEPT


async def test_where_nothing_can_be_written_it_is_said(rig: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "STICKS", ())
    (tmp_path / "kiosk" / "data" / "support").write_text("a file in the folder's place", "utf-8")
    assert await rig.port.bundle() == ""


async def test_the_code_lets_in_and_the_rest_is_handed_on(rig: Bench, tmp_path: Path) -> None:
    assert not (await rig.port.try_code("00000000")).right
    assert (await rig.port.try_code(CODE)).right
    rig.port.refill(80)
    assert rig.port.blanks() == 80
    rig.port.restart()
    assert rig.restarts == 1
    assert rig.port.rotate(90)
    assert rig.port.rotation == 90
    assert not rig.port.rotate(45)
    os.chmod(tmp_path / "kiosk" / "data", 0o700)
    assert (tmp_path / "kiosk" / "data" / KEY).exists() is False, "the key is made when something is signed"
