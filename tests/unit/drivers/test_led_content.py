"""Commands, areas, text, layouts and the list of an overview board."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.charset import Charset
from drivers.core.errors import InvalidData
from drivers.led_board.area import Align, DynamicArea, Effect, LineMode, RunMode, encode_area, update_areas
from drivers.led_board.commands import BoardError, Power, ReplyKind, brightness, parse_reply, parse_status, power, set_clock
from drivers.led_board.compose import Composed, compose, dot_pattern
from drivers.led_board.content import BoardContent, Content, TimedLine
from drivers.led_board.frame import Decoder, Frame, encode
from drivers.led_board.layouts import Layouts, Line
from drivers.led_board.profile import BoardProfile
from drivers.led_board.text import BoardFont, Colour, encode_text, width_dots
from drivers.profiles import load_profile

VECTORS = {v["name"]: bytes.fromhex(v["hex"]) for v in json.loads((Path(__file__).parent / "vectors.json").read_text())}


@pytest.fixture(scope="module")
def strip() -> BoardProfile:
    return load_profile(BoardProfile, "onbon-6k3-128x32", kind="led-board")


def composed_of(lines: list[Line], profile: BoardProfile, ttl_s: float) -> Composed:
    return compose([TimedLine(line, ttl_s) for line in lines], profile)


def test_the_vendors_dynamic_area_is_built_byte_by_byte() -> None:
    area = DynamicArea(
        number=0, x=0, y=0, width=128, height=32, text="欢迎光临".encode("gb2312"), timeout_s=10, run_mode=RunMode.LOOP,
        align=Align.LEFT, line_mode=LineMode.MULTIPLE, speed=2, stay=10,
    )  # fmt: skip
    frame = Decoder().feed(VECTORS["8.2.1 发送实时显示区域数据"])[0]
    assert update_areas([area]) == frame.data


def test_run_mode_two_and_the_time_out_are_on_the_wire() -> None:
    encoded = encode_area(DynamicArea(3, 8, 16, 96, 16, b"x", timeout_s=300))
    assert encoded[9] == 3
    assert encoded[11:14] == b"\x02" + (300).to_bytes(2, "little")


def test_delete_all_and_delete_some() -> None:
    assert update_areas([], delete=None)[5:] == b"\xff\x00"
    assert update_areas([], delete=[2, 4])[5:] == b"\x02\x02\x04\x00"


def test_clock_brightness_power() -> None:
    document = Decoder().feed(VECTORS["8.10 set clock"])[0].data
    built = set_clock(datetime(2013, 1, 25, 11, 17, 26, tzinfo=UTC))
    # The document's older frame has the payload's length where newer ones have zeros.
    assert built[:3] + built[5:] == document[:3] + document[5:]
    assert brightness(9) == bytes.fromhex("A302010000 01 09")
    assert power(Power.OFF) == bytes.fromhex("A300010000 02")
    with pytest.raises(ValueError):
        brightness(16)


@pytest.mark.parametrize(("code", "error"), [(0, BoardError.NONE), (5, BoardError.CHECKSUM), (0x77, BoardError.UNKNOWN)])
def test_replies(code: int, error: BoardError) -> None:
    reply = parse_reply(bytes((0xA0, 0x01, code, 0, 0)))
    assert reply is not None
    assert (reply.kind, reply.error) == (ReplyKind.NACK, error)
    assert parse_reply(b"\xa0\x00\x00") is None


@given(st.binary(max_size=80), st.booleans())
def test_any_status_is_read_or_refused(payload: bytes, special: bool) -> None:
    status = parse_status(payload, special_area=special)
    assert status is None or len(status.areas) <= len(payload)


def test_every_gb2312_character_reaches_the_frame_and_back() -> None:
    """Also the 5A and 5B that GBK allows as second bytes, and every A5 and A6."""
    for lead in range(0xA1, 0xF8):
        row = b"".join(bytes((lead, trail)) for trail in range(0xA1, 0xFF))
        text = row.decode("gb2312", errors="ignore")
        encoded = encode_text(text, Charset.GB2312)
        assert encoded.replaced == 0
        assert Decoder().feed(encode(Frame(1, encoded.data)))[0].data.decode("gbk") == encoded.data.decode("gbk")


def test_every_gbk_character_reaches_the_frame_and_back() -> None:
    for lead in range(0x81, 0xFF):
        text = b"".join(bytes((lead, t)) for t in range(0x40, 0xFF) if t != 0x7F).decode("gbk", errors="ignore")
        encoded = encode_text(text, Charset.GBK)
        received = Decoder().feed(encode(Frame(1, encoded.data)))[0].data
        assert received == encoded.data
        assert encoded.replaced == 0


def test_what_the_card_lacks_is_shown_as_a_missing_sort_and_counted() -> None:
    encoded = encode_text("张䶮", Charset.GB2312)
    assert encoded.data.decode("gb2312") == "张〓"
    assert encoded.replaced == 1
    # 镕 is in GBK, not in GB2312.
    assert encode_text("镕", Charset.GBK).replaced == 0
    assert encode_text("镕", Charset.GB2312).replaced == 1


def test_a_backslash_in_a_text_is_no_escape() -> None:
    assert encode_text("\\C2\\n", Charset.GB2312).data.decode("gbk") == "＼C2＼n"


@given(st.text(max_size=40))
def test_text_never_holds_control_bytes_or_a_backslash(text: str) -> None:
    data = encode_text(text, Charset.GB2312).data
    at = 0
    while at < len(data):
        if data[at] < 0x80:
            assert 0x20 <= data[at] < 0x7F
            assert data[at] != 0x5C
            at += 1
        else:
            at += 2


def test_layouts_fill_and_refuse() -> None:
    layouts = Layouts.packaged()
    assert set(layouts.names()) == {"idle", "calling", "serving", "paused", "fault", "closed", "notice", "overview"}
    data = {"ticket": "A012", "window": "3"}
    assert [line.text for line in layouts.fill("calling", data, 2)] == ["请 A012 号", "到 3 号窗口"]
    assert [line.text for line in layouts.fill("calling", data, 1)] == ["请A012到3窗"]
    with pytest.raises(InvalidData) as unknown:
        layouts.fill("sale", {}, 2)
    assert unknown.value.reason == "layout.unknown"
    with pytest.raises(InvalidData) as missing:
        layouts.fill("calling", {"window": "3"}, 2)
    assert missing.value.reason == "layout.fieldMissing"
    with pytest.raises(InvalidData):
        layouts.fill("notice", {"text": "x" * 201}, 2)


def test_a_line_whose_fields_are_empty_is_left_out() -> None:
    assert [line.text for line in Layouts.packaged().fill("paused", {}, 2)] == ["暂停服务"]


@pytest.mark.parametrize("name", ["onbon-6k3-128x32", "onbon-5k1-96x16", "onbon-6k3-256x80"])
@pytest.mark.parametrize("layout", Layouts.packaged().names())
def test_every_layout_fits_every_board(name: str, layout: str) -> None:
    profile = load_profile(BoardProfile, name, kind="led-board")
    data = {"ticket": "A012", "window": "3", "reason": "午休", "back_at": "14:00", "text": "今日系统升级，请稍候"}
    composed = composed_of(Layouts.packaged().fill(layout, data, profile.rows), profile, 60)
    assert composed.areas
    assert composed.replaced == composed.shortened == 0
    for area in composed.areas:
        assert area.y + area.height <= profile.height
        assert len(area.text) <= profile.max_area_bytes
        assert layout == "notice" or area.effect is Effect.STATIC


def test_a_short_line_gets_the_high_font_and_a_long_one_scrolls(strip: BoardProfile) -> None:
    high = composed_of([Line("A012", Colour.RED)], strip, 60).areas[0]
    assert (high.height, high.effect) == (32, Effect.STATIC)
    assert b"\\FO002\\FE002\\C1" in high.text
    long = composed_of([Line("请" * 9, Colour.GREEN)], strip, 60).areas[0]
    assert (long.height, long.effect) == (16, Effect.LEFT)


def test_a_board_without_the_colour_shows_red() -> None:
    red = load_profile(BoardProfile, "onbon-5k1-96x16", kind="led-board")
    assert b"\\C1" in composed_of([Line("A", Colour.YELLOW)], red, 60).areas[0].text


def test_a_text_too_long_for_the_area_is_cut_between_characters(strip: BoardProfile) -> None:
    composed = composed_of([Line("号" * 900, Colour.RED)], strip, 60)
    assert composed.shortened == 1
    assert len(composed.areas[0].text) <= 1024
    composed.areas[0].text.decode("gbk")


def test_the_time_to_live_is_rounded_up_and_capped(strip: BoardProfile) -> None:
    line = [Line("A", Colour.RED)]
    assert composed_of(line, strip, 0.2).areas[0].timeout_s == 1
    assert composed_of(line, strip, 86_400).areas[0].timeout_s == 0xFFFF


def test_the_dot_pattern_uses_every_colour(strip: BoardProfile) -> None:
    shown = b"".join(area.text for area in dot_pattern(strip).areas)
    assert b"\\C1" in shown
    assert b"\\C2" in shown
    assert width_dots("■", BoardFont(16, "O000", "E000")) == 16


class TestOverviewContent:
    def line(self, text: str) -> tuple[Line, ...]:
        return (Line(text, Colour.RED),)

    def test_newest_first_each_until_its_own_end(self) -> None:
        content = BoardContent(rows=2)
        content.put(Content("A1", self.line("A1"), until_s=10), 0)
        content.put(Content("A2", self.line("A2"), until_s=30), 1)
        assert [timed.line.text for timed in content.lines(2)] == ["A2", "A1"]
        assert content.next_end_s(2) == 10
        assert [timed.line.text for timed in content.lines(11)] == ["A2"]
        assert content.lines(11)[0].left_s == 19
        assert content.until_s() == 30

    def test_a_recall_moves_up_and_a_full_board_drops_the_oldest(self) -> None:
        content = BoardContent(rows=2)
        for name in ("A1", "A2", "A1", "A3"):
            content.put(Content(name, self.line(name), until_s=99), 0)
        assert [timed.line.text for timed in content.lines(1)] == ["A3", "A1"]
