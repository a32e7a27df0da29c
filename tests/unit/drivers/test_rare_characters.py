"""Rare characters of names on paper and boards: drawn with the face that has them."""

from pathlib import Path

import pytest

from drivers.raster.fonts import HAN, RARE, FontBook, FontFile, Script
from drivers.raster.mask import line_mask

BEYOND_NOTO = "\U00020000"
OF_THE_NATIONAL_LIST = "\U0002cc56"


def test_each_character_goes_to_a_face_that_has_it() -> None:
    book = FontBook()
    text = f"王{BEYOND_NOTO}{OF_THE_NATIONAL_LIST}A"
    assert book.runs(text) == [(HAN, "王"), (RARE, BEYOND_NOTO), (HAN, f"{OF_THE_NATIONAL_LIST}A")]


def test_two_rare_characters_are_two_pictures() -> None:
    """Boxes would be alike."""
    book = FontBook()
    assert line_mask(BEYOND_NOTO, 32, book).tobytes() != line_mask("\U00020001", 32, book).tobytes()


def test_without_the_second_face_there_is_a_box_and_no_failure(tmp_path: Path) -> None:
    absent = Script("Rare Han", RARE.ranges, (FontFile(tmp_path / "none.ttf"),), RARE.package)
    book = FontBook((HAN, absent))
    assert book.runs(f"王{BEYOND_NOTO}") == [(HAN, f"王{BEYOND_NOTO}")]
    assert line_mask(BEYOND_NOTO, 32, book).getbbox() is not None


@pytest.mark.parametrize("text", ["", "王小明", "ᠮᠣᠩᠭᠣᠯ 王"])
def test_usual_text_is_cut_as_before(text: str) -> None:
    assert "".join(run for _, run in FontBook().runs(text)) == text
    assert RARE not in [script for script, _ in FontBook().runs(text)]
