"""PHY0 and PHY1 against the vendor's own frames and against every kind of bad stream."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_board.onbon.bus_codec import OnbonBusCodec
from drivers.led_board.onbon.checksum import crc16_arc, sum16
from drivers.led_board.onbon.commands import PING
from drivers.led_board.onbon.frame import (
    MAX_DATA_BYTES,
    MAX_ESCAPED_BYTES,
    BarCodePlace,
    CheckMode,
    Decoder,
    Frame,
    encode,
    escape,
    parse,
)

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
SPECIAL = b"\xa5\xa6\x5a\x5b"
awkward_bytes = st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(SPECIAL), max_size=60).map(bytes))
frames = st.builds(
    Frame,
    destination=st.integers(0, 0xFFFF),
    data=awkward_bytes,
    source=st.integers(0, 0xFFFF),
    check_mode=st.sampled_from([CheckMode.CRC16, CheckMode.SUM16]),
    display_mode=st.integers(0, 1),
    device_type=st.integers(0, 0xFF),
    reserved=st.binary(min_size=3, max_size=3),
)


def named(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_the_vendors_frames(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["hex"])
    decoder = Decoder()
    found = decoder.feed(raw)
    assert (len(found), decoder.rejected) == ((1, 0) if vector["valid"] else (0, 1))
    if vector["valid"]:
        # Ours has eight preambles, some of the document's have nine.
        assert encode(found[0]).lstrip(b"\xa5") == raw.lstrip(b"\xa5")


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["valid"]], ids=named)
def test_every_single_byte_change_is_refused(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["hex"])
    start = len(raw) - len(raw.lstrip(b"\xa5"))
    wanted = Decoder().feed(raw)
    for place in range(start, len(raw) - 1):
        for change in (0x01, 0x80, 0xFF):
            damaged = raw[:place] + bytes((raw[place] ^ change,)) + raw[place + 1 :]
            assert Decoder().feed(damaged) != wanted
            assert not Decoder().feed(damaged) or damaged[place] == 0xA5


def test_check_values() -> None:
    # The catalogue's check value of CRC-16/ARC: "123456789" gives BB3D.
    assert crc16_arc(b"123456789") == 0xBB3D
    assert sum16(bytes([0xFF]) * 300) == 300 * 0xFF & 0xFFFF


@given(frames)
def test_round_trip(frame: Frame) -> None:
    assert Decoder().feed(encode(frame)) == [frame]


@given(st.lists(frames, max_size=4), st.data())
def test_frames_come_back_however_the_stream_is_cut(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(encode(frame) for frame in sent)
    decoder, received, at = Decoder(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 40))
        received += decoder.feed(stream[at : at + step])
        at += step
    assert received == sent


def test_every_byte_value_in_the_data_survives() -> None:
    frame = Frame(1, bytes(range(256)) * 2)
    assert Decoder().feed(encode(frame)) == [frame]


@given(awkward_bytes)
def test_an_escaped_body_holds_no_preamble_and_no_end(body: bytes) -> None:
    assert not set(escape(body)) & {0xA5, 0x5A}


def test_a_crc_with_a_leading_zero_nibble_keeps_its_four_digits() -> None:
    small = next(f for n in range(9999) if crc16_arc((f := encode_plain(Frame(1, n.to_bytes(2, "big"))))[:-2]) < 0x0100)
    assert small[-1] == 0
    assert parse(small) is not None


def test_checks_made_of_special_bytes_are_escaped() -> None:
    for special in SPECIAL:
        frame = next(f for n in range(99999) if encode_plain(f := Frame(1, n.to_bytes(3, "big")))[-2] == special)
        assert Decoder().feed(encode(frame)) == [frame]


@pytest.mark.parametrize("length", [0xA5, 0xA6, 0x5A, 0x5B])
def test_a_length_byte_that_is_itself_special(length: int) -> None:
    frame = Frame(1, bytes(length))
    assert Decoder().feed(encode(frame)) == [frame]


@pytest.mark.parametrize("preambles", [1, 2, 8, 9, 40])
def test_any_run_of_preambles(preambles: int) -> None:
    body = encode(Frame(1, PING)).lstrip(b"\xa5")
    assert Decoder().feed(b"\xa5" * preambles + body) == [Frame(1, PING)]


def test_without_a_check_any_check_bytes_pass() -> None:
    plain = encode_plain(Frame(1, PING, check_mode=CheckMode.NONE))[:-2] + b"\x12\x34"
    assert parse(plain) == Frame(1, PING, check_mode=CheckMode.NONE, unchecked=b"\x12\x34")


def test_an_unknown_check_mode_is_refused() -> None:
    plain = bytearray(encode_plain(Frame(1, PING)))
    plain[8] = 3
    assert parse(bytes(plain[:-2]) + crc16_arc(bytes(plain[:-2])).to_bytes(2, "little")) is None


def test_a_frame_cut_short_makes_room_for_the_next() -> None:
    half = encode(Frame(1, PING))[:15]
    decoder = Decoder()
    assert decoder.feed(half + encode(Frame(2, PING))) == [Frame(2, PING)]
    assert decoder.rejected == 1


@given(st.binary(max_size=500), frames)
def test_after_any_noise_the_next_frame_is_found(noise: bytes, frame: Frame) -> None:
    decoder = Decoder()
    decoder.feed(noise)
    assert decoder.feed(encode(frame)) == [frame]


def test_a_frame_without_end_is_dropped_at_the_cap() -> None:
    decoder = Decoder()
    decoder.feed(b"\xa5" + bytes(MAX_ESCAPED_BYTES * 3))
    assert decoder._packet is None
    assert decoder.rejected == 1
    assert decoder.feed(encode(Frame(1, PING))) == [Frame(1, PING)]


def test_too_much_data_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="at most"):
        encode(Frame(1, bytes(MAX_DATA_BYTES + 1)))


def test_answers_on_a_shared_line_belong_to_their_board() -> None:
    codec = OnbonBusCodec()
    answer = encode(Frame(0x8000, b"\xa0\x00\x00\x00\x00", source=7))
    assert codec.feed(answer) == [(7, answer)]
    assert codec.expects_answer(encode(Frame(7, PING)))
    assert not codec.expects_answer(encode(Frame(0xFFFF, PING)))
    assert not codec.expects_answer(encode(Frame(7, b"\xa2\x00\x02\x00\x00")))
    # The wildcard's answer carries the wildcard, so on a shared line nobody takes it for a board's own.
    assert codec.expects_answer(encode(Frame(0xFFFE, PING)))
    # A half-duplex adapter hands the host its own question back: that is no board's.
    assert codec.feed(encode(Frame(7, PING)))[0][0] == 0x8000


def encode_plain(frame: Frame) -> bytes:
    """PHY1, not escaped."""
    body = encode(frame)[8:-1]
    plain, at = bytearray(), 0
    table = {b"\xa6\x02": 0xA5, b"\xa6\x01": 0xA6, b"\x5b\x02": 0x5A, b"\x5b\x01": 0x5B}
    while at < len(body):
        pair = table.get(body[at : at + 2])
        plain.append(body[at] if pair is None else pair)
        at += 1 if pair is None else 2
    return bytes(plain)


@pytest.mark.parametrize("place", BarCodePlace)
@given(st.data())
def test_a_bar_code_comes_along_in_either_place(place: BarCodePlace, data: st.DataObject) -> None:
    frame = Frame(
        1, data.draw(awkward_bytes), options=1, bar_code=data.draw(st.binary(min_size=16, max_size=16)), bar_code_place=place
    )
    received = Decoder().feed(encode(frame))
    assert received == [frame]
    assert encode(received[0]) == encode(frame)


def test_where_the_bar_code_stands_in_the_vendors_table() -> None:
    code = b"0123456789ABCDEF"
    head = bytes(7) + b"\x01" + code + bytes((0, 0, 0xFE, 2, 5, 0))
    checked = head + PING
    wire = b"\xa5" + escape(checked + crc16_arc(checked).to_bytes(2, "little")) + b"\x5a"
    (frame,) = Decoder().feed(wire)
    assert (frame.bar_code, frame.data) == (code, PING)
    with pytest.raises(ValueError, match="bar code"):
        encode(Frame(1, PING, bar_code=b"short"))


def test_a_frame_without_check_comes_back_with_what_stood_in_its_place() -> None:
    frame = Frame(1, PING, check_mode=CheckMode.NONE, unchecked=b"\xa5\x5a")
    assert Decoder().feed(encode(frame)) == [frame]


@given(st.binary(max_size=4000))
def test_any_bytes_leave_a_bounded_decoder(noise: bytes) -> None:
    decoder = Decoder()
    for frame in decoder.feed(noise):
        assert len(frame.data) <= MAX_DATA_BYTES
    assert len(decoder._packet or b"") <= MAX_ESCAPED_BYTES


@given(frames, st.data())
def test_a_damaged_frame_is_refused_or_gives_way_to_none_but_itself(frame: Frame, data: st.DataObject) -> None:
    wire = bytearray(encode(frame))
    place = data.draw(st.integers(8, len(wire) - 2))
    wire[place] ^= data.draw(st.integers(1, 255))
    assert frame not in Decoder().feed(bytes(wire)) or wire[place] == 0xA5
