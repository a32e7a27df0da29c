"""The four layouts: their sums, their parts, and any 256 bytes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card_reader.card import read_card
from drivers.id_card_reader.layouts import FIELDS, MARKER_AT, MARKERS, TEXT_BYTES, Layout, UnknownLayout, read_text_block

TODAY = date(2026, 11, 22)
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x2FA1D, exclude_categories=("Cs",)), max_size=7)


def build(layout: Layout, **parts: str) -> bytes:
    """A block by the table, each part padded with blanks."""
    marker = next(text for text, found in MARKERS.items() if found is layout)
    block = b""
    for name, size in FIELDS[layout]:
        text = marker if name == "marker" else parts.get(name, "")
        encoded = text.encode("utf-16-le")
        assert len(encoded) <= size
        block += encoded + b" \x00" * ((size - len(encoded)) // 2)
    return block


@pytest.mark.parametrize("layout", Layout)
def test_each_layout_fills_the_block_and_has_its_marker_at_248(layout: Layout) -> None:
    assert sum(size for _, size in FIELDS[layout]) == TEXT_BYTES
    assert all(size % 2 == 0 for _, size in FIELDS[layout])
    if layout is not Layout.RESIDENT:
        names = [name for name, _ in FIELDS[layout]]
        assert sum(size for _, size in FIELDS[layout][: names.index("marker")]) == MARKER_AT
    assert read_text_block(build(layout)).layout is layout


@given(st.sampled_from(Layout), NAMES, NAMES)
def test_what_stands_in_a_part_is_read_back(layout: Layout, name: str, other: str) -> None:
    block = read_text_block(build(layout, name=name, birth="19850302", sex="2"))
    assert (block.parts["name"], block.parts["birth"], block.parts["sex"]) == (name, "19850302", "2")
    del other


def test_zeros_instead_of_blanks_are_a_resident_card_too() -> None:
    assert read_text_block("王小明".encode("utf-16-le").ljust(256, b"\x00")).parts["name"] == "王小明"


def test_half_a_surrogate_pair_is_told() -> None:
    block = bytearray(build(Layout.RESIDENT, name="王小明"))
    block[2:4] = b"\x40\xd8"
    card = read_card(read_text_block(bytes(block)), TODAY)
    assert "card.unreadableCharacter" in card.problems


@pytest.mark.parametrize("size", [0, 255, 257, 1024])
def test_another_size_is_no_block(size: int) -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        read_text_block(bytes(size))


@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES))
def test_any_bytes_are_a_card_or_of_an_unknown_kind(block: bytes) -> None:
    try:
        card = read_card(read_text_block(block), TODAY)
    except UnknownLayout:
        return
    assert card.problems
    assert card.name not in repr(card) or len(card.name) < 2


NUMBER = {"id_number": "152223198503020019", "birth": "19850302", "sex": "1", "from": "20200101", "to": "20400101"}


@pytest.mark.parametrize(
    ("layout", "changed", "problems"),
    [
        (Layout.RESIDENT, {}, ()),
        (Layout.RESIDENT, {"birth": "19850303"}, ("id.birthdayDiffers",)),
        (Layout.RESIDENT, {"sex": "2"}, ("id.sexDiffers",)),
        (Layout.RESIDENT, {"sex": "9"}, ()),
        (Layout.RESIDENT, {"birth": "19851302"}, ("card.birthday",)),
        (Layout.RESIDENT, {"from": "20270101"}, ("card.notYetValid",)),
        (Layout.RESIDENT, {"to": "20261121"}, ("card.expired",)),
        (Layout.RESIDENT, {"to": "20261122"}, ()),
        (Layout.RESIDENT, {"to": "长期"}, ()),
        (Layout.RESIDENT, {"to": "很久"}, ("card.validity",)),
        (Layout.RESIDENT, {"id_number": "915724198503020017"}, ("id.kindDiffers",)),
        (Layout.FOREIGNER_2023, {}, ("id.kindDiffers",)),
        (Layout.FOREIGNER_2017, {"id_number": "USA310075020101"}, ()),
        (Layout.FOREIGNER_2017, {"id_number": "US3100750201011"}, ("id.length",)),
    ],
)
def test_what_does_not_fit_together(layout: Layout, changed: dict[str, str], problems: tuple[str, ...]) -> None:
    parts = {name: text for name, text in (NUMBER | changed).items() if name in dict(FIELDS[layout])}
    assert read_card(read_text_block(build(layout, **parts)), TODAY).problems == problems
