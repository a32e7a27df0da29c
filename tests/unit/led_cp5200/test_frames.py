"""C-Power packets against frames of others, every byte value, every awkward Chinese character, and noise."""

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_board.cp5200 import basic
from drivers.led_board.cp5200.content_encoder import encode_content
from drivers.led_board.cp5200.content_parser import parse_content
from drivers.led_board.cp5200.contents import (
    Across,
    Down,
    Picture,
    PictureFormat,
    PlayStored,
    PureText,
    Rgb,
    RichText,
    SaveOrClear,
)
from drivers.led_board.cp5200.external_call import Chunk, Result, from_packet, join, split, to_packet
from drivers.led_board.cp5200.network_framing import NetworkDecoder, encode_network
from drivers.led_board.cp5200.packet import HEAD_BYTES, MAX_PACKET_BYTES, SUM_BYTES, Packet
from drivers.led_board.cp5200.serial_framing import SerialDecoder, encode_serial
from tests.unit.led_cp5200.vendor_frames import NETWORK, REFUSED, SERIAL, echo

GREEN = Rgb(0, 255, 0)
PACKETS = st.builds(
    Packet,
    card=st.integers(0, 255),
    command=st.integers(0, 255),
    data=st.binary(max_size=600),
    mark=st.integers(0, 255),
    marked_answer=st.booleans(),
)


def content_of(frame: bytes) -> object:
    (packet,) = SerialDecoder().feed(frame)
    chunk = from_packet(packet)
    assert chunk is not None
    return parse_content(chunk.content)


@pytest.mark.parametrize("name", SERIAL)
def test_published_serial_frames_decode_and_encode_exactly(name: str) -> None:
    decoder = SerialDecoder()
    (packet,) = decoder.feed(SERIAL[name])
    assert encode_serial(packet) == SERIAL[name]
    assert decoder.rejected == 0


@pytest.mark.parametrize("name", NETWORK)
def test_published_network_frames_decode_and_encode_exactly(name: str) -> None:
    frame = NETWORK[name]
    (packet,) = NetworkDecoder().feed(frame)
    assert encode_network(packet) == frame


@pytest.mark.parametrize("name", REFUSED)
def test_frames_with_a_wrong_length_or_sum_are_refused(name: str) -> None:
    decoder = SerialDecoder()
    assert [from_packet(packet) for packet in decoder.feed(REFUSED[name]) if from_packet(packet)] == []
    assert decoder.rejected == 1


@pytest.mark.parametrize(("kind", "check", "answer"), [(0x68, "1D80", False), (0xE8, "9D80", True)])
def test_a_recorded_echo_of_all_byte_values(kind: int, check: str, answer: bool) -> None:
    frame = echo(kind, check)
    (packet,) = SerialDecoder().feed(frame)
    assert packet == Packet(1, basic.ECHO, bytes(range(256)), marked_answer=answer)
    assert encode_serial(packet) == frame


def test_the_known_text_says_what_it_shows() -> None:
    text = PureText(0, "正常通行".encode("gb2312"), 7, GREEN, 0, Across.CENTRE, Down.CENTRE, speed=0, stay_s=3)
    assert content_of(SERIAL["正常通行, green"]) == text
    packet = to_packet(split(encode_content(text))[0], 0xFF)
    assert encode_serial(packet) == SERIAL["正常通行, green"]


def test_other_published_contents_are_read() -> None:
    wide = content_of(SERIAL["前方积水 缓慢通行, yellow, escaped AE"])
    assert isinstance(wide, PureText)
    assert (wide.text.decode("gb2312"), wide.line_space, wide.down) == ("前方积水\r\n缓慢通行", 15, Down.CENTRE)
    assert content_of(SERIAL["save"]) == SaveOrClear(clear=False)
    rich = content_of(SERIAL["rich text, 456"])
    assert isinstance(rich, RichText)
    assert [(c.colour, c.size, c.code) for c in rich.characters] == [(1, 2, b"4"), (1, 2, b"5"), (1, 2, b"6")]
    assert content_of(SERIAL["programme text, hello_1"]) is None
    contents = {
        name: parse_content(chunk.content)
        for name in NETWORK
        if (chunk := from_packet(NetworkDecoder().feed(NETWORK[name])[0])) is not None
    }
    assert contents["picture test.gif"] == Picture(0, PictureFormat.GIF_NAME, b"test.gif\x00")
    assert contents["play programme 1"] == PlayStored((1,))


def test_published_basic_commands_are_built() -> None:
    assert encode_serial(Packet(1, basic.POWER, basic.set_power(on=True))) == SERIAL["light on"]
    assert encode_serial(Packet(1, basic.POWER, basic.set_power(on=False))) == SERIAL["light off"]
    assert encode_serial(Packet(1, basic.POWER, bytes((basic.QUERY,)))) == SERIAL["query the light"]


def awkward_characters() -> list[str]:
    """All of GB2312 and GBK with a byte that framing uses itself."""
    characters = []
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            if not {lead, trail} & {0xA5, 0xAA, 0xAE}:
                continue
            try:
                characters.append(bytes((lead, trail)).decode("gbk"))
            except UnicodeDecodeError:
                continue
    return characters


def test_every_chinese_character_with_a_framing_byte_survives() -> None:
    characters = awkward_characters()
    assert {"水", "ェ", "お"} <= set(characters)
    assert len(characters) == 613
    for character in characters:
        text = PureText(0, character.encode("gbk"), 2, GREEN)
        frame = encode_serial(to_packet(split(encode_content(text))[0], 1))
        assert frame.count(b"\xa5") == frame.count(b"\xae") == 1
        assert content_of(frame) == text


@given(PACKETS, st.lists(st.integers(1, 40), max_size=60))
def test_any_packet_survives_any_cut_on_both_ways(packet: Packet, cuts: list[int]) -> None:
    for decoder, frame in ((SerialDecoder(), encode_serial(packet)), (NetworkDecoder(), encode_network(packet, 0x01020304))):
        found, at = [], 0
        for cut in (*cuts, len(frame)):
            found += decoder.feed(frame[at : at + cut])
            at += cut
        found += decoder.feed(frame[at:])
        assert found == [packet]


@given(st.binary(max_size=80), PACKETS)
def test_a_packet_behind_noise_is_found(noise: bytes, packet: Packet) -> None:
    serial_noise = noise.replace(b"\xa5", b"").replace(b"\xae", b"")
    assert SerialDecoder().feed(serial_noise + encode_serial(packet))[-1:] == [packet]
    decoder = NetworkDecoder()
    harmless = noise.replace(b"\x68", b"\x00").replace(b"\xe8", b"\x00")
    assert decoder.feed(harmless + encode_network(packet))[-1:] == [packet]


@given(PACKETS, st.data())
def test_a_packet_with_one_changed_byte_is_never_another_packet(packet: Packet, data: st.DataObject) -> None:
    """A sum finds every change of one byte."""
    frame = bytearray(encode_network(packet))
    place = data.draw(st.integers(8, len(frame) - 1))
    frame[place] ^= data.draw(st.integers(1, 255))
    assert NetworkDecoder().feed(bytes(frame)) == []


@pytest.mark.parametrize("make", [SerialDecoder, NetworkDecoder])
def test_noise_neither_hangs_nor_grows(make: type[SerialDecoder] | type[NetworkDecoder]) -> None:
    randomness = random.Random(5)
    frames = [encode_serial(Packet(1, 0x7B, randomness.randbytes(90))), encode_network(Packet(1, 0x7B, randomness.randbytes(90)))]
    decoder = make()
    tracemalloc.start()
    try:
        for _ in range(400):
            part = bytearray(b"".join(randomness.choices(frames, k=4)) + randomness.randbytes(300))
            for _ in range(6):
                part[randomness.randrange(len(part))] = randomness.choice((0xA5, 0xAA, 0xAE, 0x68, 0x00, 0xFF))
            decoder.feed(bytes(part))
        assert tracemalloc.get_traced_memory()[0] < 4 * MAX_PACKET_BYTES + 60_000
    finally:
        tracemalloc.stop()


def test_a_packet_without_end_is_dropped() -> None:
    decoder = SerialDecoder()
    assert decoder.feed(b"\xa5" + b"\x68" * (MAX_PACKET_BYTES + 10)) == []
    assert decoder.rejected == 1
    assert decoder.feed(SERIAL["save"])


def test_a_length_that_lies_is_not_believed() -> None:
    decoder = NetworkDecoder()
    liar = bytes.fromhex("FFFFFFFF FFFF 0000 6832017B01")
    frame = NETWORK["play programme 1"]
    assert len(decoder.feed(liar + frame)) == 1


@given(st.binary(min_size=1, max_size=3000), st.integers(32, 1024))
def test_long_contents_are_cut_and_joined(content: bytes, chunk_bytes: int) -> None:
    chunks = split(content, chunk_bytes)
    packets = [SerialDecoder().feed(encode_serial(to_packet(chunk, 7)))[0] for chunk in chunks]
    back = [chunk for packet in packets if (chunk := from_packet(packet)) is not None]
    assert back == chunks
    assert join(back) == content
    assert len(back) == 1 or (join(back[1:]) is None and join(back[::-1]) is None)


def test_what_256_packets_cannot_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 256"):
        split(bytes(257 * 32), 32)
    with pytest.raises(ValueError, match="1 to 256"):
        split(b"")
    with pytest.raises(ValueError, match="2048"):
        encode_serial(Packet(1, 1, bytes(MAX_PACKET_BYTES - HEAD_BYTES - SUM_BYTES + 1)))


def test_contradictory_chunks_are_refused() -> None:
    assert from_packet(Packet(1, 0x7B, b"\x05\x00\x00\x00abc")) is None
    assert from_packet(Packet(1, 0x7B, b"\x03\x00\x02\x01abc")) is None
    assert from_packet(Packet(1, 0x7B, b"\x03")) is None
    assert from_packet(Packet(1, 0x46, b"\x03\x00\x00\x00abc")) is None
    assert from_packet(Packet(1, 0x7B, b"\x03\x00\x00\x00abc")) == Chunk(0, 0, b"abc")


def test_results_beyond_the_document_are_kept_apart() -> None:
    assert [Result(0), Result(1), Result(2), Result(3), Result(0x80)] == [
        Result.OK,
        Result.CHECKSUM,
        Result.SEQUENCE,
        Result.OTHER,
        Result.OTHER,
    ]
