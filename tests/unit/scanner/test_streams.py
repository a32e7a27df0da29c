"""Frames of both families and the codes between them: public examples, any cut, any bytes."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.profiles import load_profile
from drivers.scanner.gm65_frames import Address, Reply, crc, encode_read, encode_save, encode_write, split_reply
from drivers.scanner.honeywell_frames import (
    TRIGGER_OFF,
    TRIGGER_ON,
    Verdict,
    encode_query,
    encode_setting,
    split_answer,
)
from drivers.scanner.payload import PayloadReader, TooLong
from drivers.scanner.profile import Charset, Framing, ScannerProfile, Terminator
from drivers.scanner.text import decode, split_aim


@pytest.mark.parametrize(
    ("made", "example"),
    [
        # GM65, GM812 and GM861 user manuals (Hangzhou Grow), as public programs quote them, with their real checks.
        (encode_read(Address.BAUD, 2), "7E00 0701 002A 02 D80F"),
        (encode_write(Address.BAUD, b"\x39\x01"), "7E00 0802 002A 3901 A7EA"),
        (encode_save(), "7E00 0901 0000 00 DEC8"),
        (encode_write(Address.SPECIAL, b"\x50"), "7E00 0801 00D9 50 81D3"),
        (encode_write(Address.SPECIAL, b"\x55"), "7E00 0801 00D9 55 D176"),
        (encode_write(Address.SPECIAL, b"\x56"), "7E00 0801 00D9 56 E115"),
        (encode_write(Address.SPECIAL, b"\xa5"), "7E00 0801 00D9 A5 3E69"),
        (encode_write(Address.SPECIAL, b"\x00"), "7E00 0801 00D9 00 DB26"),
        (encode_write(Address.TRIGGER, b"\x01"), "7E00 0801 0002 01 02DA"),
        (encode_write(Address.MODE, b"\xf5"), "7E00 0801 0000 F5 CB23"),
    ],
)
def test_commands_of_the_manual(made: bytes, example: str) -> None:
    assert made == bytes.fromhex(example)


@pytest.mark.parametrize(
    ("example", "data"),
    [
        ("02 00 00 01 00 33 31", "00"),
        ("02 00 00 02 39 01 C1 4C", "3901"),
        ("02 00 00 01 01 23 10", "01"),
    ],
)
def test_replies_of_the_manual(example: str, data: str) -> None:
    wanted = bytes.fromhex(data)
    assert split_reply(bytes.fromhex(example), len(wanted)) == Reply(wanted, b"", b"")


def test_the_check_is_xmodem() -> None:
    # Check value of CRC-16/XMODEM in the catalogue of CRC algorithms (reveng).
    assert crc(b"123456789") == b"\x31\xc3"


def reply(data: bytes) -> bytes:
    body = bytes((0, len(data))) + data
    return b"\x02\x00" + body + crc(body)


@given(st.binary(min_size=1, max_size=20), st.binary(max_size=40), st.binary(max_size=40))
def test_a_reply_is_found_among_codes(data: bytes, before: bytes, after: bytes) -> None:
    stream = before.replace(b"\x02", b"x") + reply(data) + after
    assert split_reply(stream, len(data)) == Reply(data, before.replace(b"\x02", b"x"), after)
    for cut in range(len(stream) - len(after)):
        assert split_reply(stream[:cut], len(data)) is None


@given(st.binary(max_size=300), st.integers(0, 20))
def test_any_stream_is_looked_through(stream: bytes, count: int) -> None:
    found = split_reply(stream, count)
    assert found is None or found.before + reply(found.data) + found.after == stream


def test_honeywells_commands() -> None:
    # "Serial Programming Commands" of the 2700 and N3680 user guides.
    assert bytes.fromhex("16540D") == TRIGGER_ON
    assert bytes.fromhex("16550D") == TRIGGER_OFF
    assert encode_setting("232BAD9") == b"\x16M\r232BAD9!"
    assert encode_query("CBRENA") == b"\x16M\rCBRENA?!"


@pytest.mark.parametrize(
    ("stream", "value", "verdict"),
    [
        (b"CBRENA1\x06!", "1", Verdict.ACK),
        (b"CBRENA1\x06.", "1", Verdict.ACK),
        (b"CBRENA0-1\x06", "0-1", Verdict.ACK),
        (b"cbrena1\x06.", "1", Verdict.ACK),
        (b"CBRENA\x05!", "", Verdict.ENQ),
        (b"CBRENA7\x15!", "7", Verdict.NAK),
    ],
)
def test_honeywells_answers(stream: bytes, value: str, verdict: Verdict) -> None:
    answer = split_answer(b"69012\r" + stream + b"next", "CBRENA")
    assert answer is not None
    assert (answer.value, answer.verdict, answer.before, answer.after) == (value, verdict, b"69012\r", b"next")


@given(st.binary(max_size=300))
def test_any_stream_may_hold_no_answer(stream: bytes) -> None:
    found = split_answer(stream, "CBRENA")
    assert found is None or len(found.before) + len(found.after) < len(stream)


CUTS = st.lists(st.integers(1, 30), min_size=1, max_size=80)


def feed(reader: PayloadReader, stream: bytes, cuts: list[int]) -> list[bytes]:
    """Piece by piece; a pause only at the end."""
    found, position = [], 0
    while position < len(stream):
        step = cuts[position % len(cuts)]
        reader.feed(stream[position : position + step])
        found.append(reader.take(paused=False))
        position += step
    found.append(reader.take(paused=True))
    return [code for code in found if code is not None]


@given(st.binary(min_size=1, max_size=200), st.sampled_from(Terminator), CUTS)
def test_any_code_comes_whole_however_it_is_cut(code: bytes, terminator: Terminator, cuts: list[int]) -> None:
    ends = {"cr": b"\r", "crlf": b"\r\n", "lf": b"\n", "tab": b"\t", "none": b""}
    reader = PayloadReader(Framing.TERMINATED, terminator, 200)
    assert feed(reader, code + ends[terminator.value], cuts) == [code]
    assert not reader.pending


@given(st.binary(min_size=1, max_size=200), CUTS)
def test_a_packet_comes_whole_without_a_pause(code: bytes, cuts: list[int]) -> None:
    reader = PayloadReader(Framing.PACKET, Terminator.NONE, 200)
    assert feed(reader, b"\x03" + len(code).to_bytes(2, "big") + code, cuts) == [code]


def test_noise_before_a_packet_and_a_length_that_lies() -> None:
    reader = PayloadReader(Framing.PACKET, Terminator.NONE, 100)
    reader.feed(b"\x00\x41\x03\xff\xff\x03\x00\x02ok")
    assert reader.take(paused=False) == b"ok"
    reader.feed(b"\x03\x00\x50cut off")
    assert reader.take(paused=False) is None
    assert reader.take(paused=True) is None
    assert not reader.pending


@pytest.mark.parametrize("framing", Framing)
def test_a_thousand_kilobytes_neither_grow_nor_hang_it(framing: Framing) -> None:
    randomness = random.Random(3)
    reader = PayloadReader(framing, Terminator.CR, 500)
    for _ in range(2_000):
        reader.feed(randomness.randbytes(randomness.randrange(1, 1_000)))
        with suppress(TooLong):
            reader.take(paused=randomness.random() < 0.3)
        assert len(reader._buffer) <= 600
    with suppress(TooLong):
        reader.take(paused=True)
    reader = PayloadReader(framing, Terminator.CR, 500)
    reader.feed(b"x" * 600)
    if framing is Framing.TERMINATED:
        with pytest.raises(TooLong):
            reader.take(paused=True)


@given(st.text(st.characters(min_codepoint=1, exclude_categories=("Cs",)), max_size=50))
def test_utf_8_text_is_text(text: str) -> None:
    assert decode(text.encode(), Charset.UTF_8) == decode(text.encode(), Charset.AUTO) == text


@given(st.binary(max_size=60), st.sampled_from(Charset))
def test_any_bytes_are_text_or_none(code: bytes, charset: Charset) -> None:
    text = decode(code, charset)
    assert text is None or (b"\x00" not in code and "\x00" not in text)


def test_gbk_text_and_what_is_neither() -> None:
    assert decode("王小明".encode("gbk"), Charset.AUTO) == "王小明"
    assert decode("王小明".encode("gbk"), Charset.UTF_8) is None
    assert decode(b"\xff\xff", Charset.AUTO) is None


def test_the_aim_identifier() -> None:
    assert split_aim(b"]Q1https://x") == ("]Q1", b"https://x")
    assert split_aim(b"]E0690") == ("]E0", b"690")
    assert split_aim(b"plain") == ("", b"plain")
    assert split_aim(b"]") == ("", b"]")


@pytest.mark.parametrize("name", ["gm65", "gm65-packet", "honeywell"])
def test_zones_ask_only_for_bits_within_their_mask(name: str) -> None:
    profile = load_profile(ScannerProfile, name, kind="scanner")
    assert all(zone.value & ~zone.mask == 0 for zone in profile.zones)
