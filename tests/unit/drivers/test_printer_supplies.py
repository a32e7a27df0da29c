"""Paper, head and knife: counted as the emulated printer moves them, kept over kills, corrected by the sensors."""

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.device_commands import ClearAlarm, Feed, LoadPaper, Print
from api.messages.words import Action, PrinterPaper
from drivers.core.errors import InvalidData
from drivers.emulators.printer import PrinterEmulator
from drivers.receipt_printer.config import PrinterConfig
from drivers.receipt_printer.counter_file import CounterFile
from drivers.receipt_printer.driver import ReceiptPrinter
from drivers.receipt_printer.roll import BUCKET_MS, MS_PER_H, Counters, ends_at_ms, loaded, printed, roll_length_mm, sensed
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock
from tests.unit.drivers.conftest import Plug

TICKET = Print(
    template="ticket",
    data={
        "number": "A012",
        "hall": "政务服务中心",
        "service": "身份证办理",
        "qr": "https://hall.example/t/01JD0V5Y3M",
        "note": "𬭊",
    },
)
OPTIONS: dict[str, Any] = {"print_timeout_s": 2.0, "roll_m": 80.0}
NOW = 1_763_606_400_000


# --- the count ---


@pytest.fixture
def printer(tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator]) -> PrinterEmulator:
    return make_printer(tcp_plug)


@pytest.fixture
def faults() -> dict[str, Action]:
    return {}


def make_bench(tmp_path: Path, options: dict[str, Any], faults: dict[str, Action] | None = None) -> Bench:
    return Bench(ReceiptPrinter, {**OPTIONS, **options}, tmp_path, ShiftedClock(), faults=faults)


@pytest.fixture
def bench(tcp_plug: Plug, printer: PrinterEmulator, tmp_path: Path) -> Iterator[Bench]:
    made = make_bench(tmp_path, {})
    with made.connected(tcp_plug.link()):
        made.driver.check()
        yield made


def kept(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "device-1.supplies.json").read_text())
    return found


@pytest.mark.parametrize("template", ["ticket", "ticket-large"])
def test_the_paper_counted_is_the_paper_used(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread, tmp_path: Path, template: str
) -> None:
    for _ in range(3):
        bench.perform(TICKET.model_copy(update={"template": template}))
    bench.perform(Feed(lines=10))
    used_mm = emulators.call(printer.state)["paper_dots"] / 8
    assert used_mm > 200
    assert kept(tmp_path)["used_mm"] == pytest.approx(used_mm, rel=0.05)
    assert kept(tmp_path)["cuts"] == 3
    assert kept(tmp_path)["unfinished_bytes"] == 0


def test_the_knife_doesn_t_meet_printed_lines(bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread) -> None:
    bench.perform(TICKET)
    assert emulators.call(printer.state)["cut_through"] == 0


def test_a_new_roll_tells_tickets_left_and_counts_down(bench: Bench) -> None:
    assert "tickets_left" not in bench.driver.status().detail
    result = bench.perform(LoadPaper(length_m=10))
    assert result is not None
    assert 60 < result["tickets_left"] < 100
    for _ in range(4):
        bench.perform(TICKET)
    detail = bench.driver.status().detail
    # Four tickets of about 95 mm later, and with their real length known.
    assert detail["tickets_left"] == kept_left(bench) < 110
    assert detail["roll_ends_at_ms"] > bench.context.clock.wall_ms()
    assert detail["roll_ends_at_ms"] % BUCKET_MS == 0


def kept_left(bench: Bench) -> int:
    counters = CounterFile(bench.context.data_dir / "device-1.supplies.json").read()
    left = counters.tickets_left
    assert left is not None
    return left if left < 100 else left - left % 10


def test_the_settings_length_is_meant_where_nobody_names_one(bench: Bench) -> None:
    result = bench.perform(LoadPaper())
    assert result == {"tickets_left": int(80_000 / 120)}


def test_a_roll_that_ends_soon_is_told_before_the_sensor_speaks(bench: Bench) -> None:
    bench.perform(LoadPaper(length_m=2.5))
    bench.perform(TICKET)
    status = bench.driver.status()
    assert (status.reason, status.action, status.detail["paper"]) == ("paper.endsSoon", Action.CLEAR, "full")
    bench.perform(LoadPaper(length_m=80))
    assert bench.driver.status().reason == "ok"


def test_paper_that_is_full_again_is_a_new_roll(
    bench: Bench, printer: PrinterEmulator, emulators: EmulatorThread, tmp_path: Path
) -> None:
    emulators.call(lambda: printer.fault("paper-low"))
    bench.driver.check()
    assert kept(tmp_path)["roll_mm"] == 5000
    emulators.call(lambda: printer.fault("paper-out"))
    bench.driver.check()
    assert bench.driver.status().detail["tickets_left"] == 0
    emulators.call(lambda: printer.fault("none"))
    bench.driver.check()
    assert (kept(tmp_path)["roll_mm"], kept(tmp_path)["used_mm"]) == (80_000, 0)


def test_the_count_goes_on_after_a_restart(
    tcp_plug: Plug, printer: PrinterEmulator, tmp_path: Path, emulators: EmulatorThread
) -> None:
    for _ in range(2):
        bench = make_bench(tmp_path, {})
        with bench.connected(tcp_plug.link()):
            bench.perform(TICKET)
        emulators.wait_for(lambda: tcp_plug.wire.address()["clients"] == 0, "line free")
    assert kept(tmp_path)["cuts"] == 2


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"used_mm": -1}', '{"uses": 3}'])
def test_an_unreadable_count_begins_anew(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "device-1.supplies.json"
    path.write_text(broken)
    assert CounterFile(path).read() == Counters()


def _write_without_end(path: Path) -> None:
    file, counters = CounterFile(path), Counters()
    while True:
        counters = printed(counters, 100, cut=True, now_ms=NOW)
        file.write(counters)


def test_a_kill_while_writing_leaves_a_whole_count(tmp_path: Path) -> None:
    path = tmp_path / "killed.supplies.json"
    context = multiprocessing.get_context("spawn")
    seen = 0
    for _ in range(3):
        process = context.Process(target=_write_without_end, args=(path,))
        process.start()
        assert process.pid is not None
        before = path.stat().st_mtime_ns if path.exists() else 0
        while not path.exists() or path.stat().st_mtime_ns == before:
            assert process.is_alive()
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        counters = CounterFile(path).read()
        assert counters.cuts > 0
        assert counters.used_mm == counters.cuts * 100
        seen += 1
    assert seen == 3


def test_a_full_disk_doesn_t_stop_the_printer(
    bench: Bench, tmp_path: Path, printer: PrinterEmulator, emulators: EmulatorThread
) -> None:
    (tmp_path / "device-1.supplies.new").mkdir()
    bench.perform(TICKET)
    assert emulators.call(printer.state)["receipts"] == 1


# --- wear ---


def test_a_worn_head_and_knife_ask_for_service_until_they_are_changed(
    tcp_plug: Plug, printer: PrinterEmulator, tmp_path: Path, faults: dict[str, Action]
) -> None:
    worn = Counters(head_mm=99_999_999, cuts=999_999)
    CounterFile(tmp_path / "device-1.supplies.json").write(worn)
    bench = make_bench(tmp_path, {}, faults)
    with bench.connected(tcp_plug.link()):
        assert faults == {}
        bench.perform(TICKET)
        assert faults == {"printer.headWorn": Action.MAINTENANCE, "printer.cutterWorn": Action.MAINTENANCE}
        # It prints all the same, and says how far it has come.
        assert bench.driver.status().detail["head_km"] == 100.0
        assert bench.driver.status().detail["cuts"] == 1_000_000
        bench.perform(ClearAlarm(code="printer.headWorn"))
        assert faults == {"printer.cutterWorn": Action.MAINTENANCE}
        bench.perform(ClearAlarm(code="printer.cutterWorn"))
        assert faults == {}
        with pytest.raises(InvalidData):
            bench.perform(ClearAlarm(code="door.sos"))
    assert kept(tmp_path)["head_mm"] == 0


# --- arithmetic ---


def test_a_roll_by_its_size() -> None:
    # A usual 80 x 80 mm roll of 65 µm paper on a 13 mm core: about 75 m.
    assert roll_length_mm(80, 13, 65) == pytest.approx(75_300, rel=0.01)
    assert PrinterConfig(roll_diameter_mm=80).paper_plan().roll_mm == pytest.approx(75_300, rel=0.01)
    for wrong in ({"roll_m": 80, "roll_diameter_mm": 80}, {"roll_diameter_mm": 20, "core_mm": 25}):
        with pytest.raises(ValueError):
            PrinterConfig.model_validate(wrong)


def test_the_end_is_foretold_at_the_present_rate() -> None:
    counters = loaded(Counters(), 80_000)
    # 100 tickets of 150 mm an hour, for two hours: 30 m are gone, 50 m last another 3 h 20 min.
    for minute in range(0, 120, 3):
        counters = printed(counters, 750, cut=True, now_ms=NOW + minute * 60_000)
    now = NOW + 2 * MS_PER_H
    ends = ends_at_ms(counters, now)
    assert ends is not None
    assert (ends - now) / MS_PER_H == pytest.approx(3.33, abs=0.2)
    # Nobody comes any more: what was used three hours ago says nothing of now.
    assert ends_at_ms(counters, now + 4 * MS_PER_H) is None
    assert ends_at_ms(Counters(), now) is None


def test_a_first_rush_promises_no_early_end() -> None:
    counters = printed(loaded(Counters(), 80_000), 150, cut=True, now_ms=NOW)
    ends = ends_at_ms(counters, NOW + 1000)
    assert ends is not None
    # As if the ticket were the only one of half an hour.
    assert (ends - NOW) / MS_PER_H > 200


@given(st.lists(st.tuples(st.integers(0, 40_000_000), st.floats(1, 2000), st.booleans()), max_size=60))
def test_counters_never_run_away(steps: list[tuple[int, float, bool]]) -> None:
    counters, now = loaded(Counters(), 80_000), NOW
    for later, length, cut in steps:
        now += later
        counters = printed(counters, length, cut=cut, now_ms=now)
    assert counters.used_mm == pytest.approx(sum(length for _, length, _ in steps))
    assert len(counters.uses) <= 19
    assert counters.left_mm is not None
    assert counters.left_mm >= 0
    assert Counters.parse(json.loads(json.dumps(counters.document()))) == counters
    ends = ends_at_ms(counters, now)
    assert ends is None or ends >= now - BUCKET_MS


@pytest.mark.parametrize(
    ("before", "opened", "now", "roll_mm", "left_mm"),
    [
        (PrinterPaper.UNKNOWN, False, PrinterPaper.FULL, 80_000, 70_000),
        (PrinterPaper.FULL, False, PrinterPaper.LOW, 5_000, 5_000),
        (PrinterPaper.FULL, False, PrinterPaper.OUT, 80_000, 0),
        (PrinterPaper.LOW, True, PrinterPaper.FULL, 75_000, 75_000),
        (PrinterPaper.OUT, False, PrinterPaper.FULL, 75_000, 75_000),
        (PrinterPaper.OUT, False, PrinterPaper.LOW, 5_000, 5_000),
        (PrinterPaper.FULL, True, PrinterPaper.FULL, 80_000, 70_000),
        (PrinterPaper.FULL, False, PrinterPaper.UNKNOWN, 80_000, 70_000),
    ],
)
def test_the_sensors_are_right(before: PrinterPaper, opened: bool, now: PrinterPaper, roll_mm: float, left_mm: float) -> None:
    counters = Counters(roll_mm=80_000, used_mm=10_000, paper=before, opened=opened)
    after = sensed(counters, now, cover_open=False, roll_mm=75_000, near_end_mm=5_000)
    assert (after.roll_mm, after.left_mm) == (roll_mm, left_mm)


def test_a_shaking_near_end_lever_is_no_new_roll() -> None:
    counters = Counters(roll_mm=80_000, used_mm=76_000, paper=PrinterPaper.FULL)
    for _ in range(5):
        for paper in (PrinterPaper.LOW, PrinterPaper.FULL):
            counters = sensed(counters, paper, cover_open=False, roll_mm=80_000, near_end_mm=5_000)
    assert counters.left_mm == 4_000
    # Somebody looked inside and closed it again; then somebody changed the roll.
    for cover_open, paper in ((True, PrinterPaper.LOW), (False, PrinterPaper.LOW), (False, PrinterPaper.FULL)):
        counters = sensed(counters, paper, cover_open=cover_open, roll_mm=80_000, near_end_mm=5_000)
    assert counters.left_mm == 4_000
    for cover_open, paper in ((True, PrinterPaper.LOW), (False, PrinterPaper.FULL)):
        counters = sensed(counters, paper, cover_open=cover_open, roll_mm=80_000, near_end_mm=5_000)
    assert counters.left_mm == 80_000
