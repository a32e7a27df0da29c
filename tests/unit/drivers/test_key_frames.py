"""Key frames of simple pads: known vectors, any cut of the stream, noise, and what a profile refuses."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drivers.emulators.frame_text import write_frame
from drivers.rating_pad.answers import AnswerSieve
from drivers.rating_pad.checks import CHECKS
from drivers.rating_pad.key_frames import LONGEST_FRAME, FrameFormat, KeyFrameDecoder, build_frame, read_frame
from drivers.rating_pad.keys_profile import KeysProfile

# The check values that https://reveng.sourceforge.io/crc-catalogue/16.htm gives for "123456789".
CATALOGUED = {"crc16-modbus-be": 0x4B37, "crc16-arc-be": 0xBB3D, "crc16-xmodem-be": 0x31C3}
EMULATED = {
    "xor": "xor",
    "sum8": "sum8",
    "sum8-negated": "neg8",
    "sum16-le": "sum16le",
    "sum16-be": "sum16be",
    "crc16-modbus-le": "modbus",
    "crc16-arc-le": "arc",
    "crc16-xmodem-be": "xmodem",
}
"""Our check → the emulator's own word for it."""
CHANCE = random.Random(3)
CHECKED = FrameFormat.model_validate(
    {"start": "AA 55", "length": 6, "key_at": [3], "ignore_at": [2], "check": {"kind": "xor", "first": 0, "last": -2, "at": -1}}
)
TEXT = FrameFormat.model_validate({"start": "4B", "end": "0D 0A"})
SILENT = FrameFormat(gap_ms=20)


@pytest.mark.parametrize(("name", "value"), CATALOGUED.items())
def test_crcs_have_their_catalogued_value(name: str, value: int) -> None:
    assert CHECKS[name].of(b"123456789") == value.to_bytes(2, "big")
    assert CHECKS[name.replace("-be", "-le")].of(b"123456789") == value.to_bytes(2, "little")


@given(st.sampled_from(sorted(EMULATED)), st.binary(min_size=1, max_size=12))
def test_checks_are_those_that_an_independent_writer_makes(kind: str, body: bytes) -> None:
    text = f"{body.hex(' ')} {{{EMULATED[kind]}}}"
    assert write_frame(text, 0, CHANCE) == body + CHECKS[kind].of(body)


@pytest.mark.parametrize("kind", sorted(EMULATED))
def test_a_frame_of_each_check_is_read_and_a_damaged_one_refused(kind: str) -> None:
    width = CHECKS[kind].width
    layout = FrameFormat.model_validate(
        {
            "start": "7E",
            "length": 5 + width,
            "key_at": [3],
            "ignore_at": [2],
            "check": {"kind": kind, "last": -1 - width, "at": -width},
        }
    )
    frame = write_frame(f"7E 01 {{n}} 42 0D {{{EMULATED[kind]}}}", 9, CHANCE)
    found = read_frame(layout, frame)
    assert found is not None
    assert found.code == b"\x42"
    assert read_frame(layout, frame[:3] + b"\x43" + frame[4:]) is None
    assert build_frame(layout, frame[:3] + b"\x43" + frame[4:]) == write_frame(
        f"7E 01 {{n}} 43 0D {{{EMULATED[kind]}}}", 9, CHANCE
    )


def test_the_whole_frame_names_the_key_where_no_position_does() -> None:
    layout = FrameFormat.model_validate({"start": "02", "end": "03", "length": 6, "address_at": 1, "ignore_at": [3]})
    frame = read_frame(layout, bytes.fromhex("02 07 31 99 32 03"))
    assert frame is not None
    assert (frame.code, frame.address) == (b"\x31\x32", 7)


@given(st.lists(st.integers(0, 255), min_size=1, max_size=8), st.data())
def test_frames_come_back_however_the_stream_is_cut(keys: list[int], data: st.DataObject) -> None:
    stream = b"".join(write_frame(f"AA 55 {{n}} {key:02X} 01 {{xor}}", at, CHANCE) for at, key in enumerate(keys))
    decoder, found, at = KeyFrameDecoder(CHECKED), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 9))
        found += decoder.feed(stream[at : at + step], 0.0)
        at += step
    assert [frame.code[0] for frame in found] == keys


@given(st.binary(max_size=200))
def test_after_noise_the_next_sound_frame_is_found(noise: bytes) -> None:
    decoder = KeyFrameDecoder(CHECKED)
    decoder.feed(noise, 0.0)
    frame = write_frame("AA 55 {n} 02 01 {xor}", 1, CHANCE)
    assert b"\x02" in [found.code for found in decoder.feed(bytes(6) + frame, 0.0)]


@given(st.binary(max_size=1000), st.sampled_from([CHECKED, TEXT, SILENT, FrameFormat(length=1)]))
def test_any_bytes_leave_a_bounded_buffer(noise: bytes, layout: FrameFormat) -> None:
    decoder = KeyFrameDecoder(layout)
    for start in range(0, len(noise), 7):
        decoder.feed(noise[start : start + 7], start / 1000)
    assert len(decoder._held) <= 2 * LONGEST_FRAME


def test_an_endless_line_is_skipped_in_reasonable_time() -> None:
    decoder = KeyFrameDecoder(TEXT)
    assert decoder.feed(b"K" * 200_000, 0.0) == []
    assert len(decoder._held) <= 2 * LONGEST_FRAME
    assert [frame.code for frame in decoder.feed(b"\r\n" + b"\x00" * 70 + b"K07\r\n", 0.0)][-1] == b"07"


def test_a_silence_ends_a_frame_of_any_length() -> None:
    decoder = KeyFrameDecoder(SILENT)
    assert decoder.feed(b"\x31", 1.000) == []
    assert decoder.feed(b"\x32", 1.010) == []
    assert decoder.ends_within_s(1.010) == pytest.approx(0.02)
    assert [frame.code for frame in decoder.silent(1.031)] == [b"\x31\x32"]
    assert [frame.code for frame in decoder.feed(b"\x33", 2.0) + decoder.silent(2.1)] == [b"\x33"]


def test_half_a_frame_before_a_silence_is_dropped() -> None:
    layout = FrameFormat(length=3, gap_ms=30)
    decoder = KeyFrameDecoder(layout)
    decoder.feed(b"\x01\x02", 0.0)
    assert [frame.code for frame in decoder.feed(b"\x07\x08\x09", 1.0)] == [b"\x07\x08\x09"]


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"length": 4},
        {"start": "AA 55", "end": "0D", "length": 2},
        {"start": "AA", "length": 4, "key_at": [4]},
        {"start": "AA", "length": 4, "check": {"kind": "crc16-modbus-le", "at": 9}},
        {"start": "AA", "length": 4, "check": {"kind": "crc32"}},
        {"start": "AA", "length": 4, "lenght": 5},
        {"start": "AXA", "length": 4},
    ],
)
def test_a_layout_that_makes_no_sense_is_refused(frame: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FrameFormat.model_validate(frame)


@pytest.mark.parametrize(
    "change",
    [
        {"keys": {"01": "EXCELLENT"}},
        {"keys": {}},
        {"keys": {"": "GOOD"}},
        {"ignored": ["01"]},
        {"kind": "call-pad"},
        {"entered": {"6": "miss"}},
        {"host": {"question": "05"}},
        {"host": {"echo_keys": True, "acknowledge": "06"}},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    good: dict[str, Any] = {"kind": "rating-pad", "frame": {"length": 1}, "keys": {"01": "GOOD"}}
    KeysProfile.model_validate(good)
    with pytest.raises(ValidationError):
        KeysProfile.model_validate(good | change)


def test_a_learned_profile_survives_its_own_writing() -> None:
    profile = KeysProfile.model_validate(
        {"kind": "rating-pad", "frame": CHECKED.model_dump(mode="json"), "keys": {"0a": "GOOD"}, "ignored": ["8a"]}
    )
    again = KeysProfile.model_validate(profile.model_dump(mode="json", exclude_defaults=True))
    assert again == profile
    assert (again.meaning(b"\x0a"), again.meaning(b"\x0b"), again.means_nothing(b"\x8a")) == ("GOOD", None, True)


@given(st.binary(max_size=30), st.binary(min_size=1, max_size=4), st.lists(st.integers(1, 5), max_size=12))
def test_the_sieve_takes_out_the_answer_and_nothing_else(before: bytes, answer: bytes, cuts: list[int]) -> None:
    sieve = AnswerSieve(answer)
    sieve.expect()
    stream, passed = before + answer + b"tail", b""
    for cut in [*cuts, len(stream)]:
        passed += sieve.pass_by(stream[:cut])
        stream = stream[cut:]
    passed += sieve.give_up()
    place = (before + answer + b"tail").find(answer)
    whole = before + answer + b"tail"
    assert sieve.found
    assert passed == whole[:place] + whole[place + len(answer) :]
