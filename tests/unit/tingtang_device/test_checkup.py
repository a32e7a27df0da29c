"""`tingtang device test` on every kind of device: it sees what is well, says what isn't, and shows nothing personal."""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from drivers.emulators.config import Section
from drivers.emulators.kinds import Bench, Built, build
from tests.support.emulated import EmulatorThread
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import test as test_command
from tingtang.device.texts import Texts

TEXTS = Texts("en")
TCP = {"type": "tcp", "port": 0}


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


def start(emulators: EmulatorThread, folder: Path, **values: Any) -> Built:
    built = build(Section({"id": "it", "listen": TCP, **values}, "test"), Bench(time.monotonic, random.Random(1), folder))
    emulators.start(built.emulator)
    return built


def check(folder: Path, terminal: ScriptedTerminal, built: Built, device: dict[str, Any]) -> tuple[int, dict[str, str]]:
    """The exit code, and each step's verdict."""
    link = {"type": "tcp", "host": "127.0.0.1", "port": built.faces[0].state()["tcp"]}
    document: dict[str, Any] = {"agent": {"site": "610124-01", "node": "hall-agent", "data_dir": "data"}}
    if bus := device.pop("bus_kind", None):
        document["buses"] = [{"id": "line", "kind": bus, "link": link}]
        document["devices"] = [{"id": "it", **device, "bus": "line"}]
    else:
        document["devices"] = [{"id": "it", **device, "link": link}]
    (folder / "agent.toml").write_text(tomli_w.dumps(document), encoding="utf-8")
    parser = argparse.ArgumentParser()
    test_command.add_arguments(parser)
    words = ["it", "--config", str(folder / "agent.toml"), "--picture-dir", str(folder / "pictures")]
    code = test_command.test(parser.parse_args(words), terminal, TEXTS)
    return code, {row[0].text: row[1].text for row in terminal.tables[-1].rows}


def says_yes(act: Callable[[str], str | None] = lambda _: None) -> ScriptedTerminal:
    """Sees everything that it is asked for. `act` is handed each line: it may press, or type for itself."""

    def react(lines: Sequence[str]) -> str:
        for line in lines:
            typed = act(line)
            if typed is not None:
                return typed
            if line.endswith("[y/n]"):
                return "y"
        return ""

    return ScriptedTerminal(react)


def test_a_printer_prints_its_page_and_a_picture_says_how_it_looks(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="receipt-printer")
    code, steps = check(tmp_path, says_yes(), built, {"kind": "receipt-printer", "place": "kiosk-01"})
    assert code == 0, steps
    assert steps == {"connection": "passed", "identity": "passed", "state": "passed", "test page": "passed"}
    assert built.faces[0].state()["receipts"] == 1
    assert (tmp_path / "pictures" / "it-printer.page.png").exists()


def test_nothing_is_printed_that_the_technician_does_not_want(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="receipt-printer")
    terminal = says_yes(lambda line: "n" if "will be printed" in line else None)
    code, steps = check(tmp_path, terminal, built, {"kind": "receipt-printer"})
    assert (code, steps["test page"]) == (0, "left out")
    assert built.faces[0].state()["receipts"] == 0


def test_a_fault_says_what_to_do_next(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="receipt-printer")
    emulators.call(lambda: built.faces[0].fault("paper-out"))
    terminal = says_yes()
    code, steps = check(tmp_path, terminal, built, {"kind": "receipt-printer"})
    assert (code, steps["connection"], steps["state"]) == (1, "passed", "failed")
    assert "Put paper in and test again." in terminal.text


def test_a_silent_device_ends_the_test_with_advice(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="led-board")
    emulators.call(lambda: built.faces[0].fault("silent"))
    terminal = says_yes()
    code, steps = check(tmp_path, terminal, built, {"kind": "led-board"})
    assert (code, steps) == (1, {"connection": "failed"})
    assert "A and B of RS-485" in terminal.text


@pytest.mark.parametrize(("kind", "key", "step"), [("call-pad", "next", "a key"), ("rating-pad", "good", "a rating")])
def test_a_key_of_a_pad_is_heard(kind: str, key: str, step: str, tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="ff68-bus", pads=[{"id": "pad", "kind": kind, "address": 4}])
    pad = built.faces[1]

    def press(line: str) -> None:
        if line.startswith("Press any"):
            emulators.call(lambda: pad.press(key))

    device = {"kind": kind, "window": 3, "address": 4, "bus_kind": "ff68"}
    code, steps = check(tmp_path, says_yes(press), built, device)
    assert code == 0, steps
    assert steps[step] == "passed"
    assert emulators.call(pad.state)["beeps"] >= 1


def test_a_key_that_never_comes_is_said(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="ff68-bus", pads=[{"id": "pad", "kind": "call-pad", "address": 4}])
    terminal = says_yes(lambda line: "n" if line.startswith("Press any") else None)
    code, steps = check(tmp_path, terminal, built, {"kind": "call-pad", "window": 3, "address": 4, "bus_kind": "ff68"})
    assert (code, steps["a key"]) == (1, "failed")
    assert "tingtang device learn" in terminal.text


def test_of_a_code_only_its_length_is_told(tmp_path: Path, emulators: EmulatorThread) -> None:
    secret = "SECRET-13800000000"
    built = start(emulators, tmp_path, kind="scanner", attended=secret)
    terminal = says_yes()
    code, steps = check(tmp_path, terminal, built, {"kind": "scanner"})
    assert code == 0, terminal.text
    assert steps["a code"] == "passed"
    told = terminal.text + json.dumps([[cell.text for cell in row] for row in terminal.tables[-1].rows])
    assert f"a code of {len(secret)} characters" in told
    assert secret not in told


def test_of_a_card_only_its_kind_is_told(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="id-card-reader", attended="resident", pace=0.0)
    terminal = says_yes()
    code, steps = check(tmp_path, terminal, built, {"kind": "id-card-reader"})
    assert steps["a card"] == "passed", terminal.text
    assert code == 0
    assert "card of type" in terminal.text


def test_a_lock_is_released_only_after_a_yes(tmp_path: Path, emulators: EmulatorThread) -> None:
    devices = [{"id": "door", "kind": "zone-door", "address": 1}]
    built = start(emulators, tmp_path, kind="modbus-line", devices=devices)
    terminal = says_yes(lambda line: "n" if "will be released" in line else None)
    code, steps = check(tmp_path, terminal, built, {"kind": "zone-door", "address": 1, "bus_kind": "modbus"})
    assert (code, steps["the lock"]) == (0, "left out"), terminal.text


def test_q_stops_and_keeps_what_was_found(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = start(emulators, tmp_path, kind="led-board")
    terminal = says_yes(lambda line: "q" if "all dots" in line else None)
    _, steps = check(tmp_path, terminal, built, {"kind": "led-board"})
    assert steps["connection"] == "passed"
    assert steps["stopped"] == "left out"
