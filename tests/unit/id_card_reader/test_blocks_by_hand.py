"""The four layouts with every byte put where the layout documents say, by absolute offsets, apart from the driver's table."""

from datetime import date

import pytest

from drivers.id_card_reader.card import LONG_TERM, Card, read_card
from drivers.id_card_reader.layouts import Layout, read_text_block

TODAY = date(2026, 11, 22)
EMPTY = ""
RESIDENT = {
    0: ("王小明", 30), 30: ("1", 2), 32: ("01", 4), 36: ("19850302", 16), 52: ("内蒙古自治区兴安盟扎赉特旗新华街1号", 70),
    122: ("152223198503020019", 36), 158: ("扎赉特旗公安局", 30), 188: ("20200101", 16), 204: ("20400101", 16),
}  # fmt: skip
PERMIT = {
    0: ("陳大文", 30), 30: ("2", 2), 36: ("19900615", 16), 52: ("广东省深圳市福田区深南大道1006号", 70),
    122: ("830000199006150022", 36), 158: ("深圳市公安局", 30), 188: ("20230601", 16), 204: ("20280601", 16),
    220: ("H12345678", 18), 238: ("01", 4), 248: ("J", 2),
}  # fmt: skip
FOREIGNER_2017 = {
    0: ("SMITH, JOHN EXAMPLE", 120), 120: ("1", 2), 122: ("USA310075020101", 30), 152: ("USA", 6), 158: ("史密斯", 30),
    188: ("20190101", 16), 204: ("20290101", 16), 220: ("19750201", 16), 236: ("01", 4), 240: ("3100", 8), 248: ("I", 2),
}  # fmt: skip
FOREIGNER_2023 = {
    0: ("玛丽亚", 30), 30: ("2", 2), 32: ("02", 4), 36: ("19880808", 16), 52: ("RODRIGUEZ, MARIA", 70),
    122: ("915724198808080029", 36), 188: ("20231201", 16), 204: ("20331201", 16), 220: ("", 22), 242: ("ESP", 6),
    248: ("Y", 2), 250: ("A01", 6),
}  # fmt: skip


def card(places: dict[int, tuple[str, int]], **changed: str) -> Card:
    """`changed`: text by offset, as `at_52="…"`."""
    block = bytearray(b" \x00" * 128)
    for offset, (text, size) in places.items():
        encoded = changed.get(f"at_{offset}", text).encode("utf-16-le")
        assert len(encoded) <= size
        block[offset : offset + size] = encoded + b" \x00" * ((size - len(encoded)) // 2)
    return read_card(read_text_block(bytes(block)), TODAY)


def test_a_residents_card() -> None:
    read = card(RESIDENT)
    assert (read.layout, read.name, read.sex.value, read.nation) == (Layout.RESIDENT, "王小明", "male", "汉")
    assert (read.nation_code, read.birth) == ("01", "1985-03-02")
    assert (read.address, read.id_number) == ("内蒙古自治区兴安盟扎赉特旗新华街1号", "152223198503020019")
    assert (read.issuer, read.valid_from, read.valid_to) == ("扎赉特旗公安局", "2020-01-01", "2040-01-01")
    assert (read.latin_name, read.nationality, read.pass_number, read.count) == (EMPTY, EMPTY, EMPTY, EMPTY)
    assert (read.version, read.former_link, read.authority_code, read.cut, read.problems) == (EMPTY, EMPTY, EMPTY, (), ())


def test_a_residence_permit() -> None:
    read = card(PERMIT)
    assert (read.layout, read.name, read.sex.value) == (Layout.RESIDENCE_PERMIT, "陳大文", "female")
    assert (read.nation, read.nation_code, read.birth) == (EMPTY, EMPTY, "1990-06-15")
    assert (read.address, read.id_number) == ("广东省深圳市福田区深南大道1006号", "830000199006150022")
    assert (read.issuer, read.valid_from, read.valid_to) == ("深圳市公安局", "2023-06-01", "2028-06-01")
    assert (read.pass_number, read.count, read.problems) == ("H12345678", "01", ())


def test_a_foreigners_card_of_2017() -> None:
    read = card(FOREIGNER_2017)
    assert (read.layout, read.latin_name, read.sex.value) == (Layout.FOREIGNER_2017, "SMITH, JOHN EXAMPLE", "male")
    assert (read.id_number, read.nationality, read.name) == ("USA310075020101", "USA", "史密斯")
    assert (read.valid_from, read.valid_to, read.birth) == ("2019-01-01", "2029-01-01", "1975-02-01")
    assert (read.version, read.authority_code, read.authority_place) == ("01", "3100", "上海")
    assert (read.address, read.issuer, read.problems) == (EMPTY, EMPTY, ())


def test_a_foreigners_card_of_2023() -> None:
    read = card(FOREIGNER_2023)
    assert (read.layout, read.name, read.sex.value, read.count) == (Layout.FOREIGNER_2023, "玛丽亚", "female", "02")
    assert (read.birth, read.latin_name, read.id_number) == ("1988-08-08", "RODRIGUEZ, MARIA", "915724198808080029")
    assert (read.valid_from, read.valid_to, read.nationality) == ("2023-12-01", "2033-12-01", "ESP")
    assert (read.former_link, read.address, read.issuer, read.problems) == ("A01", EMPTY, EMPTY, ())


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("RODRIGUEZ DE LA VEGA, MARIA GUADALU", "PE ESPERANZ", "RODRIGUEZ DE LA VEGA, MARIA GUADALUPE ESPERANZ"),
        ("RODRIGUEZ DE LA VEGA, MARIA DOLORE ", "ESPERANZA", "RODRIGUEZ DE LA VEGA, MARIA DOLORE ESPERANZA"),
        ("RODRIGUEZ DE LA VEGA, MARIA DOLORES", " ESPERANZA", "RODRIGUEZ DE LA VEGA, MARIA DOLORES ESPERANZA"),
        ("RODRIGUEZ, MARIA", "", "RODRIGUEZ, MARIA"),
        ("", "", ""),
    ],
)
def test_a_latin_name_in_two_places_keeps_its_blanks(first: str, second: str, name: str) -> None:
    assert card(FOREIGNER_2023, at_52=first, at_220=second).latin_name == name


def test_characters_of_two_code_units() -> None:
    read = card(RESIDENT, at_0="䶮𠀀𪚥龘", at_52="㑇𬬻街𰻝1号")
    assert (read.name, read.address, read.problems) == ("䶮𠀀𪚥龘", "㑇𬬻街𰻝1号", ())


def test_seven_rare_characters_and_half_of_the_eighth() -> None:
    """Fifteen units hold seven pairs and the first half of one more, as the chip cuts a longer name."""
    block = bytearray(b" \x00" * 128)
    block[:30] = ("𠀀" * 8).encode("utf-16-le")[:30]
    read = read_card(read_text_block(bytes(block)), TODAY)
    assert read.name == "𠀀" * 7 + "\ufffd"
    assert "name" in read.cut
    assert "card.unreadableCharacter" in read.problems


def test_a_card_without_end() -> None:
    assert card(RESIDENT, at_204="长期").valid_to == LONG_TERM
    assert card(RESIDENT, at_204="长期").problems == ()


def test_a_birth_to_come_is_told() -> None:
    read = card(RESIDENT, at_36="20261123")
    assert "id.birthdayDiffers" in read.problems


@pytest.mark.parametrize("offset", [0, 30, 32, 36, 52, 122, 158, 188, 204])
def test_an_empty_part_harms_no_other(offset: int) -> None:
    whole, read = card(RESIDENT), card(RESIDENT, **{f"at_{offset}": ""})
    kept = {0: "name", 52: "address", 122: "id_number", 158: "issuer", 36: "birth", 188: "valid_from", 204: "valid_to"}
    for place, name in kept.items():
        assert getattr(read, name) == ("" if place == offset else getattr(whole, name))
