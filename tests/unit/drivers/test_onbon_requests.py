"""Data fields of commands and replies: the vendor's own, every field of an area, refusals."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_board.onbon import area as areas
from drivers.led_board.onbon import commands
from drivers.led_board.onbon.area import DynamicArea, LineMode, RunMode, Sound, decode_area, encode_area
from drivers.led_board.onbon.commands import (
    BoardError,
    Power,
    ReplyKind,
    brightness,
    parse_parameters,
    parse_reply,
    parse_status,
    power,
    set_clock,
)
from drivers.led_board.onbon.frame import Decoder
from drivers.led_board.onbon.requests import (
    UPDATE_AREAS,
    AreaUpdate,
    Request,
    encode_request,
    encode_update,
    parse_request,
    parse_update,
)

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
VALID = [v for v in VECTORS if v["valid"] and v["device"] == "onbon-bx-k"]
byte = st.integers(0, 255)
dots = st.integers(0, 0x7FFF)
dynamic_areas = st.builds(
    DynamicArea,
    number=byte,
    x=dots,
    y=st.integers(0, 0xFFFF),
    width=dots,
    height=st.integers(0, 0xFFFF),
    text=st.binary(max_size=60),
    timeout_s=st.integers(0, 0xFFFF),
    run_mode=byte,
    effect=byte,
    align=byte,
    line_mode=byte,
    new_line=byte,
    speed=byte,
    stay=byte,
    line_space=byte,
    exit_mode=byte,
    kind=byte,
    sound=st.none() | st.builds(Sound, byte, byte, byte, st.none() | st.binary(max_size=20)),
    extension=st.binary(max_size=20),
)


def data_of(name: str) -> bytes:
    vector = next(v for v in VECTORS if v["name"] == name)
    return Decoder().feed(bytes.fromhex(vector["hex"]))[0].data


@pytest.mark.parametrize("vector", VALID, ids=lambda v: str(v["name"]))
def test_every_vendors_data_field_comes_back_byte_by_byte(vector: dict[str, Any]) -> None:
    data = Decoder().feed(bytes.fromhex(vector["hex"]))[0].data
    request = parse_request(data)
    assert request is not None
    assert encode_request(request) == data
    if (request.group, request.command) == UPDATE_AREAS:
        update = parse_update(request.payload)
        assert update is not None
        assert encode_update(update) == request.payload


def test_the_vendors_dynamic_area_is_read_field_by_field() -> None:
    request = parse_request(data_of("8.2.1 发送实时显示区域数据"))
    assert request is not None
    update = parse_update(request.payload)
    assert update is not None
    (area,) = update.areas
    assert (area.x, area.y, area.width, area.height, area.number) == (0, 0, 128, 32, 0)
    assert (area.run_mode, area.timeout_s, area.effect, area.line_mode) == (RunMode.LOOP, 10, 1, LineMode.MULTIPLE)
    assert area.text.decode("gb2312") == "欢迎光临"


def test_old_frames_have_the_length_where_new_ones_have_zeros_and_units_of_eight_dots() -> None:
    request = parse_request(data_of("clock"))
    assert request is not None
    assert request.reserved == b"\x34\x00"
    update = parse_update(request.payload)
    assert update is not None
    assert (update.areas[0].width, update.areas[0].width_in_bytes) == (64, True)
    assert update.areas[0].text.endswith(rb"\DH:\DM:\DS")


def test_delete_all_and_delete_some() -> None:
    assert encode_update(AreaUpdate(None, ())) == b"\xff\x00"
    assert encode_update(AreaUpdate((2, 4), ())) == b"\x02\x02\x04\x00"
    assert parse_update(b"\x02\x02\x04\x00") == AreaUpdate((2, 4), ())


@given(st.none() | st.lists(byte, max_size=8).map(tuple), st.lists(dynamic_areas, max_size=4).map(tuple))
def test_areas_round_trip(delete: tuple[int, ...] | None, shown: tuple[DynamicArea, ...]) -> None:
    update = AreaUpdate(delete, shown)
    assert parse_update(encode_update(update)) == update


@given(st.binary(max_size=120))
def test_any_payload_is_read_or_refused(payload: bytes) -> None:
    update = parse_update(payload)
    assert update is None or encode_update(update) == payload
    area = decode_area(payload)
    assert area is None or encode_area(area) == payload


@given(dynamic_areas, st.data())
def test_an_area_cut_short_is_refused(area: DynamicArea, data: st.DataObject) -> None:
    encoded = encode_area(area)
    cut = data.draw(st.integers(0, len(encoded) - 1))
    assert decode_area(encoded[:cut]) is None


def test_numbers_that_don_t_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="time-out"):
        encode_area(DynamicArea(0, 0, 0, 8, 8, b"", timeout_s=0x10000))
    with pytest.raises(ValueError, match="multiple of 8"):
        encode_area(DynamicArea(0, 4, 0, 8, 8, b"", 1, x_in_bytes=True))


def test_run_mode_two_and_the_time_out_are_on_the_wire() -> None:
    encoded = encode_area(DynamicArea(3, 8, 16, 96, 16, b"x", timeout_s=300))
    assert encoded[9] == 3
    assert encoded[11:14] == b"\x02" + (300).to_bytes(2, "little")


def test_clock_brightness_power() -> None:
    document = data_of("8.10 set clock")
    built = set_clock(datetime(2013, 1, 25, 11, 17, 26, tzinfo=UTC))
    # The document's older frame has the payload's length where newer ones have zeros.
    assert built[:3] + built[5:] == document[:3] + document[5:]
    assert brightness(12)[5:] == data_of("brightness")[5:]
    assert brightness(9) == bytes.fromhex("A302010000 01 09")
    assert power(Power.OFF) == bytes.fromhex("A300010000 02")
    assert data_of("clear") == commands.CLEAR
    assert data_of("status query") == commands.QUERY_STATUS
    with pytest.raises(ValueError):
        brightness(16)


@pytest.mark.parametrize("code", range(0x11))
def test_each_error_of_the_document_has_a_name(code: int) -> None:
    reply = parse_reply(bytes((0xA0, 0x01, code, 0, 0)))
    assert reply is not None
    assert (reply.kind, reply.error.value) == (ReplyKind.NACK, code)
    assert reply.error is not BoardError.UNKNOWN


def test_replies() -> None:
    unknown = parse_reply(bytes((0xA0, 0x01, 0x77, 0, 0)))
    assert unknown is not None
    assert unknown.error is BoardError.UNKNOWN
    assert parse_reply(b"\xa0\x00\x00") is None


def test_a_status_is_read_whole() -> None:
    payload = bytes.fromhex("01 0C 26 20 11 22 07 14 05 09 02 50 30 30 31 00 00 03 00 01 04".replace(" ", ""))
    payload += b"BARCODE-16-BYTES" + b"NET-ID".ljust(12, b"\0")
    status = parse_status(payload, special_area=True)
    assert status is not None
    assert (status.on, status.brightness, status.areas) == (True, 12, (0, 1, 4))
    assert status.time == datetime(2026, 11, 22, 14, 5, 9)  # noqa: DTZ001 (a board's clock has no zone)
    assert (status.programs, status.program) == (2, "P001")
    assert (status.bar_code, status.network_id) == (b"BARCODE-16-BYTES", "NET-ID")


def test_the_5k1s_status_is_two_bytes_shorter_and_a_stopped_clock_is_no_time() -> None:
    payload = bytes((2, 15)) + bytes(8) + bytes((0,)) + b"P000" + bytes((1, 3))
    status = parse_status(payload, special_area=False)
    assert status is not None
    assert (status.on, status.areas, status.time, status.bar_code) == (False, (3,), None, b"")


@given(st.lists(st.integers(0, 7), max_size=8), st.booleans())
def test_the_length_tells_whether_the_special_areas_bytes_are_there(numbers: list[int], special: bool) -> None:
    payload = bytes((1, 15)) + bytes(8) + bytes((0,)) + b"P000" + bytes(2 if special else 0)
    status = parse_status(payload + bytes((len(numbers), *numbers)) + bytes(28))
    assert status is not None
    assert status.areas == tuple(numbers)


@given(st.binary(max_size=80), st.none() | st.booleans())
def test_any_status_is_read_or_refused(payload: bytes, special: bool | None) -> None:
    status = parse_status(payload, special_area=special)
    assert status is None or len(status.areas) <= len(payload)
    parse_parameters(payload)


def test_parameters() -> None:
    parameters = parse_parameters(bytes.fromhex("0500 63 01 8000 2000 02 0000"))
    assert parameters is not None
    assert (parameters.address, parameters.device_type, parameters.width, parameters.height) == (5, 0x63, 128, 32)
    assert parse_parameters(bytes(8)) is None


def test_nothing_here_can_write_programs_or_erase_files() -> None:
    """Programs in flash wear out; reset and format erase every file. No bytes of them stand anywhere in this package."""
    constants = [value for module in (commands, areas) for value in vars(module).values() if isinstance(value, bytes)]
    assert commands.PING in constants
    forbidden = {(0xA1, 0x05), (0xA1, 0x06), (0xA1, 0x00), (0xA2, 0x01), (0xA1, 0x01)}
    assert not [value for value in constants if tuple(value[:2]) in forbidden]


def test_requests_round_trip() -> None:
    request = Request(0xA2, 0x06, b"\x01\x00", reserved=b"\x02\x00")
    assert parse_request(encode_request(request)) == request
    assert parse_request(b"\xa2\x06") is None
