"""The emulated Onbon card beyond its areas: clock, brightness, power, set-up, flash, lines with several cards."""

import io
import random

import pytest
from PIL import Image

from drivers.emulators.faults import UnknownFault
from drivers.emulators.led_line import LedLine, LineBoard
from drivers.emulators.onbon_card import CardModel, OnbonCard
from drivers.emulators.onbon_frames import PacketReader, read, write
from tests.unit.emulators.test_devices import Now, StubWire

ACK = bytes.fromhex("A000000000")
SET_CLOCK = bytes.fromhex("A203010000 2620 11 22 14 05 59 07")


def area(text: bytes, *, effect: int = 1, stay: int = 10, number: int = 0) -> bytes:
    body = bytes.fromhex("00 0080 0000 8080 1000") + bytes((number,)) + bytes.fromhex("00 02 2C01 00 00 02 02 01")
    body += bytes((effect, 0, 2, stay)) + len(text).to_bytes(4, "little") + text
    return bytes.fromhex("A306010000 FF 01") + len(body).to_bytes(2, "little") + body


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def card(now: Now) -> OnbonCard:
    return OnbonCard(CardModel(clock_drift=0.01), now)


def test_the_clock_runs_drifts_and_is_lost_at_a_reboot(card: OnbonCard, now: Now) -> None:
    assert card.perform(area(rb"\DH:\DM")) == ACK
    assert card.lines() == ["--:--"]
    assert card.perform(SET_CLOCK) == ACK
    assert card.lines() == ["14:05"]
    now.s += 100
    assert card.state()["clock"] == "2026-11-22 14:07:40"
    assert card.lines() == ["14:07"]
    assert card.perform(bytes.fromhex("A102010000"))[7:15] == bytes.fromhex("2620 11 22 07 14 07 40")
    card.power_up()
    assert card.state()["clock"] is None


def test_a_date_that_isn_t_one_is_refused(card: OnbonCard) -> None:
    assert card.perform(SET_CLOCK[:7] + b"\x13" + SET_CLOCK[8:])[:3] == b"\xa0\x01\x0e"


def test_brightness_has_sixteen_levels_and_a_table(card: OnbonCard) -> None:
    assert card.perform(bytes.fromhex("A302010000 01 09")) == ACK
    assert card.state()["brightness"] == 9
    assert card.perform(bytes.fromhex("A302010000 01 10"))[1] == 1
    assert card.perform(bytes.fromhex("A302010000 02 00") + bytes(48)) == ACK
    assert card.perform(bytes.fromhex("A302010000 02 00") + bytes(47))[1] == 1


def test_switched_off_it_is_dark_but_forgets_nothing(card: OnbonCard) -> None:
    card.perform(area(b"A"))
    card.perform(bytes.fromhex("A300010000 02"))
    assert (card.lines(), card.state()["areas"]) == ([], [0])
    card.perform(bytes.fromhex("A300010000 01"))
    assert card.lines() == ["A"]


def test_programs_wear_its_flash_and_reset_takes_the_fonts(card: OnbonCard) -> None:
    name = b"P000"
    card.perform(bytes.fromhex("A105010000 01") + name + bytes(4))
    card.perform(bytes.fromhex("A106010000") + name + bytes.fromhex("01 0000 0000 00000000"))
    assert (card.state()["flash_writes"], card.state()["programs"]) == (2, ["P000"])
    card.perform(bytes.fromhex("A201010000"))
    assert card.perform(area(b"A"))[:3] == b"\xa0\x01\x0c"
    assert card.state()["erased"] == 1


def test_its_set_up_and_number_can_be_read_and_its_number_set(card: OnbonCard) -> None:
    parameters = card.perform(bytes.fromhex("A20A010000"))[5:]
    assert parameters[:9] == bytes.fromhex("0100 63 01 8000 2000 02")
    assert card.perform(bytes.fromhex("A206010000 0700")) == ACK
    assert card.perform(bytes.fromhex("A207010000"))[5:] == b"\x07\x00"


def test_two_texts_take_turns_in_a_place_of_one_line(card: OnbonCard, now: Now) -> None:
    card.perform(area("暂停服务\\nPAUSED".encode("gbk"), stay=6))
    assert card.lines() == ["暂停服务"]
    now.s += 3.1
    assert card.lines() == ["PAUSED"]


def test_what_moves_in_is_on_its_way_first_and_then_stands(card: OnbonCard, now: Now) -> None:
    def lit() -> int:
        picture = Image.open(io.BytesIO(card.picture())).getchannel("R")
        return sum(picture.histogram()[200:])

    card.perform(area("请".encode("gbk"), effect=5, stay=255))
    begun = lit()
    now.s += 1
    assert begun < lit()
    assert card.state()["moved_in"] == 1


def test_boards_of_a_line_have_faults_of_their_own(now: Now) -> None:
    wire = StubWire()
    line = LedLine("line", wire, clock_s=now, randomness=random.Random(1))
    boards = [
        LineBoard(f"led-{screen}", CardModel(screen=screen), line.send, clock_s=now, randomness=random.Random(screen))
        for screen in (1, 2)
    ]
    line.add(boards)
    ping = bytes.fromhex("A200010000")
    boards[0].fault("silent")
    for screen in (1, 2):
        wire.on_bytes(write(screen, 0x8000, 0xFE, ping))
    assert [read(PacketReader().feed(frame)[0]).source for frame in wire.sent] == [2]
    boards[1].fault("busy")
    wire.on_bytes(write(2, 0x8000, 0xFE, ping))
    assert read(PacketReader().feed(wire.sent[-1])[0]).data == bytes.fromhex("A001030000")
    line.fault("bad-checksum")
    boards[1].fault("none")
    wire.on_bytes(write(2, 0x8000, 0xFE, ping))
    with pytest.raises(Exception, match="wrong check"):
        read(PacketReader().feed(wire.sent[-1])[0])
    with pytest.raises(UnknownFault):
        boards[0].fault("paper-out")
