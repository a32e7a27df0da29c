"""Where lines stand on a board, and in which font."""

from drivers.led_board.card import Entrance
from drivers.led_board.colour import Colour
from drivers.led_board.compose import compose, dot_pattern
from drivers.led_board.content import TimedLine
from drivers.led_board.layouts import Line
from tests.unit.drivers.led_panels import panel


def timed(text: str, colour: Colour = Colour.RED, *, also: str = "", vertical: bool = False, key: str = "3") -> TimedLine:
    return TimedLine(Line(text, colour, also, vertical), 60.0, key)


def test_a_short_line_gets_the_high_font_and_a_long_one_runs_through() -> None:
    (high,) = compose([timed("A012")], panel())
    assert (high.height, high.y, high.entrance) == (32, 0, Entrance.STILL)
    (long,) = compose([timed("请" * 9)], panel())
    assert (long.height, long.y, long.entrance) == (16, 8, Entrance.SCROLL)


def test_lines_share_the_height_and_further_ones_are_left_out() -> None:
    placed = compose([timed(text) for text in "一二三"], panel())
    assert [(line.pages, line.y, line.height) for line in placed] == [(("一",), 0, 16), (("二",), 16, 16)]


def test_a_board_without_the_colour_shows_red() -> None:
    (line,) = compose([timed("A", Colour.BLUE)], panel(colours=1))
    assert line.colour is Colour.RED


def test_only_what_enters_moves() -> None:
    placed = compose([timed("A", key="3"), timed("B", key="4")], panel(), entering=frozenset({"4"}))
    assert [line.entrance for line in placed] == [Entrance.STILL, Entrance.ENTER]


def test_two_texts_take_turns_in_one_font_and_one_that_is_too_wide_is_left_out() -> None:
    (line,) = compose([timed("暂停", also="PAUSED")], panel())
    assert (line.pages, line.height) == (("暂停", "PAUSED"), 32)
    (alone,) = compose([timed("暂停", also="OUT OF SERVICE TODAY")], panel())
    assert alone.pages == ("暂停",)


def test_several_columns_go_from_left_to_right() -> None:
    columns = [timed("ᠴᠣᠩᠬᠣ", vertical=True), timed("ᠮᠣᠩᠭᠣᠯ", vertical=True)]
    beside = compose([timed("请"), *columns], panel(128, 64, vertical=True))
    assert [(line.pages[0], line.x, line.width) for line in beside if line.vertical] == [("ᠴᠣᠩᠬᠣ", 96, 16), ("ᠮᠣᠩᠭᠣᠯ", 112, 16)]
    alone = compose(columns, panel(128, 64, vertical=True))
    assert [(line.pages[0], line.x, line.width, line.height) for line in alone] == [("ᠴᠣᠩᠬᠣ", 0, 64, 64), ("ᠮᠣᠩᠭᠣᠯ", 64, 64, 64)]


def test_a_vertical_line_gets_a_column_where_the_board_draws_it() -> None:
    lines = [timed("请"), timed("ᠴᠣᠩᠬᠣ", vertical=True)]
    row, column = sorted(compose(lines, panel(128, 64, vertical=True)), key=lambda line: line.vertical)
    assert (column.x, column.y, column.height, column.vertical) == (96, 0, 64, True)
    assert row.width == 96
    assert len(compose(lines, panel(128, 64))) == 1


def test_the_dot_pattern_lights_every_row_in_every_colour() -> None:
    shown = dot_pattern(panel(128, 48))
    assert [line.colour for line in shown] == [Colour.RED, Colour.GREEN, Colour.YELLOW]
    assert all(line.solid and line.width == 128 for line in shown)
    assert shown[-1].y + shown[-1].height == 48
