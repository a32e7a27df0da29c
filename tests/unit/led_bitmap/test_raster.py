"""Lines and columns against shapes made here with HarfBuzz and numpy alone, not by the code under test."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from drivers.raster.column import broken, column_length, column_mask, columns_mask
from drivers.raster.fonts import FontBook, FontFile, FontMissing, Script
from drivers.raster.mask import line_mask, line_width

MONGOLIAN = "/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf"
HAN = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
WORD = "ᠮᠣᠩᠭᠣᠯ"
OTHER = "ᠴᠣᠩᠬᠣ"
FONTS = FontBook()


def ink(mask: Image.Image) -> NDArray[np.bool_]:
    """Lit dots without the dark border."""
    lit = np.asarray(mask) > 0
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    return lit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def shaped(text: str, path: str, size: int, index: int = 0) -> NDArray[np.bool_]:
    """What HarfBuzz makes of `text`, lying, thresholded as on a board."""
    font = ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.RAQM)
    canvas = Image.new("L", (size * (len(text) + 4), size * 4), 0)
    ImageDraw.Draw(canvas).text((size, size * 2), text, font=font, fill=255, anchor="ls")
    return ink(canvas.point(lambda level: 255 if level >= 105 else 0))


def alike(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    return one.shape == other.shape and bool((one == other).all())


def test_harfbuzz_is_there() -> None:
    assert features.check("raqm")
    assert features.check("harfbuzz")


def test_without_harfbuzz_mongolian_is_refused_and_chinese_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda feature: feature != "raqm")
    with pytest.raises(FontMissing, match="RAQM"):
        column_mask(WORD, 16, FontBook())
    assert line_mask("窗口", 16, FontBook()).getbbox() is not None


def test_letters_of_a_mongolian_word_are_joined() -> None:
    alone = sum(line_width(letter, 64, FONTS) for letter in WORD)
    assert line_width(WORD, 64, FONTS) < alone * 0.8
    # One stem runs from letter to letter; standing alone, each would have a gap behind it.
    lit = np.asarray(line_mask(WORD, 64, FONTS)) > 0
    assert max(row.sum() for row in lit) > 0.75 * lit.shape[1]


@pytest.mark.parametrize("height", [16, 24, 32])
def test_a_mongolian_column_is_the_shaped_line_turned_clockwise(height: int) -> None:
    column = ink(column_mask(WORD, height, FONTS))
    lying = shaped(WORD, MONGOLIAN, round(height * 15 / 16))
    # numpy turns counter-clockwise; three times that is once clockwise: the word's beginning comes to the top.
    assert alike(column, np.rot90(lying, 3))
    assert not alike(column, np.rot90(lying, 1))
    assert column.shape[0] > 2 * column.shape[1]


def test_columns_go_down_first_and_then_to_the_right() -> None:
    two = columns_mask(f"{WORD} {OTHER}", 64, 110, FONTS)
    left, right = two.crop((0, 0, 32, 110)), two.crop((32, 0, 64, 110))
    assert alike(ink(left), np.rot90(shaped(WORD, MONGOLIAN, 30), 3))
    assert alike(ink(right), np.rot90(shaped(OTHER, MONGOLIAN, 30), 3))
    for column in (left, right):
        box = column.getbbox()
        assert box is not None
        assert box[1] <= 4, "each begins at the top"


def test_one_column_stands_in_the_middle_and_a_word_is_never_cut() -> None:
    one = columns_mask(WORD, 32, 160, FONTS)
    box = one.getbbox()
    assert box is not None
    assert abs(box[1] - (160 - box[3])) <= 4
    assert broken(f"{WORD} {OTHER}", 60, 32, FONTS) is None
    assert broken(f"{WORD} {OTHER}", 110, 32, FONTS) == [WORD, OTHER]


def test_a_suffix_stays_with_its_word() -> None:
    suffixed = f"{WORD}\u202fᠤᠨ"
    assert broken(f"{OTHER} {suffixed}", column_length(suffixed, 16, FONTS), 16, FONTS) == [OTHER, suffixed]


def test_what_is_too_long_gets_a_smaller_font_and_then_one_long_column() -> None:
    text = f"{WORD} {OTHER} {WORD}"
    small = columns_mask(text, 48, 64, FONTS)
    assert small.size == (48, 64)
    endless = columns_mask(text, 16, 40, FONTS)
    assert endless.width == 16
    assert endless.height > 100


def test_han_stands_upright_in_a_column_and_letters_lie() -> None:
    column = column_mask("中A", 32, FONTS)
    upper, lower = column.crop((0, 0, 32, 32)), column.crop((0, 32, 32, column.height))
    assert alike(ink(upper), shaped("中", HAN, 30, 2))
    assert alike(ink(lower), np.rot90(shaped("A", HAN, 30, 2), 3))


def test_a_rare_character_is_drawn_as_the_font_has_it() -> None:
    rare = ink(line_mask("䶮", 16, FONTS))
    assert alike(rare, shaped("䶮", HAN, 15, 2))
    assert not alike(rare, ink(line_mask("龑", 16, FONTS)))
    missing = ink(line_mask("\U0010fffd", 16, FONTS))
    assert not alike(rare, missing)


def test_scripts_stand_beside_each_other_in_one_line() -> None:
    whole = line_mask(f"请{WORD}A1", 32, FONTS)
    parts = [line_width(part, 32, FONTS) for part in ("请", WORD, "A1")]
    assert abs(whole.width - sum(parts)) <= 2
    middle = whole.crop((parts[0], 0, parts[0] + parts[1], 32))
    expected = shaped(WORD, MONGOLIAN, 30)
    assert abs(ink(middle).shape[1] - expected.shape[1]) <= 1


@pytest.mark.parametrize("text", ["请A012号到3号窗口", WORD, "䶮"])
@pytest.mark.parametrize("height", [12, 16, 24, 32, 48])
def test_ink_stays_inside_the_line(text: str, height: int) -> None:
    """Drawn with room around it, the same letters are no higher."""
    box = line_mask(text, height, FONTS).getbbox()
    assert box is not None
    index, path = (0, MONGOLIAN) if text == WORD else (2, HAN)
    assert box[3] - box[1] >= shaped(text, path, round(height * 15 / 16), index).shape[0] - 1


def test_a_missing_font_is_said() -> None:
    book = FontBook((Script("All", ((0, 0x10FFFF),), (FontFile(Path("/nowhere.ttf")),), "fonts-nowhere"),))
    with pytest.raises(FontMissing, match="fonts-nowhere"):
        line_mask("A", 16, book)
