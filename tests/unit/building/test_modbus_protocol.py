"""Modbus frames: the makers' examples byte by byte, round trips against the emulator's own frames, noise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.emulators.modbus_frames import RequestReader, answer, bits, crc, refusal, words
from drivers.modbus.bus_codec import ModbusBusCodec
from drivers.modbus.protocol import Answer, Decoder, answers
from drivers.modbus.requests import (
    Request,
    read_bits,
    read_registers,
    write_coil,
    write_registers,
    write_timed_coil,
)

RELAY_ON = bytes.fromhex("01 05 00 00 FF 00 8C 3A")
PULSE_5_S = bytes.fromhex("01 10 00 03 00 04 08 00 02 00 00 00 01 00 05 00 7D")
FLASH_700_MS = bytes.fromhex("01 05 02 00 00 07 8D B0")
ASK_CLIMATE = bytes.fromhex("01 04 00 01 00 02 20 0B")
CLIMATE = bytes.fromhex("01 04 04 01 31 02 22 2A CE")
UNITS = st.integers(1, 255)
WORDS = st.integers(0, 0xFFFF)


def only(data: bytes) -> Answer:
    found = Decoder().feed(data)
    assert len(found) == 1
    return found[0]


def test_the_makers_examples_go_out_byte_by_byte() -> None:
    assert write_coil(1, 0, on=True).frame == RELAY_ON
    assert write_registers(1, 3, [2, 0, 1, 5]).frame == PULSE_5_S
    assert write_timed_coil(1, 0x200, 7).frame == FLASH_700_MS
    assert read_registers(1, 4, 1, 2).frame == ASK_CLIMATE


def test_the_makers_examples_are_read() -> None:
    assert only(CLIMATE).registers == (0x0131, 0x0222)
    assert answers(read_registers(1, 4, 1, 2), only(CLIMATE))
    assert answers(write_coil(1, 0, on=True), only(RELAY_ON))
    assert not answers(write_coil(1, 0, on=False), only(RELAY_ON)), "an echo with another value is no yes"
    done = only(answer(1, 16, bytes.fromhex("00 03 00 04")))
    assert answers(write_registers(1, 3, [2, 0, 1, 5]), done)
    assert not answers(write_registers(1, 4, [2, 0, 1, 5]), done)
    assert not answers(write_registers(2, 3, [2, 0, 1, 5]), done)


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        # Waveshare: flash on for 800 ms, all relays, all inputs, one relay.
        (write_timed_coil(1, 0x201, 8), "01 05 02 01 00 08 9C 74"),
        (read_bits(1, 1, 0, 8), "01 01 00 00 00 08 3D CC"),
        (read_bits(1, 2, 0, 8), "01 02 00 00 00 08 79 CC"),
        (read_registers(1, 3, 0x1000, 8), "01 03 10 00 00 08 40 CC"),
        (read_registers(1, 4, 0, 8), "01 04 00 00 00 08 F1 CC"),
        (write_coil(1, 0, on=False), "01 05 00 00 00 00 CD CA"),
        # Boards that come as unit 254 or 255.
        (write_coil(254, 0, on=True), "FE 05 00 00 FF 00 98 35"),
        (write_coil(254, 3, on=False), "FE 05 00 03 00 00 29 C5"),
        (read_bits(254, 1, 0, 4), "FE 01 00 00 00 04 29 C6"),
        (read_bits(254, 2, 0, 8), "FE 02 00 00 00 08 6D C3"),
        (read_bits(255, 2, 0, 8), "FF 02 00 00 00 08 6C 12"),
        (read_registers(254, 4, 0x3EE, 8), "FE 04 03 EE 00 08 85 B2"),
        (write_registers(254, 3, [4, 10]), "FE 10 00 03 00 02 04 00 04 00 0A 41 6B"),
        (write_registers(254, 0x12, [2, 10]), "FE 10 00 12 00 02 04 00 02 00 0A 61 AA"),
        (write_registers(255, 3, [4, 20]), "FF 10 00 03 00 02 04 00 04 00 14 C5 9F"),
    ],
)
def test_questions_as_published_elsewhere(question: Request, frame: str) -> None:
    assert question.frame == bytes.fromhex(frame)


@pytest.mark.parametrize(
    ("question", "frame", "on"),
    [
        (read_bits(254, 1, 0, 4), "FE 01 01 00 61 9C", []),
        (read_bits(254, 2, 0, 8), "FE 02 01 00 91 9C", []),
        (read_bits(255, 2, 0, 8), "FF 02 01 01 51 A0", [0]),
        (read_bits(1, 1, 0, 8), "01 01 01 00 51 88", []),
        (read_bits(1, 2, 0, 8), "01 02 01 00 A1 88", []),
    ],
)
def test_answers_as_published_elsewhere(question: Request, frame: str, on: list[int]) -> None:
    found = only(bytes.fromhex(frame))
    assert answers(question, found)
    assert [place for place, bit in enumerate(found.bits) if bit] == on


def test_eight_registers_as_published_elsewhere() -> None:
    found = only(bytes.fromhex("01 04 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 55 2C"))
    assert answers(read_registers(1, 4, 0, 8), found)
    assert found.registers == (0,) * 8


@given(UNITS, st.sampled_from([1, 2]), st.integers(0, 1000), st.lists(st.booleans(), min_size=1, max_size=64))
def test_bits_come_back_as_they_stand(unit: int, function: int, first: int, values: list[bool]) -> None:
    packed = bits(values)
    found = only(answer(unit, function, bytes((len(packed),)) + packed))
    request = read_bits(unit, 1 if function == 1 else 2, first, len(values))
    assert answers(request, found)
    assert list(found.bits[: len(values)]) == values


@given(UNITS, st.sampled_from([3, 4]), st.lists(WORDS, min_size=1, max_size=32), st.binary(max_size=40))
def test_registers_come_back_whole_behind_noise(unit: int, function: int, values: list[int], noise: bytes) -> None:
    frame = answer(unit, function, bytes((len(values) * 2,)) + words(values))
    assert frame in [found.frame for found in Decoder().feed(noise + frame)]
    assert list(only(frame).registers) == values


@given(UNITS, WORDS, st.lists(WORDS, min_size=1, max_size=32))
def test_a_board_reads_what_we_write(unit: int, address: int, values: list[int]) -> None:
    request = write_registers(unit, address, values)
    (heard,) = RequestReader().feed(request.frame)
    assert heard[:2] == (unit, 16)
    assert heard[2] == words([address, len(values)]) + bytes((len(values) * 2,)) + words(values)


@given(UNITS, st.sampled_from([1, 2, 3, 4, 5, 16]), st.integers(1, 11))
def test_a_refusal_answers_any_question(unit: int, function: int, code: int) -> None:
    found = only(refusal(unit, function, code))
    assert (found.unit, found.function, found.refusal) == (unit, function, code)
    assert answers(Request(unit, function, 7, 3, b""), found)


def test_one_byte_at_a_time_and_two_at_once() -> None:
    decoder = Decoder()
    found = [a for byte in CLIMATE + RELAY_ON for a in decoder.feed(bytes((byte,)))]
    assert [a.frame for a in found] == [CLIMATE, RELAY_ON]
    assert [a.frame for a in Decoder().feed(CLIMATE + RELAY_ON)] == [CLIMATE, RELAY_ON]


def test_a_length_out_of_noise_does_not_hold_up_what_follows() -> None:
    assert [a.frame for a in Decoder().feed(bytes.fromhex("01 04 40") + CLIMATE)] == [CLIMATE]


@given(st.integers(0, len(CLIMATE) * 8 - 1))
def test_one_wrong_bit_is_no_answer(place: int) -> None:
    damaged = bytearray(CLIMATE)
    damaged[place // 8] ^= 1 << place % 8
    assert Decoder().feed(bytes(damaged)) == []


@given(st.binary(max_size=600))
def test_any_bytes_neither_crash_nor_pile_up(data: bytes) -> None:
    decoder = Decoder()
    decoder.feed(data)
    assert len(decoder._held) <= 69
    codec = ModbusBusCodec()
    codec.feed(data)
    codec.expects_answer(data)
    assert len(codec._question) <= 300


def test_a_megabyte_of_mutated_frames_neither_hangs_nor_grows() -> None:
    randomness = random.Random(11)
    decoder, seen = Decoder(), 0
    whole = CLIMATE + RELAY_ON + refusal(9, 4, 2) + answer(3, 2, b"\x01\x55")
    for _ in range(40_000):
        piece = bytearray(whole)
        piece[randomness.randrange(len(piece))] = randomness.randrange(256)
        seen += len(decoder.feed(bytes(piece)))
        assert len(decoder._held) <= 69
    assert seen >= 40_000 * 3 * 0.95, "only the struck frame is lost"


@pytest.mark.parametrize("build", [
    lambda: read_bits(256, 1, 0, 1),
    lambda: read_bits(1, 1, 0, 0),
    lambda: read_registers(1, 3, 0, 33),
    lambda: read_registers(1, 3, 0x1_0000, 1),
    lambda: write_registers(1, 0, [0x1_0000]),
    lambda: write_registers(1, 0, []),
    lambda: write_timed_coil(1, 0x200, -1),
])  # fmt: skip
def test_what_no_frame_can_say_is_refused(build: object) -> None:
    with pytest.raises(ValueError, match=r"must be|possible|fit"):
        build()  # type: ignore[operator]


class TestSharedLine:
    def test_frames_go_to_the_unit_that_sent_them(self) -> None:
        codec = ModbusBusCodec()
        other = answer(9, 2, b"\x01\x03")
        assert codec.feed(CLIMATE + b"\x00\xff" + other) == [(1, CLIMATE), (9, other)]

    def test_a_broadcast_has_no_answer_and_a_question_has(self) -> None:
        codec = ModbusBusCodec()
        assert codec.expects_answer(PULSE_5_S)
        assert codec.expects_answer(ASK_CLIMATE)
        assert not codec.expects_answer(write_coil(0, 0, on=False).frame)

    def test_a_question_in_pieces_reserves_the_line_at_its_last_byte(self) -> None:
        codec = ModbusBusCodec()
        assert [codec.expects_answer(bytes((byte,))) for byte in PULSE_5_S] == [False] * 16 + [True]
        assert codec.expects_answer(ASK_CLIMATE)

    def test_half_a_frame_is_forgotten_when_the_line_was_opened_anew(self) -> None:
        codec = ModbusBusCodec()
        codec.feed(CLIMATE[:5])
        codec.reset()
        assert codec.feed(CLIMATE[5:]) == []


def test_the_emulators_check_is_that_of_the_documents() -> None:
    assert crc(RELAY_ON[:-2]) == RELAY_ON[-2:]
    assert crc(b"123456789") == bytes.fromhex("37 4B"), "the catalogue's check value 0x4B37, low byte first"
