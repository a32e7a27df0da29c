"""Every character comes back from the printer's own reading as itself, or goes as a picture; nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.charset import Charset, encode_character
from drivers.private_use import as_today, is_private
from drivers.receipt_printer.text import clean, encode
from tests.support.paper import Paper, font_chip, printed

SAME_SIGN = {"・": "·", "―": "—"}
"""Two code points for the one sign that a GB 2312 font has there."""
LOOKS_LIKE = {**SAME_SIGN, "\u2013": "～"}
"""And what stands for a dash between two times."""
PER_LINE = 20
BY_PICTURE_EVERYWHERE = "䶵𬭊𫖯㐂龴龵︐𠂇\ue81e\ue000\ue7c7"
"""Not in two bytes, private, or at a place that the versions of GB 18030 give to different code points."""


def read_back(encoded: list[bytes], charset: Charset) -> str:
    """What the emulated printer's font shows for each."""
    lines = [b"".join(encoded[start : start + PER_LINE]) + b"\n" for start in range(0, len(encoded), PER_LINE)]
    return "".join(Paper(b"\x1b@\x1c&" + b"".join(lines), charset=font_chip(charset)).lines_as_sent)


@pytest.mark.parametrize("charset", Charset)
def test_every_character_of_unicode_reads_back_as_itself_or_goes_by_picture(charset: Charset) -> None:
    known = [
        (character, encoded)
        for character in map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0x20000, 0x32000)))
        if (encoded := encode_character(character, charset)) is not None
    ]
    read = read_back([encoded for _, encoded in known], charset)
    assert len(read) == len(known)
    wrong = [
        (character, shown)
        for (character, _), shown in zip(known, read, strict=True)
        if shown not in (character, SAME_SIGN.get(character))
    ]
    assert wrong == []
    assert not any(is_private(character) for character, _ in known)


@pytest.mark.parametrize(
    ("charset", "codec", "count"),
    [(Charset.GB2312, "gb2312", 7445), (Charset.GBK, "gbk", 21791), (Charset.GB18030_TWO_BYTE, "gb18030", 21872)],
)
def test_the_whole_set_is_text(charset: Charset, codec: str, count: int) -> None:
    found = 0
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                character = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if not is_private(character):
                found += 1
                assert encode(character, charset) == bytes((lead, trail)), (character, charset)
    assert found == count


@pytest.mark.parametrize("character", BY_PICTURE_EVERYWHERE)
def test_what_fonts_disagree_about_goes_by_picture(character: str) -> None:
    for charset in Charset:
        assert encode(character, charset) is None


def test_signs_that_other_encoders_lose() -> None:
    assert encode("：，。①", Charset.GB2312) == bytes.fromhex("a3ba a3ac a1a3 a2d9")
    assert encode("䶮", Charset.GB18030_TWO_BYTE) == b"\xfe\x9f"
    assert encode("䶮", Charset.GBK) is None
    assert encode("€", Charset.GB18030_TWO_BYTE) == b"\xa2\xe3"
    assert encode("€", Charset.GBK) is None
    # Composed only where it can't be written as it is.
    assert encode("e\u0301", Charset.GBK) == encode("é", Charset.GBK) == b"\xa8\xa6"


def test_a_compatibility_ideograph_of_a_name_stays_the_one_it_is() -> None:
    # Composing (NFC) would turn U+F92C into U+90DE, another shape of the character.
    assert encode("\uf92c", Charset.GBK) == b"\xfd\x9c"


@pytest.mark.parametrize(
    ("private", "today"),
    [
        ("\ue863", "䶮"),
        ("\ue81e", "龴"),
        ("\ue815", "⺁"),
        ("\ue864", "龻"),
        ("\ue831", "𡗗"),
        ("\ue76c", "€"),
        ("\ue7c7", "ḿ"),
        ("\ue78e", "︒"),
    ],
)
def test_old_private_code_points_of_names_are_read_as_today(private: str, today: str) -> None:
    assert as_today(f"龙{private}") == f"龙{today}"
    assert clean(private) == today


def test_old_private_code_points_agree_with_the_bytes_of_gb_18030() -> None:
    """U+E815 to U+E864 stood for FE 50 to FE A0; Python's table has Unicode's own points for most of them."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    for place, trail in enumerate(trails):
        character = bytes((0xFE, trail)).decode("gb18030")
        if not is_private(character):
            assert as_today(chr(0xE815 + place)) == character


def test_a_name_from_an_old_database_prints_as_text() -> None:
    assert "申请人：龙䶮" in printed({"number": "A012", "note": "申请人：龙\ue863"}).lines


@given(st.text(max_size=80))
def test_clean_text_is_one_line_without_anything_unseen(text: str) -> None:
    kept = clean(text)
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in kept)
    assert "\u200b" not in kept
    assert clean(kept) == kept


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_categories=["Cs"]), max_size=40))
def test_a_line_is_printable_bytes_or_a_picture(text: str) -> None:
    for charset in Charset:
        encoded = encode(clean(text), charset)
        if encoded is not None:
            assert min(encoded, default=0x20) >= 0x20
            shown = "".join(Paper(b"\x1c&" + encoded + b"\n", dots=8000, charset=font_chip(charset)).lines_as_sent)
            same = "".join(LOOKS_LIKE.get(character, character) for character in unicodedata.normalize("NFC", clean(text)))
            assert unicodedata.normalize("NFC", "".join(LOOKS_LIKE.get(c, c) for c in shown)) == same
