"""The technician's port to the machine: checks, devices, network, log, records, bundle. Nothing here sees a session."""

import asyncio
import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from api.bus.port import BusPort
from api.messages.topics import CONTROLLER_NODE
from api.process.version import product_version
from kiosk.check.finding import Finding, Verdict, worst
from kiosk.flow.technician.ports import CheckRow, CodeVerdict, DeviceRow, LogRow, NetworkRow, RecordRow, TestResult
from kiosk.ports.watch import LinkWatch, NodeWatch
from kiosk.settings import KioskSettings
from kiosk.technician import bundle, network
from kiosk.technician.code import CodeGuard
from kiosk.technician.daily import is_due
from kiosk.technician.devices import TerminalDevices
from kiosk.technician.log_ring import LogRing
from kiosk.technician.records import Record, Records, RecordsDamaged, TerminalKey
from kiosk.theme.rotation import keep_rotation, kept_rotation

RECORDS, KEY, TRIES = "self-tests.jsonl", "terminal.key", "technician-tries"
CLOCK_WRONG_MS = 2_000
"""Over this a kiosk's tickets stand in the wrong order."""
DAILY, BY_HAND = "daily", "technician"


@dataclass(frozen=True, slots=True)
class Machine:
    """What the technician's part takes from the process around it."""

    bus: BusPort
    look: Callable[[], Sequence[Finding]]
    """The start-up check without a window; called in a thread."""
    ring: LogRing
    now_ms: Callable[[], int]
    local: Callable[[int], datetime]
    new_id: Callable[[], str]
    blanks: Callable[[], int | None]
    refill: Callable[[int], None]
    clock_offset_ms: Callable[[], int]
    """The hall's clock less ours."""
    restart: Callable[[], None]
    changed: Callable[[], None]
    """A self-test ended."""


class KioskTechnician:
    """Implements `kiosk.flow.technician.ports.TechnicianPort`. Made before the bus starts."""

    def __init__(self, settings: KioskSettings, code: str | None, machine: Machine) -> None:
        """`code`: the hash of the code's file; None: nobody gets in."""
        self._settings = settings
        self._machine = machine
        data = settings.kiosk.data_dir
        self._guard = CodeGuard(code, data / TRIES, lambda: machine.now_ms() / 1000) if code else None
        self._key = TerminalKey(data / KEY)
        self._records = Records(data / RECORDS, self._key)
        self._devices = TerminalDevices(machine.bus, settings.kiosk.printer.split("/")[0], new_id=machine.new_id)
        self._controller = NodeWatch(machine.bus, CONTROLLER_NODE, lambda: None)
        self._link = LinkWatch(machine.bus, lambda: None)
        self._testing: asyncio.Task[Any] | None = None
        self._log = structlog.get_logger("kiosk.technician")
        self.broken: tuple[str, ...] = ()
        """Parts that the last self-test found broken."""
        self._unrecorded: datetime | None = None
        """When a self-test last ended without a record."""

    @property
    def offered(self) -> bool:
        return self._guard is not None

    async def try_code(self, code: str) -> CodeVerdict:
        if self._guard is None:
            return CodeVerdict(False)
        try:
            verdict = await asyncio.to_thread(self._guard.try_code, code)
        except OSError:
            # Tries that can't be counted don't count as none.
            self._log.exception("technician's tries can't be kept")
            return CodeVerdict(False)
        self._log.info("technician let in" if verdict.right else "technician's code was wrong")
        return CodeVerdict(verdict.right, verdict.wait_s)

    async def self_test(self) -> tuple[CheckRow, ...]:
        return await self._test(BY_HAND)

    def run_daily(self) -> None:
        """Call it now and then, while nobody stands there: begins the day's test when it is due."""
        if self._testing is not None and not self._testing.done():
            return
        last = self._last_local()
        now = self._machine.local(self._machine.now_ms())
        if is_due(now, self._settings.technician.self_test_at, last, self._unrecorded):
            self._testing = asyncio.get_running_loop().create_task(self._daily(), name="self-test")

    async def stop(self) -> None:
        if self._testing is not None:
            self._testing.cancel()
            await asyncio.gather(self._testing, return_exceptions=True)

    def last_record(self) -> RecordRow:
        record, at = self._records.last(), self._last_local()
        if record is None or at is None:
            return RecordRow("")
        verdict = str(record.get("verdict", ""))
        return RecordRow(f"{at:%Y-%m-%d %H:%M}", verdict if verdict in set(Verdict) else Verdict.BROKEN.value)

    def devices(self) -> tuple[DeviceRow, ...]:
        return self._devices.rows()

    async def test_device(self, device: str) -> TestResult:
        return await self._devices.test(device)

    def network(self) -> tuple[NetworkRow, ...]:
        cards = [NetworkRow("network.card", card.name, card.address, card.up and bool(card.address)) for card in network.cards()]
        router = network.gateway()
        broker, offset_ms = self._settings.broker, self._machine.clock_offset_ms()
        hall = self._controller.online and not self._link.cut_off
        return (
            *cards,
            NetworkRow("network.gateway", "", router, bool(router)),
            NetworkRow("network.broker", "", f"{broker.host}:{broker.port}", self._machine.bus.connected),
            NetworkRow("network.hall", "", CONTROLLER_NODE if hall else "", hall),
            NetworkRow("network.clock", "", f"{offset_ms / 1000:+.1f} s", abs(offset_ms) <= CLOCK_WRONG_MS),
        )

    def log(self) -> tuple[LogRow, ...]:
        local = self._machine.local
        return tuple(
            LogRow(f"{local(int(line.at_s * 1000)):%H:%M:%S}", line.level, line.text) for line in self._machine.ring.newest()
        )

    def blanks(self) -> int | None:
        return self._machine.blanks()

    def refill(self, count: int) -> None:
        self._machine.refill(count)

    @property
    def rotation(self) -> int:
        return kept_rotation(self._settings.kiosk.data_dir, self._settings.display.rotation)

    def rotate(self, degrees: int) -> bool:
        return keep_rotation(self._settings.kiosk.data_dir, degrees)

    async def bundle(self) -> str:
        now = self._machine.local(self._machine.now_ms())
        name = f"tingtang-{self._settings.kiosk.node}-{now:%Y%m%d-%H%M%S}.zip"
        documents = self._documents()
        path = await asyncio.to_thread(self._write_bundle, documents, name)
        return str(path) if path else ""

    def restart(self) -> None:
        self._log.warning("restart by a technician")
        self._machine.restart()

    async def _daily(self) -> None:
        try:
            await self._test(DAILY)
        except Exception as error:  # a test that fails is tried again at the next start, and never ends the kiosk
            self._log.warning("self-test failed", kind=type(error).__name__)
            await asyncio.Event().wait()

    async def _test(self, by: str) -> tuple[CheckRow, ...]:
        findings = await asyncio.to_thread(self._machine.look)
        rows = tuple(CheckRow(f.part.value, f.verdict.value, f.text_key, tuple(f.arguments.items())) for f in findings)
        devices = tuple(
            {"part": row.id, "verdict": (Verdict.WELL if row.well else Verdict.BROKEN).value, "key": row.reason}
            for row in self._devices.rows()
        )
        said = tuple({"part": row.part, "verdict": row.verdict, "key": row.text_key} for row in rows)
        self.broken = tuple(row.part for row in rows if row.verdict == Verdict.BROKEN)
        record = Record(self._machine.now_ms(), self._settings.kiosk.node, by, worst(findings).value, (*said, *devices))
        try:
            await asyncio.to_thread(self._records.add, record)
        except (OSError, RecordsDamaged) as error:
            self._unrecorded = self._machine.local(self._machine.now_ms())
            self._log.warning("self-test not recorded", kind=type(error).__name__)
        self._machine.changed()
        return rows

    def _last_local(self) -> datetime | None:
        record = self._records.last()
        at = record.get("at") if record else None
        return self._machine.local(at) if isinstance(at, int) else None

    def _documents(self) -> dict[str, Any]:
        settings = bundle.without_secrets(json.loads(self._settings.model_dump_json()))
        about = {"version": product_version(), "python": platform.python_version(), "system": platform.platform()}
        return {
            "about.json": about | {"node": self._settings.kiosk.node, "load": os.getloadavg()},
            "settings.json": settings,
            "devices.json": [asdict(row) for row in self.devices()],
            "network.json": [asdict(row) for row in self.network()],
            "log.json": [asdict(row) for row in self.log()],
        }

    def _write_bundle(self, documents: dict[str, Any], name: str) -> Path | None:
        findings = self._machine.look()
        checked = [{"part": f.part, "verdict": f.verdict, "key": f.text_key, "arguments": f.arguments} for f in findings]
        texts: dict[str, str | bytes] = {RECORDS: b"\n".join(self._records.lines()) + b"\n"}
        try:
            texts["terminal.pem"] = self._key.public()
        except (OSError, RecordsDamaged) as error:
            texts["terminal.txt"] = f"{type(error).__name__}\n"
        content = bundle.make_bundle(documents | {"check.json": checked}, texts)
        return bundle.write_bundle(content, name, self._settings.kiosk.data_dir)
