"""Each command as a technician runs it: a process on a terminal, devices emulated on ptys and TCP."""

import asyncio
import json
import random
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from PIL import Image

from drivers.agent.local_port import LocalPort
from drivers.core.serial_link import SerialLink
from drivers.emulators.config import Section
from drivers.emulators.kinds import Bench, Built, build
from tests.support.emulated import EmulatorThread
from tests.support.terminal_child import TerminalChild
from tests.unit.tingtang_device.pad_hall import PadHall


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


def start(emulators: EmulatorThread, folder: Path, **values: Any) -> Built:
    built = build(Section({"id": "it", **values}, "test"), Bench(time.monotonic, random.Random(1), folder))
    emulators.start(built.emulator)
    return built


def agent_file(folder: Path, *devices: dict[str, Any]) -> Path:
    path = folder / "agent.toml"
    agent = {"site": "610124-01", "node": "hall-agent", "data_dir": str(folder / "data")}
    path.write_text(tomli_w.dumps({"agent": agent, "devices": list(devices)}), encoding="utf-8")
    return path


def device(folder: Path, *words: str) -> TerminalChild:
    return TerminalChild(["device", *words], folder)


def board(folder: Path, emulators: EmulatorThread) -> Built:
    built = start(emulators, folder, kind="led-board", listen={"type": "tcp", "port": 0})
    link = {"type": "tcp", "host": "127.0.0.1", "port": built.faces[0].state()["tcp"]}
    agent_file(folder, {"id": "led-3", "kind": "led-board", "place": "window-3", "link": link})
    return built


def test_scan(tmp_path: Path, emulators: EmulatorThread) -> None:
    start(emulators, tmp_path, kind="receipt-printer", listen={"type": "pty", "path": "port"})
    agent_file(tmp_path)
    with device(tmp_path, "scan", "--config", "agent.toml", str(tmp_path / "port"), "--addresses", "1") as child:
        child.expect("asking receipt-printer 9600")
        child.expect("ESC/POS")
        child.expect('kind = "receipt-printer"')
        assert child.ends() == 0
        assert b"\x1b[" in child.raw, "no colours"


def test_test(tmp_path: Path, emulators: EmulatorThread) -> None:
    built = board(tmp_path, emulators)
    lit = built.faces[0]
    words = ("test", "led-3", "--config", "agent.toml", "--picture-dir", "pictures")
    with device(tmp_path, *words) as child:
        child.expect("connection")
        child.expect("Are all dots lit? [y/n]")
        child.type("y")
        child.expect("Does it call A345 to window 3? [y/n]")
        emulators.wait_for(lambda: any("A345" in line for line in lit.state()["lines"]), "the call is on the board")
        child.type("y")
        child.expect("Is it dark? [y/n]")
        child.type("n\n")
        child.expect("not seen or heard")
        child.expect("Result sheet of led-3")
        assert child.ends() == 1
    with Image.open(tmp_path / "pictures" / "led-3-led.call.png") as picture:
        assert picture.width > picture.height


def test_watch(tmp_path: Path, emulators: EmulatorThread) -> None:
    board(tmp_path, emulators)
    with device(tmp_path, "watch", "--config", "agent.toml") as child:
        child.expect("1 devices")
        child.expect("led-3")
        child.expect("ready")
        child.expect("q ends")
        child.type("q")
        assert child.ends() == 0


def test_trace(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = PadHall(tmp_path, 2)
    hall.write_config()
    hall.start(emulators)
    with device(tmp_path, "trace", "callpad-1", "--follow", "--config", "agent.toml") as child:
        child.expect("→ pad 1 shall show ______")
        child.expect("← pad 1 shows ______")
        hall.press(emulators, 1)
        child.expect("← a key of pad 1")
        child.expect("FF 68 03 03 68 01 01 0C 0E 16")
        child.expect("→ pad 1 is told that its key was heard")
        child.type("q")
        assert child.ends() == 0


def test_walk(tmp_path: Path, emulators: EmulatorThread) -> None:
    hall = PadHall(tmp_path, 3)
    hall.swap(1, 3)
    hall.write_config()
    hall.start(emulators)
    with device(
        tmp_path, "walk", "--config", "agent.toml", "--who", "Wang", "--sheet", "sheet.pdf", "--sheet", "s.json"
    ) as child:
        child.expect("1 of 3: Call pad callpad-1")
        hall.press(emulators, 1)
        child.expect("s exchanges the two bindings")
        child.type("s")
        child.expect("It was swapped with callpad-3")
        child.expect("1 of 3: Call pad callpad-1 · line-1 #3")
        hall.press(emulators, 1)
        child.expect("✓ window 1")
        child.expect("2 of 3")
        child.type("q")
        child.expect("Stopped at 2 of 3")
        assert child.ends() == 1
    with device(tmp_path, "walk", "--config", "agent.toml", "--sheet", "sheet.pdf", "--sheet", "s.json") as child:
        child.expect("stopped at 2 of 3. Go on with it? [y/n]")
        child.type("y\n")
        child.expect("2 of 3: Rating pad rating-2")
        child.type("\n")
        child.expect("✓ window 2: confirmed by eye")
        child.expect("3 of 3")
        hall.press(emulators, 3)
        child.expect("3 devices: 3 passed, 0 faults, 0 not visited; 1 bindings corrected.")
        assert child.ends() == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    sheet = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert (sheet["who"], [visit["outcome"] for visit in sheet["visits"]]) == ("Wang", ["key", "eye", "key"])
    assert not list(tmp_path.glob("*.walk.json"))


def test_learn(tmp_path: Path, emulators: EmulatorThread) -> None:
    keys = {"GOOD": {"press": ["A1 31 {xor}"]}, "BAD": {"press": ["A1 32 {xor}"]}}
    pad = start(emulators, tmp_path, kind="plain-pad", keys=keys, listen={"type": "pty", "path": "pad"}).faces[0]
    agent_file(tmp_path)
    words = ("learn", "--config", "agent.toml", "--port", str(tmp_path / "pad"), "--keys", "GOOD,BAD", "--quiet-ms", "200")
    with device(tmp_path, *words) as child:
        for key, name in (("GOOD", "good"), ("BAD", "bad")):
            child.expect(f"Press the key “{name}” 3 times")
            for number in (1, 2, 3):
                emulators.call(lambda key=key: pad.press(key))  # type: ignore[misc]
                child.expect(f"✓ {number} of 3")
        for key, name in (("GOOD", "good"), ("BAD", "bad")):
            child.expect(f"Press the key “{name}” once")
            emulators.call(lambda key=key: pad.press(key))  # type: ignore[misc]
            child.expect(f"✓ read “{name}”")
        child.expect("The profile is")
        assert child.ends() == 0
    profile = tomllib.loads((tmp_path / "profiles" / "learned-rating-pad.toml").read_text(encoding="utf-8"))
    assert set(profile["keys"].values()) == {"GOOD", "BAD"}


def test_json_on_standard_output_and_talk_on_the_terminal(tmp_path: Path, emulators: EmulatorThread) -> None:
    board(tmp_path, emulators)
    with device(tmp_path, "watch", "--config", "agent.toml", "--once", "--json") as child:
        assert child.ends() == 0
        [only] = json.loads(child.text)["devices"]
    assert (only["device"], only["condition"]) == ("led-3", "online")


def test_a_running_agent_is_said_with_the_command_that_stops_it(tmp_path: Path) -> None:
    config = agent_file(tmp_path, {"id": "pad", "kind": "receipt-printer", "link": {"type": "serial", "port": "/dev/none"}})
    (tmp_path / "data").mkdir()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = LocalPort(tmp_path / "data", lambda: {"devices": {}})
    try:
        asyncio.run_coroutine_threadsafe(port.start(), loop).result(10)
        with device(tmp_path, "test", "pad", "--config", str(config)) as child:
            child.expect("Stop it first")
            child.expect("sudo systemctl stop tingtang-agent")
            assert child.ends() == 2
    finally:
        asyncio.run_coroutine_threadsafe(port.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_port_that_another_program_has_is_said(tmp_path: Path, emulators: EmulatorThread) -> None:
    start(emulators, tmp_path, kind="receipt-printer", listen={"type": "pty", "path": "port"})
    port = str(tmp_path / "port")
    agent_file(tmp_path, {"id": "receipt-1", "kind": "receipt-printer", "link": {"type": "serial", "port": port}})
    taken = SerialLink(port, 9600)
    taken.open()
    try:
        with device(tmp_path, "test", "receipt-1", "--config", "agent.toml") as child:
            child.expect("Another program has the port of receipt-1")
            child.expect("sudo systemctl stop tingtang-agent")
            assert child.ends() == 2
    finally:
        taken.close()


def test_ctrl_c_gives_the_terminal_back(tmp_path: Path, emulators: EmulatorThread) -> None:
    board(tmp_path, emulators)
    with device(tmp_path, "watch", "--config", "agent.toml") as child:
        child.expect("q ends")
        child.type("\x03")
        child.expect("Interrupted")
        assert child.ends() == 2
