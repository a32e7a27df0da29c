"""The walk past 76 emulated pads with three swapped pairs and a duplicate address."""

import argparse
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from tests.support.emulated import EmulatorThread
from tests.support.technician import ScriptedTerminal
from tests.unit.tingtang_device.pad_hall import PadHall, Wire, drawn, pad_id
from tingtang.device.commands import walk as walk_command
from tingtang.device.texts import Texts

TEXTS = Texts("en")
WINDOW = re.compile(r"Go to window (\d+)")


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


class AtTheWindows:
    """Goes where the terminal sends, presses the pad there, and takes an offered exchange."""

    def __init__(self, press: Callable[[int], None]) -> None:
        self._press = press
        self.visited: list[int] = []

    def __call__(self, lines: Sequence[str]) -> str:
        for line in reversed(lines):
            if "exchanges the two bindings" in line:
                return "s"
            if "Did you press it" in line:
                return "y"
            went = WINDOW.search(line)
            if went:
                self.visited.append(int(went.group(1)))
                self._press(self.visited[-1])
                return ""
        if not lines and self.visited:
            # Nothing happened: as people do, once more.
            self._press(self.visited[-1])
        return ""


def arguments(hall: PadHall, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    walk_command.add_arguments(parser)
    return parser.parse_args(["--config", str(hall.config), *more])


def walk(hall: PadHall, terminal: ScriptedTerminal, *more: str) -> int:
    return walk_command.walk(arguments(hall, *more), terminal, TEXTS)


def bindings(hall: PadHall) -> dict[str, Wire]:
    document = tomllib.loads(hall.config.read_text(encoding="utf-8"))
    return {d["id"]: Wire(int(d["bus"].removeprefix("line-")), d["address"]) for d in document["devices"]}


def test_three_swapped_pairs_and_a_duplicate_address_among_76_pads(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = PadHall(tmp_path, 76)
    hall.swap(5, 12)
    hall.swap(7, 40)
    hall.swap(20, 21)
    hall.real[50] = drawn(52)
    hall.write_config()
    before = hall.config.read_text(encoding="utf-8")
    hall.start(emulators)
    technician = AtTheWindows(lambda window: hall.press(emulators, window))
    sheets = [tmp_path / name for name in ("sheet.pdf", "sheet.png", "sheet.txt", "sheet.json")]
    terminal = ScriptedTerminal(technician)

    found = walk(hall, terminal, "--who", "王工", *(part for sheet in sheets for part in ("--sheet", str(sheet))))

    assert found == 1
    # The file now says what hangs where, but for the pad whose switches are wrong.
    truth = {pad_id(window): hall.wire(window) for window in range(1, 77)} | {pad_id(50): drawn(50)}
    assert bindings(hall) == truth
    text = hall.config.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "#" in line] == [line for line in before.splitlines() if "#" in line]
    backups = sorted(tmp_path.glob("agent.toml.*.bak"))
    assert len(backups) == 3
    assert before in {path.read_text(encoding="utf-8") for path in backups}
    # Every window was visited; a swapped one twice.
    assert sorted(set(technician.visited)) == list(range(1, 77))
    assert sorted(window for window in set(technician.visited) if technician.visited.count(window) > 1) == [5, 7, 20]

    sheet = json.loads(sheets[3].read_text(encoding="utf-8"))
    visits = {visit["window"]: visit for visit in sheet["visits"]}
    assert sheet["who"] == "王工"
    assert len(visits) == 76
    assert {window for window, visit in visits.items() if visit["outcome"] == "key"} == set(range(1, 77)) - {50}
    swapped = {(w, r["arguments"]["other"]) for w, v in visits.items() for r in v["remarks"] if r["key"] == "swapped"}
    assert swapped == {(5, "rating-12"), (7, "rating-40"), (20, "callpad-21")}
    assert visits[50]["outcome"] == "fault"
    assert [remark["key"] for remark in visits[50]["remarks"]] == ["duplicate"]
    text = sheets[2].read_text(encoding="utf-8")
    assert "76 devices: 75 passed, 1 faults" in text
    assert "Set the switches of the pad at window 50 to 20" in text
    assert sheets[0].read_bytes().startswith(b"%PDF")
    pages = sorted(tmp_path.glob("sheet-*.png"))
    assert len(pages) >= 2
    with Image.open(pages[0]) as page:
        assert abs(page.width / page.height - 210 / 297) < 0.01
        assert page.convert("L").getextrema()[0] == 0

    # The switches are set right: a second walk finds nothing.
    del hall.real[50]
    emulators.call(lambda: setattr(hall.pads[50], "address", drawn(50).address))
    again = ScriptedTerminal(AtTheWindows(lambda window: hall.press(emulators, window)))
    assert walk(hall, again, "--sheet", str(tmp_path / "second.json")) == 0
    second = json.loads((tmp_path / "second.json").read_text(encoding="utf-8"))
    assert second["passed"]
    assert all(not visit["remarks"] for visit in second["visits"])
    assert bindings(hall) == {pad_id(window): hall.wire(window) for window in range(1, 77)}
