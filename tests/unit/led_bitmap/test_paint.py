"""Movements of lines, moment by moment, seen in the pictures."""

import math

import pytest
from PIL import Image

from drivers.led_board.bitmap.paint import ENTER_S, PAGE_S, SCROLL_DOTS_PER_S, STEP_S, Moving, moving
from drivers.led_board.card import Entrance, PlacedLine
from drivers.led_board.colour import Colour
from drivers.raster.fonts import FontBook

FONTS = FontBook()


def placed(*pages: str, width: int = 128, entrance: Entrance = Entrance.STILL, vertical: bool = False) -> PlacedLine:
    size = (32, 64) if vertical else (width, 16)
    return PlacedLine(pages, Colour.GREEN, 0, 8, *size, left_s=60, entrance=entrance, vertical=vertical)


def painted(line: Moving, now_s: float) -> Image.Image:
    picture = Image.new("RGB", (160, 80))
    line.paint(picture, now_s)
    return picture


def box(line: Moving, now_s: float) -> tuple[int, int, int, int]:
    found = painted(line, now_s).getbbox()
    assert found is not None
    return found


def test_a_still_line_stands_in_the_middle_for_ever() -> None:
    line = moving(placed("A012"), 100.0, FONTS)
    left, top, right, bottom = box(line, 100.0)
    assert abs(left - (128 - right)) <= 2
    assert top >= 8
    assert bottom <= 24
    assert painted(line, 100.0).tobytes() == painted(line, 5_000.0).tobytes()
    assert line.next_step_s(200.0) is None
    assert {colour for _, colour in painted(line, 100.0).getcolors()} == {(0, 0, 0), (0, 255, 0)}


def test_a_line_comes_in_from_the_right_and_then_stands() -> None:
    line = moving(placed("A012", entrance=Entrance.ENTER), 100.0, FONTS)
    assert painted(line, 100.0).getbbox() is None
    lefts = [box(line, 100.0 + share * ENTER_S)[0] for share in (0.3, 0.6, 0.9)]
    assert lefts == sorted(lefts, reverse=True)
    assert box(line, 100.0 + ENTER_S) == box(moving(placed("A012"), 0, FONTS), 0)
    assert line.next_step_s(100.1) == pytest.approx(100.1 + STEP_S)
    assert line.next_step_s(100.0 + 2 * ENTER_S) is None


def test_a_scrolling_line_begins_readable_leaves_and_comes_back() -> None:
    line = moving(placed("请各位群众提前准备好身份证", width=64, entrance=Entrance.SCROLL), 0.0, FONTS)
    assert box(line, 0.0)[0] <= 2
    assert line.next_step_s(7.0) == pytest.approx(7.0 + STEP_S)
    length = line.masks[0].width
    gone_s = length / SCROLL_DOTS_PER_S
    assert painted(line, gone_s + 0.01).getbbox() is None
    assert box(line, gone_s + 0.3)[0] > 48, "it comes in from the right"
    again_s = (length + 64) / SCROLL_DOTS_PER_S
    assert painted(line, again_s).tobytes() == painted(line, 0.0).tobytes()


def test_a_scrolling_line_stays_inside_its_place() -> None:
    line = moving(placed("请各位群众提前准备好身份证", width=64, entrance=Entrance.SCROLL), 0.0, FONTS)
    for tenth in range(120):
        found = painted(line, tenth / 10).getbbox()
        assert found is None or (found[0] >= 0 and found[2] <= 64 and found[1] >= 8 and found[3] <= 24)


def test_two_texts_take_turns() -> None:
    line = moving(placed("窗口", "Window"), 0.0, FONTS)
    first, second = painted(line, 1.0).tobytes(), painted(line, PAGE_S + 1.0).tobytes()
    assert first != second
    assert painted(line, 2 * PAGE_S + 1.0).tobytes() == first
    assert line.next_step_s(1.0) == pytest.approx(PAGE_S)
    assert line.next_step_s(PAGE_S + 1.0) == pytest.approx(2 * PAGE_S)


def test_a_column_that_is_too_long_moves_upward() -> None:
    line = moving(placed("ᠮᠣᠩᠭᠣᠯ" * 3, vertical=True), 0.0, FONTS)
    assert line.next_step_s(0.0) is not None
    before, after = painted(line, 0.0), painted(line, 0.5)
    # Half a second later the same dots stand twenty rows higher.
    moved = math.floor(0.5 * SCROLL_DOTS_PER_S)
    assert before.crop((0, 8 + moved, 32, 72)).tobytes() == after.crop((0, 8, 32, 72 - moved)).tobytes()


def test_every_dot_of_a_solid_line_is_lit() -> None:
    line = PlacedLine(("■",), Colour.WHITE, 3, 5, 20, 10, 60, solid=True)
    picture = painted(moving(line, 0.0, FONTS), 9.0)
    assert picture.getbbox() == (3, 5, 23, 15)
    assert picture.crop((3, 5, 23, 15)).getcolors() == [(200, (255, 255, 255))]
