"""DDP packets: what other programs send, round trips, and any bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_board.bitmap.ddp import MAX_DATA_BYTES, Destination, Packet, Status, decode, encode, parse_status

QUERIES = st.builds(
    Packet,
    destination=st.integers(0, 255),
    query=st.just(True),
    offset=st.integers(0, 0xFFFFFFFF),
    length=st.integers(0, 0xFFFF),
    sequence=st.integers(0, 15),
)
WRITES = st.builds(
    Packet,
    destination=st.integers(0, 255),
    data=st.binary(max_size=MAX_DATA_BYTES),
    offset=st.integers(0, 0xFFFFFFFF),
    push=st.booleans(),
    reply=st.booleans(),
    storage=st.booleans(),
    sequence=st.integers(0, 15),
    data_type=st.integers(0, 255),
    timecode=st.one_of(st.none(), st.integers(0, 0xFFFFFFFF)),
)


def test_packets_of_other_programs() -> None:
    # xLights asks for the status and pushes all displays at once (DDPOutput.cpp).
    assert decode(bytes.fromhex("4200 00FB 00000000 0000")) == Packet(Destination.STATUS, query=True, length=0)
    assert decode(bytes.fromhex("4100 8001 00000000 0000")) == Packet(Destination.OUTPUT, push=True, data_type=0x80)
    # 480 dots behind the first 480, numbered 2, as WLED takes them.
    frame = bytes.fromhex("4102 0B01 000005A0 05A0") + bytes(1440)
    packet = decode(frame)
    assert packet == Packet(1, bytes(1440), offset=1440, push=True, sequence=2, data_type=0x0B)
    assert encode(packet) == frame


@given(st.one_of(QUERIES, WRITES))
def test_packets_come_back_as_they_went(packet: Packet) -> None:
    assert decode(encode(packet)) == packet


@given(st.binary(max_size=200))
def test_any_datagram_is_a_packet_or_none(datagram: bytes) -> None:
    packet = decode(datagram)
    if packet is not None:
        assert len(packet.data) <= len(datagram)
        parse_status(packet)


@given(WRITES, st.integers(1, 9))
def test_a_datagram_cut_short_is_none(packet: Packet, missing: int) -> None:
    datagram = encode(packet)
    assert decode(datagram[:-missing]) is None


def test_other_versions_are_none() -> None:
    assert decode(bytes.fromhex("8100 0B01 00000000 0000")) is None
    assert decode(bytes.fromhex("0100 0B01 00000000 0000")) is None


@pytest.mark.parametrize(
    "packet",
    [
        Packet(1, bytes(MAX_DATA_BYTES + 1)),
        Packet(1, sequence=16),
        Packet(1, offset=-1),
        Packet(1, offset=1 << 32),
        Packet(256),
        Packet(1, query=True, length=1 << 16),
    ],
)
def test_what_a_field_cannot_say_is_refused(packet: Packet) -> None:
    with pytest.raises((ValueError, OverflowError)):
        encode(packet)


def reply(document: object, destination: int = Destination.STATUS) -> Packet:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Packet(destination, data, reply=True, push=True)


def test_a_status_is_read_and_nothing_else_is_believed() -> None:
    # The document's own suggestion.
    told = {"status": {"man": "Minleon", "mod": "NDB", "ver": "2.1", "mac": "00:11:22:33:44:55", "push": True, "ntp": True}}
    assert parse_status(reply(told)) == Status("Minleon", "NDB", "2.1")
    assert parse_status(reply(json.dumps(told).encode() + b"\x00")) == Status("Minleon", "NDB", "2.1")
    assert parse_status(reply({"status": {"man": 7, "mod": None}})) == Status()
    assert parse_status(reply({"status": {"mod": "x" * 500}})) == Status(model="x" * 60)
    for wrong in (b"", b"{", b"[]", b'"status"', b"\xff\xfe", b"[" * 900, {"status": []}, {"config": {}}):
        assert parse_status(reply(wrong)) is None
    assert parse_status(reply(told, Destination.CONFIG)) is None
    assert parse_status(Packet(Destination.STATUS, json.dumps(told).encode())) is None
