"""The terminal's input devices by themselves, fed with bytes from the protocols' documents, never from our drivers."""

import io
import random
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.emulators.gm65_scanner import Gm65Emulator, xmodem
from drivers.emulators.honeywell_scanner import HoneywellEmulator
from drivers.emulators.id_card_reader import IdCardReaderEmulator
from drivers.emulators.id_cards import CARDS
from drivers.emulators.keypad import KeypadEmulator
from drivers.emulators.sam_frames import CommandReader, answer_frame
from tests.unit.emulators.test_devices import Now, StubWire

FIND = bytes.fromhex("AAAAAA96690003200122")
SELECT = bytes.fromhex("AAAAAA96690003200221")
READ = bytes.fromhex("AAAAAA96690003300132")
FOUND = bytes.fromhex("AAAAAA969600".replace("9696", "9669") + "0800009F0000000097")
NO_CARD = bytes.fromhex("AAAAAA9669000400008084")


def made(device: Any, **options: Any) -> tuple[Any, StubWire]:
    wire = StubWire()
    return device("device", wire, clock_s=Now(), randomness=random.Random(1), reboot_s=0.0, **options), wire


def said(wire: StubWire) -> bytes:
    data = b"".join(wire.sent)
    wire.sent.clear()
    return data


def test_a_module_finds_selects_and_reads_by_the_protocol() -> None:
    reader, wire = made(IdCardReaderEmulator, pace=0)
    wire.on_bytes(FIND)
    assert said(wire) == NO_CARD
    reader.press("card:resident")
    wire.on_bytes(FIND[:4])
    wire.on_bytes(FIND[4:])
    assert said(wire) == FOUND
    wire.on_bytes(SELECT)
    assert said(wire)[:10] == bytes.fromhex("AAAAAA9669000C000090")
    wire.on_bytes(READ)
    card = said(wire)
    assert len(card) == 1295
    assert card[5:14] == bytes.fromhex("050800009001000400")
    assert "王小明".encode("utf-16-le") in card
    wire.on_bytes(FIND)
    assert said(wire) == NO_CARD, "a card that was selected answers no find until it is lifted"
    reader.press("lift")
    reader.press("card:resident")
    wire.on_bytes(FIND)
    assert said(wire) == FOUND


def test_a_module_refuses_a_wrong_check_and_an_unknown_command() -> None:
    _, wire = made(IdCardReaderEmulator, pace=0)
    wire.on_bytes(FIND[:-1] + b"\x00")
    assert said(wire)[9] == 0x10
    wire.on_bytes(bytes.fromhex("AAAAAA9669000399019B"))
    assert said(wire)[9] == 0x21


@pytest.mark.parametrize("kind", CARDS)
def test_every_card_has_the_sizes_of_a_card(kind: str) -> None:
    card = CARDS[kind]()
    prints = {"one-fingerprint": 512, "no-fingerprint": 0}.get(kind, 1024)
    assert (len(card.text), len(card.photo), len(card.prints)) == (256, 1024, prints)
    assert card.text[248:250] in (b" \x00", b"J\x00", b"I\x00", b"Y\x00", b"Z\x00")


@given(st.binary(max_size=300))
def test_any_bytes_leave_a_module_able_to_hear(noise: bytes) -> None:
    reader = CommandReader()
    for start in range(0, len(noise), 7):
        reader.feed(noise[start : start + 7])
    reader.feed(bytes(70))
    assert reader.feed(FIND)[-1] == (True, b"\x20\x01")


def test_an_answer_is_built_by_the_protocol() -> None:
    assert answer_frame(0x80) == NO_CARD
    assert answer_frame(0x9F, bytes(4)) == FOUND


TRIGGER = bytes.fromhex("7E000801000201ABCD")
STOP = bytes.fromhex("7E000801000200ABCD")
BAUD = bytes.fromhex("7E000701002A02D80F")
DONE = bytes.fromhex("02000001003331")


def test_a_gm65_by_its_manual() -> None:
    scanner, wire = made(Gm65Emulator, baud=9600)
    wire.on_bytes(BAUD)
    assert said(wire) == bytes.fromhex("020000023901C14C")
    wire.on_bytes(bytes.fromhex("7E000801000000ABCD"))
    assert said(wire) == DONE
    scanner.press("code:123")
    assert said(wire) == b"", "by key: nothing is read without a trigger"
    wire.on_bytes(STOP)
    said(wire)
    assert scanner.state()["lit"] is False
    assert scanner.state()["missed"] == 1


async def test_a_gm65_reads_when_triggered_and_goes_out() -> None:
    scanner, wire = made(Gm65Emulator)
    wire.on_bytes(bytes.fromhex("7E000801000001ABCD") + TRIGGER)
    assert said(wire) == DONE + DONE
    scanner.press("code:亮码")
    assert said(wire) == "亮码".encode() + b"\r"
    assert scanner.state()["lit"] is False
    await scanner.stop()


def test_a_gm65_from_the_factory_reads_all_the_time() -> None:
    scanner, wire = made(Gm65Emulator)
    scanner.press("hex:00ff")
    assert said(wire) == b"\x00\xff\r"


def test_a_gm65_refuses_a_wrong_check_by_silence() -> None:
    scanner, wire = made(Gm65Emulator)
    wire.on_bytes(bytes.fromhex("7E0008010002010000"))
    assert said(wire) == b""
    assert scanner.state()["lit"] is False


def test_a_gm65_keeps_what_was_saved() -> None:
    scanner, wire = made(Gm65Emulator)
    wire.on_bytes(bytes.fromhex("7E000801000001ABCD"))
    scanner.on_power_up()
    assert scanner.state()["mode"] == 2
    wire.on_bytes(bytes.fromhex("7E000801000001ABCD") + bytes.fromhex("7E000901000000DEC8"))
    scanner.on_power_up()
    assert scanner.state()["mode"] == 1
    wire.on_bytes(bytes.fromhex("7E00080100D95081D3"))
    assert scanner.state()["mode"] == 2
    assert xmodem(b"123456789") == b"\x31\xc3"


async def test_a_honeywell_by_its_manual() -> None:
    scanner, wire = made(HoneywellEmulator)
    wire.on_bytes(b"\x16M\rcbrena?.")
    assert said(wire) == b"CBRENA1\x06."
    wire.on_bytes(b"\x16M\rcbrena*.")
    assert said(wire) == b"CBRENA0-1\x06."
    wire.on_bytes(b"\x16M\rNOSUCH1!")
    assert said(wire) == b"NOSUCH1\x05!"
    wire.on_bytes(b"\x16M\rTRGMOD9!")
    assert said(wire) == b"TRGMOD9\x15!"
    wire.on_bytes(b"\x16M\rVSUFCR!\x16T\r")
    said(wire)
    scanner.press("code:123")
    assert said(wire) == b"123\r"
    wire.on_bytes(b"\x16T\r\x16U\r")
    assert scanner.state()["lit"] is False
    await scanner.stop()


def test_a_key_is_what_the_kernel_says() -> None:
    pad, wire = made(KeypadEmulator)
    pad.press("5")
    events = [struct.unpack("@llHHi", record)[2:] for record in _records(said(wire))]
    assert events == [(4, 4, 0x70000 + 76), (1, 76, 1), (0, 0, 0), (1, 76, 0), (0, 0, 0)]
    pad.press("headphones-in")
    assert [struct.unpack("@llHHi", record)[2:] for record in _records(said(wire))] == [(5, 2, 1), (0, 0, 0)]


def _records(data: bytes) -> list[bytes]:
    assert len(data) % 24 == 0
    return [data[start : start + 24] for start in range(0, len(data), 24)]


@pytest.mark.parametrize(
    ("device", "wrong"),
    [
        (IdCardReaderEmulator, "card:nobody"),
        (Gm65Emulator, "code:"),
        (HoneywellEmulator, "hex:zz"),
        (KeypadEmulator, "digits:12a"),
    ],
)
def test_an_unknown_press_says_what_there_is(device: Any, wrong: str) -> None:
    made_device, _ = made(device)
    with pytest.raises(ValueError, match=r"it has|hexadecimal"):
        made_device.press(wrong)


@pytest.mark.parametrize("device", [IdCardReaderEmulator, Gm65Emulator, HoneywellEmulator, KeypadEmulator])
def test_pictures_and_states_tell_nothing_of_a_person(device: Any) -> None:
    made_device, _ = made(device)
    before = made_device.picture()
    assert Image.open(io.BytesIO(before)).width > 300
    for press in ("card:resident", "code:王小明", "digits:1522"):
        try:
            made_device.press(press)
        except ValueError:
            continue
    assert "王小明" not in str(made_device.state())
    assert "1522" not in str(made_device.state())
    if device is IdCardReaderEmulator:
        assert made_device.picture() != before
