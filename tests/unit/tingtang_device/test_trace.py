"""Frames are named by the drivers' own codecs; what names a person stays masked; a running agent and a black box are read too."""

import argparse
import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from drivers.agent.local_port import LocalPort
from drivers.core.black_box import BlackBox
from drivers.core.trace import Direction, Trace
from drivers.led_board.onbon import commands as onbon
from drivers.led_board.onbon.frame import Frame, encode
from drivers.rating_pad.driver import RatingPad
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import trace as trace_command
from tingtang.device.commands import watch as watch_command
from tingtang.device.errors import ToolError
from tingtang.device.naming.frames import name_frame
from tingtang.device.snapshot import TracedFrame, read_line
from tingtang.device.texts import Texts

TEXTS = Texts("en")
MASKED = "·· ·· ··"


def frame(data: bytes, *, sent: bool) -> TracedFrame:
    return TracedFrame(0.0, sent, len(data), data[:64].hex(" ").upper())


def words(kind: str, data: bytes, *, sent: bool) -> str:
    return ", ".join(TEXTS(f"trace.frame.{name.key}", **name.arguments) for name in name_frame(kind, frame(data, sent=sent)))


PING = encode(Frame(destination=3, data=onbon.PING))
CUT = b"\xa5" * 8 + b"\x03\x00" + bytes(12) + b"\xa3\x06" + bytes(60)
"""An update as the trace keeps it: its first 64 bytes."""
ACK = bytes.fromhex("A5A5A5A5A5A5A5A5A5 0080 FEFF 000000 00 00 00 FE 02 0500 A0 00 00 00 00 14 AC 5A")


@pytest.mark.parametrize(
    ("kind", "data", "sent", "meaning"),
    [
        ("led-board", PING, True, "PING to board 3"),
        ("led-board", ACK, False, "ACK: board * has taken it"),
        ("led-board", encode(Frame(destination=3, data=onbon.QUERY_STATUS)), True, "status of board 3?"),
        ("call-pad", bytes.fromhex("FF680808680502 0102030A0A0A 2B16"), True, "pad 5 shall show 123___"),
        ("call-pad", bytes.fromhex("FF68030368050C0011 16"), False, "a key of pad 5"),
        ("receipt-printer", b"\x10\x04\x01\x10\x04\x04", True, "printer status?, paper?"),
        ("receipt-printer", b"\x12", False, "status"),
        ("receipt-printer", b"\x1dr\x01", True, "answer when printed"),
        ("id-card-reader", bytes.fromhex("AAAAAA9669000320 0122"), True, "card module: find"),
        ("id-card-reader", bytes.fromhex("AAAAAA9669000400008084"), False, "card module says: no_card"),
        ("scanner", bytes.fromhex("7E000801000201ABCD"), True, "scanner register 0002 is set"),
        ("scanner", b"\x16T\r", True, "scan now"),
        ("zone-door", bytes.fromhex("A00101A2"), True, "relay 1 on"),
        ("zone-door", bytes.fromhex("01050000FF008C3A"), True, "relay of unit 1 on or off"),
        ("climate", bytes.fromhex("0104040131 0222 2ACE"), False, "unit 1 answers"),
        ("ups", b"LIST VAR ups\n", True, "LIST VAR ups"),
        ("call-pad", b"\x01\x02\x03", False, "not known"),
        (
            "led-board",
            b"\xa5" * 8 + b"\x03\x00" + bytes(12) + b"\xa3\x06" + bytes(60),
            True,
            "dynamic areas of board 3: new content",
        ),
        ("document-printer", b"POST /ipp/print HTTP/1.1\r\n", True, "request"),
        ("document-printer", b"\x02\x00\x00\x05\x00\x00\x00\x01\x01", True, "create-job"),
        ("document-printer", b"HTTP/1.1 200 OK\r\n", False, "answer"),
        ("document-printer", b"\x02\x00\x00\x00\x00\x00\x00\x01\x01", False, "done"),
        ("document-printer", b"\x02\x00\x04\x04\x00\x00\x00\x01\x01", False, "the printer says no, 0x0404"),
    ],
)
def test_frames_are_named(kind: str, data: bytes, sent: bool, meaning: str) -> None:
    assert words(kind, data, sent=sent) == meaning


def test_a_masked_frame_is_personal_and_nothing_else() -> None:
    [name] = name_frame("rating-pad", TracedFrame(0.0, False, 3, MASKED))
    assert TEXTS(f"trace.frame.{name.key}", **name.arguments) == "personal data, 3 bytes, masked"


def test_a_rating_s_key_is_masked_before_it_reaches_anybody() -> None:
    trace = Trace(lambda: 0.0, RatingPad.personal_ranges)
    trace.record(Direction.RECEIVED, bytes.fromhex("FF68030368051103 1916"))
    [line] = trace.dump()
    read = read_line(line)
    assert read is not None
    assert [name.key for name in name_frame("rating-pad", read)] == ["personal"]


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """An agent's local port that tells what a test wants."""
    (tmp_path / "data").mkdir()
    told: dict[str, Any] = {"devices": {}}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = LocalPort(tmp_path / "data", lambda: told)
    asyncio.run_coroutine_threadsafe(port.start(), loop).result(10)
    yield told.update
    asyncio.run_coroutine_threadsafe(port.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def config(folder: Path) -> Path:
    path = folder / "agent.toml"
    link = {"type": "serial", "port": "/dev/none"}
    document = {
        "agent": {"site": "610124-01", "node": "hall-agent", "data_dir": str(folder / "data")},
        "devices": [
            {"id": "callpad-1", "kind": "call-pad", "place": "window-1", "window": 1, "link": link, "profile": "keys-call-pad"}
        ],
    }
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    return path


def run(module: Any, terminal: ScriptedTerminal, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    act = module.trace if module is trace_command else module.watch
    return int(act(parser.parse_args(list(arguments)), terminal, TEXTS))


DEVICE = {
    "kind": "call-pad",
    "place": "window-1",
    "state": "backoff",
    "status": {"device": "unknown", "action": "maintenance", "reason": "device.silent"},
    "faults": ["bus.addressCollision"],
    "counts": {"performed": 7, "failed": 1, "lost": 2},
    "frames": ["-2.500s sent 9B FF 68 02 02 68 01 03 04 16", "-2.250s received 9B FF 68 02 02 68 01 03 04 16", "garbage"],
}


def test_the_running_agent_s_frames_are_shown_with_their_distance(tmp_path: Path, agent: Callable[[Any], None]) -> None:
    agent({"devices": {"callpad-1": DEVICE}})
    terminal = ScriptedTerminal(lambda _: "")
    assert run(trace_command, terminal, "callpad-1", "--config", str(config(tmp_path))) == 0
    assert "→ pad 1 shall beep" in terminal.text
    assert "+0.250 s ← pad 1 beeps" in terminal.text


def test_new_frames_of_the_running_agent_are_followed(tmp_path: Path, agent: Callable[[Any], None]) -> None:
    agent({"devices": {"callpad-1": DEVICE}})
    waits = 0

    def react(_: object) -> str:
        nonlocal waits
        waits += 1
        if waits == 2:
            later = ["-3.500s" + line[7:] for line in DEVICE["frames"][:2]]
            agent(
                {"devices": {"callpad-1": {**DEVICE, "frames": [*later, "-0.100s received 10B FF 68 03 03 68 01 01 0C 0E 16"]}}}
            )
        return "q" if waits > 3 else ""

    terminal = ScriptedTerminal(react)
    assert run(trace_command, terminal, "callpad-1", "--follow", "--config", str(config(tmp_path))) == 0
    assert terminal.text.count("pad 1 beeps") == 1
    assert terminal.text.count("a key of pad 1") == 1


def test_a_black_box_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = config(tmp_path)
    terminal = ScriptedTerminal(lambda _: "")
    with pytest.raises(ToolError, match="noBlackBox"):
        run(trace_command, terminal, "callpad-1", "--black-box", "--config", str(path))
    kept = Trace(lambda: 0.0, lambda *_: ())
    kept.record(Direction.SENT, bytes.fromhex("FF680202680103 0416"))
    BlackBox(tmp_path / "data", "callpad-1").fault("device.silent", kept, 1_700_000_000_000)
    assert run(trace_command, terminal, "callpad-1", "--black-box", "--json", "--config", str(path)) == 0
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["sent"], line["meaning"]) == (True, "pad 1 shall beep")
    assert "device.silent" in terminal.text


def test_an_unknown_device_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as refused:
        run(trace_command, ScriptedTerminal(lambda _: ""), "led-9", "--config", str(config(tmp_path)))
    assert TEXTS(refused.value.key, **refused.value.arguments) == "The file has no device led-9; it has callpad-1"


def test_the_table_of_a_running_agent_says_who_must_go(tmp_path: Path, agent: Callable[[Any], None]) -> None:
    agent({"devices": {"callpad-1": DEVICE}})
    terminal = ScriptedTerminal(lambda _: "")
    assert run(watch_command, terminal, "--once", "--config", str(config(tmp_path))) == 1
    [row] = terminal.tables[-1].rows
    assert [cell.text for cell in row][:4] == ["callpad-1", "window-1", "/dev/none", "down, trying"]
    assert "It doesn't answer" in row[4].text
    assert row[4].text.endswith("→ technician")
    assert row[5].text == "7 / 1 / 2"
