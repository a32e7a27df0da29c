"""`tingtang device scan` finds every emulated device by harmless questions, and its lines make a usable agent's file."""

import argparse
import json
import random
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.agent.fleet import check_fleet
from drivers.agent.settings import load_settings
from drivers.core.serial_ports import HostPort, UsbIdentity
from drivers.emulators.config import Section
from drivers.emulators.kinds import Bench, Built, build
from tests.support.emulated import EmulatorThread
from tests.support.peers import PtyPeer
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import scan as scan_command
from tingtang.device.errors import ToolError
from tingtang.device.scan.ports import PortInfo, host_ports
from tingtang.device.scan.scanner import hosts_of
from tingtang.device.texts import Texts

TEXTS = Texts("en")
HEAD = '# The hall\'s own words.\n[agent]\nsite = "610124-01"\nnode = "hall-agent"\ndata_dir = "data"\n'


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


def start(emulators: EmulatorThread, folder: Path, **values: Any) -> Built:
    built = build(Section({"id": "it", **values}, "test"), Bench(time.monotonic, random.Random(1), folder))
    emulators.start(built.emulator)
    return built


def scan(folder: Path, *words: str) -> tuple[int, ScriptedTerminal]:
    parser = argparse.ArgumentParser()
    scan_command.add_arguments(parser)
    terminal = ScriptedTerminal(lambda _: "")
    code = scan_command.scan(parser.parse_args(["--config", str(folder / "agent.toml"), *words]), terminal, TEXTS)
    return code, terminal


def cells(terminal: ScriptedTerminal) -> list[list[str]]:
    return [[cell.text for cell in row] for row in terminal.tables[-1].rows]


PTY = {"type": "pty", "path": "port"}
PADS = [{"id": f"pad-{n}", "kind": "call-pad" if n != 7 else "rating-pad", "address": n} for n in (1, 2, 7)]
MODBUS = [{"id": "door-1", "kind": "zone-door", "address": 1}, {"id": "climate-1", "kind": "climate", "address": 3}]
BOARDS = [{"id": f"led-{n}", "screen": n} for n in (2, 5)]
DEVICES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "printer": ({"kind": "receipt-printer"}, [("Receipt printer · ESC/POS", "-")]),
    "pads": ({"kind": "ff68-bus", "pads": PADS}, [("call or rating pads · FF 68", "1-2, 7")]),
    "board": ({"kind": "led-board", "screen": 3}, [("LED board · Onbon BX-5K/6K", "3")]),
    "boards": ({"kind": "led-line", "boards": BOARDS}, [("LED board · Onbon BX-5K/6K", "2, 5")]),
    "c-power": ({"kind": "cpower-board", "card": 4}, [("LED board · C-Power", "4")]),
    "modbus": ({"kind": "modbus-line", "devices": MODBUS}, [("XY-MD02", "3"), ("Modbus relay", "1")]),
    "scanner": ({"kind": "scanner"}, [("GM65", "-")]),
    "reader": ({"kind": "id-card-reader"}, [("SAM", "-")]),
}


@pytest.mark.parametrize("name", DEVICES)
def test_what_hangs_on_a_port_is_found_with_its_addresses(name: str, tmp_path: Path, emulators: EmulatorThread) -> None:
    section, expected = DEVICES[name]
    (tmp_path / "agent.toml").write_text(HEAD, encoding="utf-8")
    start(emulators, tmp_path, **section, listen=PTY)

    code, terminal = scan(tmp_path, str(tmp_path / "port"), "--addresses", "1-8", "--write")

    assert code == 0, terminal.text
    found = [(row[1], row[2]) for row in cells(terminal)]
    assert len(found) == len(expected)
    for (what, addresses), (kind, wanted) in zip(found, expected, strict=True):
        assert kind in what
        assert addresses == wanted
    text = (tmp_path / "agent.toml").read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    settings = load_settings(tmp_path / "agent.toml")
    assert settings.devices
    check_fleet(settings, tmp_path)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.glob("agent.toml.*.bak")] == [HEAD]


def test_a_second_scan_adds_nothing_for_ports_of_the_file(tmp_path: Path, emulators: EmulatorThread) -> None:
    (tmp_path / "agent.toml").write_text(HEAD, encoding="utf-8")
    start(emulators, tmp_path, kind="receipt-printer", listen=PTY)
    port = str(tmp_path / "port")
    scan(tmp_path, port, "--addresses", "1", "--write")
    before = (tmp_path / "agent.toml").read_text(encoding="utf-8")
    code, terminal = scan(tmp_path, port, "--addresses", "1", "--write")
    assert code == 0
    assert (tmp_path / "agent.toml").read_text(encoding="utf-8") == before
    assert [cell.text for cell in terminal.tables[0].rows[0]][-1] == "receipt-1"


def test_hosts_are_looked_at_by_tcp(tmp_path: Path, emulators: EmulatorThread, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "agent.toml").write_text(HEAD, encoding="utf-8")
    tcp = {"type": "tcp", "port": 0}
    printer = start(emulators, tmp_path, kind="receipt-printer", listen=tcp)
    board = start(emulators, tmp_path, kind="led-board", screen=1, listen=tcp)
    ports = ",".join(str(built.faces[0].state()["tcp"]) for built in (printer, board))
    code, _ = scan(tmp_path, "--host", "127.0.0.1", "--tcp-ports", ports, "--addresses", "1", "--json")
    assert code == 0
    told = json.loads(capsys.readouterr().out)
    kinds = [answer["kind"] for result in told["results"] for answer in result["answers"]]
    assert kinds == ["receipt-printer", "led-board"]
    devices = tomllib.loads(told["toml"])
    assert {device["link"]["type"] for device in devices["devices"] if "link" in device} == {"tcp"}


def test_a_ups_is_found_where_nut_listens(tmp_path: Path, emulators: EmulatorThread, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agent.toml").write_text(HEAD, encoding="utf-8")
    server = start(emulators, tmp_path, kind="ups", listen={"type": "tcp", "port": 0}, ups="hall")
    port = server.faces[0].state()["tcp"]
    monkeypatch.setattr("tingtang.device.scan.scanner.NUT_PORT", port)
    code, terminal = scan(tmp_path, "--host", "127.0.0.1", "--tcp-ports", str(port))
    assert code == 0
    assert "NUT hall" in cells(terminal)[0][1]


def test_a_silent_port_and_one_in_use_are_said(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text(HEAD, encoding="utf-8")
    with PtyPeer(tmp_path / "silent"):
        code, terminal = scan(tmp_path, str(tmp_path / "silent"), "--addresses", "1", "--wait", "0.2")
        assert code == 1
        assert cells(terminal)[0][1] == "nothing answers"
    code, terminal = scan(tmp_path, str(tmp_path / "gone"), "--addresses", "1")
    assert code == 1
    assert "port is missing" in cells(terminal)[0][1]


def test_a_port_is_named_by_what_survives_a_restart() -> None:
    usb = HostPort("/dev/ttyUSB7", 0x1A86, 0x7523, "", "1-1.4")
    [port] = host_ports([], {UsbIdentity(0x1A86, 0x7523): ["pads-1"]}, lambda: [usb], Path("/nowhere"))
    assert port.used_by == ("pads-1",)
    assert port.may_be_lcus
    assert port.link() == {"type": "serial", "usb": {"vid": 0x1A86, "pid": 0x7523, "path": "1-1.4"}}
    assert PortInfo("/dev/ttyUSB7", ("/dev/tingtang/pads",), usb).link()["port"] == "/dev/tingtang/pads"


@pytest.mark.parametrize("text", ["192.168.3.0/24", "::1/120", "hall", "10.0.0.0/8"])
def test_only_a_small_net_is_looked_at(text: str) -> None:
    with pytest.raises(ToolError):
        hosts_of(text)


def test_addresses_are_read_as_people_write_them() -> None:
    assert scan_command.read_addresses("1-3, 7,2") == [1, 2, 3, 7]
    for wrong in ("", "a", "3-", "1-999", "70000"):
        with pytest.raises(ToolError):
            scan_command.read_addresses(wrong)
