"""The walk past 76 emulated pads with three swapped pairs and a duplicate address."""

import argparse
import json
import random
import re
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.wires import TcpWire
from tests.support.emulated import EmulatorThread
from tests.support.technician import ScriptedTerminal
from tests.unit.tingtang_device.pad_hall import PadHall, Wire, drawn, pad_id
from tingtang.device.commands import walk as walk_command
from tingtang.device.errors import ToolError
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


def small(tmp_path: Path, windows: int) -> PadHall:
    hall = PadHall(tmp_path, windows)
    hall.write_config()
    return hall


def scripted(steps: list[tuple[str, Callable[[], str | None]]]) -> ScriptedTerminal:
    """Does the next thing whenever its words are said; everything must be said in this order. A press that brought nothing is
    repeated, as people do.
    """
    left = list(steps)
    last: list[Callable[[], str | None]] = []

    def react(lines: Sequence[str]) -> str:
        for line in lines:
            if left and left[0][0] in line:
                last[:] = [left.pop(0)[1]]
                return last[0]() or ""
        if not lines and last and last[0]() is not None:
            # A key that was typed isn't typed again.
            last.clear()
        return ""

    terminal = ScriptedTerminal(react)
    terminal.left = left  # type: ignore[attr-defined]
    return terminal


def typed(keys: str) -> Callable[[], str]:
    return lambda: keys


def done(terminal: ScriptedTerminal) -> bool:
    return not terminal.left  # type: ignore[attr-defined, no-any-return]


def test_an_address_that_the_file_does_not_have_is_taken_at_one_key(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = small(tmp_path, 2)
    hall.real[2] = Wire(1, 77)
    hall.start(emulators)
    press = lambda window: lambda: hall.press(emulators, window)  # noqa: E731
    terminal = scripted(
        [
            ("Go to window 1", press(1)),
            ("Go to window 2 all the same", press(2)),
            ("That key came from address 77", typed("s")),
            ("Go to window 2", press(2)),
        ]
    )
    assert walk(hall, terminal, "--sheet", str(tmp_path / "s.json")) == 0, terminal.text
    assert bindings(hall)["rating-2"] == Wire(1, 77)
    sheet = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert sheet["visits"][1]["remarks"] == [{"key": "readdressed", "arguments": {"before": "2", "address": "77"}}]


def test_silent_pads_that_share_an_address_are_found_by_asking(tmp_path: Path, emulators: EmulatorThread) -> None:
    """Where echoes collide on the wire nothing can be read back; then only the technician knows where the key was pressed."""
    hall = small(tmp_path, 3)
    hall.real[3] = drawn(1)
    hall.start(emulators)
    emulators.call(lambda: hall.pads[3].fault("half-frame"))
    press = lambda window: lambda: hall.press(emulators, window)  # noqa: E731

    def whole_press() -> None:
        emulators.call(lambda: hall.pads[3].fault("none"))
        hall.press(emulators, 3)

    terminal = scripted(
        [
            ("Go to window 1", press(1)),
            ("Go to window 2", press(2)),
            ("Go to window 3 all the same", whole_press),
        ]
    )
    assert walk(hall, terminal, "--sheet", str(tmp_path / "s.txt")) == 1
    assert done(terminal)
    assert "Address 1 is given twice: the pads at window 3 and window 1 both have it" in terminal.text
    assert "□" not in terminal.text
    assert "! window 3, callpad-3: Address 1 is given twice" in (tmp_path / "s.txt").read_text(encoding="utf-8")


def test_back_skip_fault_and_quit_are_kept_and_gone_on_with(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = small(tmp_path, 4)
    hall.start(emulators)
    first = scripted(
        [
            ("1 of 4", typed("k")),
            ("2 of 4", typed("b")),
            ("1 of 4", typed("\n")),
            ("2 of 4", typed("f")),
            ("3 of 4", typed("q")),
        ]
    )
    assert walk(hall, first, "--who", "Li") == 1
    assert done(first), first.text
    state = json.loads((tmp_path / "agent.toml.walk.json").read_text(encoding="utf-8"))
    assert [visit["outcome"] for visit in state["visits"]] == ["eye", "fault", "open", "open"]
    second = scripted([("Go on with it?", typed("y")), ("3 of 4", typed("\n")), ("4 of 4", typed("k"))])
    assert walk(hall, second, "--sheet", str(tmp_path / "s.json")) == 1
    assert done(second), second.text
    sheet = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert (sheet["who"], [visit["outcome"] for visit in sheet["visits"]]) == ("Li", ["eye", "fault", "eye", "skipped"])
    assert sheet["visits"][1]["remarks"][0]["key"] == "notSeen"


def test_what_does_not_answer_cannot_be_confirmed_by_eye(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = small(tmp_path, 1)
    hall.start(emulators)
    emulators.call(lambda: hall.pads[1].fault("silent"))
    terminal = scripted([("all the same", typed("\n")), ("can't have been seen", typed("f"))])
    assert walk(hall, terminal, "--sheet", str(tmp_path / "s.txt")) == 1
    assert done(terminal), terminal.text
    assert "It can't be reached" in (tmp_path / "s.txt").read_text(encoding="utf-8")


def test_swapped_boards_are_found_by_the_pads_beside_them(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = small(tmp_path, 2)
    hall.start(emulators)
    boards = {}
    text = hall.config.read_text(encoding="utf-8")
    for window in (1, 2):
        wire = TcpWire(0)
        boards[window] = LedBoardEmulator(f"led-{window}", wire, clock_s=time.monotonic, randomness=random.Random(1))
        emulators.start(boards[window])
    for window, other in ((1, 2), (2, 1)):
        port = boards[other].state()["tcp"]
        text += f'\n[[devices]]\nid = "led-{window}"\nkind = "led-board"\nplace = "window-{window}"\n'
        text += f'link = {{ type = "tcp", host = "127.0.0.1", port = {port} }}\n'
    hall.config.write_text(text, encoding="utf-8")

    def lit() -> int:
        return next(window for window, board in boards.items() if emulators.call(lambda b=board: b.lines()))  # type: ignore[misc]

    class Technician:
        """Presses where something lights up; once more when that brought nothing."""

        def __init__(self) -> None:
            self._where: Callable[[], int] = lambda: 1

        def __call__(self, lines: Sequence[str]) -> str:
            for line in reversed(lines):
                if "exchanges the two bindings" in line:
                    return "s"
                went = WINDOW.search(line)
                if went or "Go where it lights up" in line:
                    number = int(went.group(1)) if went else 0
                    self._where = (lambda number=number: number) if number else lit  # type: ignore[misc]
                    hall.press(emulators, self._where())
                    return ""
            if not lines:
                hall.press(emulators, self._where())
            return ""

    terminal = ScriptedTerminal(Technician())
    assert walk(hall, terminal, "--sheet", str(tmp_path / "s.json")) == 0, terminal.text
    devices = {d["id"]: d for d in tomllib.loads(hall.config.read_text(encoding="utf-8"))["devices"]}
    assert {window: devices[f"led-{window}"]["link"]["port"] for window in (1, 2)} == {
        window: boards[window].state()["tcp"] for window in (1, 2)
    }
    assert lit_after(boards, emulators) == []


def lit_after(boards: dict[int, LedBoardEmulator], emulators: EmulatorThread) -> list[str]:
    """What still stands on the boards: a walk leaves them dark."""
    return [line for board in boards.values() for line in emulators.call(board.lines)]


def test_a_hall_s_file_says_which_window_a_device_belongs_to(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = small(tmp_path, 1)
    hall.start(emulators)
    bound = '[[windows]]\nnumber = 88\ncall_pad = "hall-agent/callpad-1"\nrating_pad = "elsewhere/rating-2"\n'
    (tmp_path / "hall.toml").write_text(bound, encoding="utf-8")
    terminal = scripted([("Go to window 88", typed("\n"))])
    assert walk(hall, terminal, "--hall", str(tmp_path / "hall.toml"), "--sheet", str(tmp_path / "s.txt")) == 0
    assert done(terminal)


def test_a_sheet_of_a_wrong_kind_is_refused_before_the_walk(tmp_path: Path) -> None:
    hall = small(tmp_path, 1)
    with pytest.raises(ToolError, match="sheetEnding"):
        walk(hall, ScriptedTerminal(lambda _: ""), "--sheet", str(tmp_path / "sheet.docx"))
