"""Input events: the kernel's layout, any cut, any bytes; the buffer of keys; the shipped profiles."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drivers.keypad.events import Decoder, EventType, InputEvent
from drivers.keypad.key_buffer import KEPT_S, MOST_KEYS, KeyBuffer
from drivers.keypad.profile import Key, KeypadProfile
from drivers.profiles import load_profile


def packed(kind: int, code: int, value: int, seconds: int = 1_700_000_000, microseconds: int = 42) -> bytes:
    """By the kernel's structure, native: this test runs on a 64-bit host."""
    return struct.pack("@llHHi", seconds, microseconds, kind, code, value)


def test_the_structure_is_the_kernels() -> None:
    assert len(packed(0, 0, 0)) == 24
    assert Decoder().feed(packed(1, 82, 1) + packed(5, 2, 1) + packed(0, 0, 0)) == [
        InputEvent(EventType.KEY, 82, 1),
        InputEvent(EventType.SWITCH, 2, 1),
        InputEvent(EventType.SYNC, 0, 0),
    ]


def packed_32(kind: int, code: int, value: int) -> bytes:
    """Of a 32-bit host, where seconds and microseconds have four bytes each."""
    return struct.pack("<iiHHi", 1_700_000_000, 999_999, kind, code, value)


def test_the_structure_of_a_32_bit_host() -> None:
    wire = packed_32(1, 82, 1) + packed_32(5, 2, 1) + packed_32(0, 0, 0)
    assert len(wire) == 48
    for step in range(1, len(wire)):
        decoder = Decoder(word_bytes=4)
        found = [event for at in range(0, len(wire), step) for event in decoder.feed(wire[at : at + step])]
        assert [(event.type, event.code, event.value) for event in found] == [
            (EventType.KEY, 82, 1),
            (EventType.SWITCH, 2, 1),
            (EventType.SYNC, 0, 0),
        ]
    decoder = Decoder(word_bytes=4)
    decoder.feed(packed_32(1, 79, 1)[5:])
    after = decoder.feed(wire * 2)
    assert (after[-1].type, after[-3].code, after[-3].value) == (EventType.SYNC, 82, 1)


def test_this_host_is_the_default() -> None:
    assert Decoder().feed(struct.pack("@llHHi", 1, 2, 1, 82, 1)) == [InputEvent(EventType.KEY, 82, 1)]


EVENTS = st.tuples(st.sampled_from([(0, 0), (1, 82), (1, 0x2FF), (4, 4), (5, 2)]), st.sampled_from([0, 1, 2]))


@given(st.lists(EVENTS, max_size=10), st.lists(st.integers(1, 50), min_size=1))
def test_any_cut_means_the_same(events: list[tuple[tuple[int, int], int]], cuts: list[int]) -> None:
    wire = b"".join(packed(kind, code, value) for (kind, code), value in events)
    decoder, position, found = Decoder(), 0, []
    while position < len(wire):
        step = cuts[position % len(cuts)]
        found += decoder.feed(wire[position : position + step])
        position += step
    assert [(int(event.type), event.code, event.value) for event in found] == [
        (kind, code, value) for (kind, code), value in events
    ]


@pytest.mark.parametrize("lost", range(1, 23))
def test_after_half_an_event_the_next_whole_ones_are_found(lost: int) -> None:
    decoder = Decoder()
    found = decoder.feed(packed(1, 82, 1)[:lost] + packed(1, 79, 1) + packed(0, 0, 0) + packed(1, 80, 1) + packed(0, 0, 0))
    assert InputEvent(EventType.KEY, 80, 1) in found
    assert InputEvent(EventType.KEY, 82, 1) not in found


def test_a_million_bytes_of_anything_neither_grow_nor_hang_it() -> None:
    randomness = random.Random(5)
    decoder = Decoder()
    for _ in range(1_000):
        piece = bytearray(packed(1, 82, 1) * 40)
        for _ in range(randomness.randrange(6)):
            piece[randomness.randrange(len(piece))] = randomness.randrange(256)
        decoder.feed(bytes(piece) + randomness.randbytes(randomness.randrange(40)))
        assert len(decoder._buffer) < 24
    assert decoder.skipped > 0


def test_neither_events_nor_the_buffer_show_a_key() -> None:
    buffer = KeyBuffer()
    buffer.put(Key.FIVE, 0)
    assert repr(InputEvent(EventType.KEY, 82, 1)) == "InputEvent(KEY)"
    assert repr(buffer) == "KeyBuffer(1 keys)"


def test_keys_that_nobody_reads_are_forgotten() -> None:
    buffer = KeyBuffer()
    buffer.put(Key.ONE, 0.0)
    buffer.put(Key.TWO, 3.0)
    assert buffer.take(KEPT_S + 0.1) == [Key.TWO]
    assert buffer.take(KEPT_S + 0.1) == []


def test_the_buffer_keeps_the_newest() -> None:
    buffer = KeyBuffer()
    for number in range(MOST_KEYS + 3):
        buffer.put(Key.ONE if number < MOST_KEYS else Key.OK, 0.0)
    keys = buffer.take(0.0)
    assert (len(keys), keys[-3:]) == (MOST_KEYS, [Key.OK] * 3)


@pytest.mark.parametrize("name", ["keypad-usb", "keypad-audionav"])
def test_the_profiles_know_the_keys_a_menu_needs(name: str) -> None:
    profile = load_profile(KeypadProfile, name, kind="keypad")
    assert {Key.UP, Key.DOWN, Key.OK, Key.BACK, Key.VOLUME_UP, Key.VOLUME_DOWN} <= set(profile.keys.values())


def test_the_number_pad_has_all_digits() -> None:
    profile = load_profile(KeypadProfile, "keypad-usb", kind="keypad")
    assert {key.value for key in profile.keys.values()} >= set("0123456789")


@pytest.mark.parametrize(
    "wrong",
    [
        {"headphones_in": 185},
        {"headphones_in": 185, "headphones_out": 185},
        {"headphones_in": 82, "headphones_out": 186},
        {"keys": {"999": "1"}},
        {"keys": {"82": "nought"}},
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KeypadProfile.model_validate({"kind": "keypad", "keys": {"82": "0"}} | wrong)
