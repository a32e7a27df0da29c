"""Placed lines as windows: which command, which font, and when a picture is drawn instead."""

import io
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from drivers.led_board.card import Entrance, PlacedLine
from drivers.led_board.colour import Colour
from drivers.led_board.cp5200.compose import STANDS_S, LineContents
from drivers.led_board.cp5200.contents import Across, Down, Effect, Picture, PictureFormat, PureText, Rgb, RichText
from drivers.led_board.cp5200.profile import Cp5200Profile
from drivers.led_board.cp5200.simple_picture import decode_picture
from drivers.raster.fonts import FontBook

BOARD: dict[str, Any] = {
    "kind": "led-board",
    "protocol": "cp5200",
    "width": 128,
    "height": 32,
    "colours": 2,
    "fonts": [16, 24, 32],
}


def contents(**changes: Any) -> LineContents:
    return LineContents(Cp5200Profile.model_validate({**BOARD, **changes}), FontBook())


def line(*pages: str, height: int = 16, entrance: Entrance = Entrance.STILL, **more: Any) -> PlacedLine:
    place: dict[str, Any] = {"x": 0, "y": 0, "width": 128, "height": height, "left_s": 60, "entrance": entrance}
    return PlacedLine(pages, Colour.YELLOW, **(place | more))


def test_text_in_the_cards_own_set_is_written() -> None:
    made = contents().make(1, line("请A012号", height=24))
    assert made.content == PureText(
        1, "请A012号".encode("gbk"), 3, Rgb(255, 255, 0), Effect.DRAW, Across.CENTRE, Down.CENTRE, 1, STANDS_S
    )
    styled = contents(font_style=2).make(0, line("A")).content
    assert isinstance(styled, PureText)
    assert styled.font == 0x22


def test_movements_and_turns() -> None:
    texts = [
        contents().make(0, line("A", entrance=entrance)).content for entrance in (Entrance.STILL, Entrance.ENTER, Entrance.SCROLL)
    ]
    assert [text.effect for text in texts if isinstance(text, PureText)] == [Effect.DRAW, Effect.MOVE_LEFT, 14]
    # Text that stands must not come in again after a few seconds.
    assert [text.stay_s for text in texts if isinstance(text, PureText)][:2] == [STANDS_S, STANDS_S]
    turns = contents(page_stay_s=7).make(0, line("窗口", "Window")).content
    assert isinstance(turns, PureText)
    assert (turns.text, turns.stay_s) == ("窗口".encode("gbk") + b"\r\nWindow", 7)
    assert contents(scroll_effect=11).make(0, line("A", entrance=Entrance.SCROLL)).content.effect == 11  # type: ignore[union-attr]


def test_rich_text_for_older_cards_with_either_table_of_sizes() -> None:
    rich = contents(text_command="rich").make(0, line("请A", height=16)).content
    assert isinstance(rich, RichText)
    assert [(c.colour, c.size, c.code) for c in rich.characters] == [(3, 2, "请".encode("gbk")), (3, 2, b"A")]
    other = contents(text_command="rich", rich_short_font_codes=True).make(0, line("A", height=16)).content
    assert isinstance(other, RichText)
    assert other.characters[0].size == 1


def test_a_rare_character_makes_the_line_a_picture() -> None:
    made = contents().make(1, line("䶮12"))
    assert isinstance(made.content, Picture)
    assert (made.content.format, made.content.window, made.replaced) == (PictureFormat.SIMPLE, 1, 0)
    drawn = decode_picture(made.content.data)
    assert drawn is not None
    assert drawn.size == (128, 16)
    assert {colour for _, colour in drawn.getcolors()} == {(0, 0, 0), (255, 255, 0)}
    # Two planes for two kinds of diode.
    assert len(made.content.data) == 8 + 2 * 16 * 16


def test_the_same_as_gif() -> None:
    made = contents(picture="gif").make(0, line("䶮12")).content
    assert isinstance(made, Picture)
    assert made.format is PictureFormat.GIF
    with Image.open(io.BytesIO(made.data)) as gif:
        shown = gif.convert("RGB")
    simple = contents().make(0, line("䶮12")).content
    assert isinstance(simple, Picture)
    plain = decode_picture(simple.data)
    assert plain is not None
    assert shown.tobytes() == plain.tobytes()


def test_a_card_without_pictures_shows_a_sign_and_counts() -> None:
    made = contents(picture="none").make(0, line("䶮12"))
    assert isinstance(made.content, PureText)
    assert (made.content.text, made.replaced) == ("〓12".encode("gbk"), 1)


def test_a_long_line_with_a_rare_character_scrolls_as_text() -> None:
    made = contents().make(0, line("䶮" + "请保持安静" * 6, entrance=Entrance.SCROLL))
    assert isinstance(made.content, PureText)
    assert made.replaced == 1


def test_a_mongolian_column_is_a_picture_however_long() -> None:
    for text in ("ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯ ᠴᠣᠩᠬᠣ ᠮᠣᠩᠭᠣᠯ"):
        made = contents().make(0, line(text, width=16, height=32, vertical=True))
        assert isinstance(made.content, Picture)
        drawn = decode_picture(made.content.data)
        assert drawn is not None
        assert drawn.size == (16, 32)
        assert drawn.getbbox() is not None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fonts": []}, "at least one"),
        ({"fonts": [16, 64]}, "none higher"),
        ({"fonts": [16, 20]}, "20 dots have no code"),
        ({"fonts": [12], "text_command": "rich", "rich_short_font_codes": True}, "12 dots have no code"),
        ({"framing": "udp"}, "framing"),
        ({"packet_bytes": 8}, "packet_bytes"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        contents(**changes)
