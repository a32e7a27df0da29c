"""Chinese by hand, with the system's library: characters as people write them, drawn as their usual strokes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.typing.ports import PAD_SIDE, Stroke
from kiosk.input_methods.handwriting import CANDIDATES, Handwriting
from kiosk.input_methods.placing import MARGIN, in_the_middle

ACROSS: Stroke = ((120, 500), (500, 490), (880, 480))
WRITTEN: dict[str, tuple[Stroke, ...]] = {
    "一": (ACROSS,),
    "十": (ACROSS, ((500, 100), (500, 500), (500, 900))),
    "人": (((500, 120), (460, 400), (300, 700), (120, 880)), ((480, 380), (620, 640), (880, 880))),
    "大": (
        ((150, 330), (850, 310)),
        ((510, 80), (500, 330), (400, 650), (120, 920)),
        ((520, 340), (650, 650), (900, 900)),
    ),
    "三": (((200, 200), (800, 190)), ((250, 500), (750, 490)), ((120, 830), (880, 820))),
    "王": (((180, 180), (820, 170)), ((240, 490), (760, 480)), ((500, 180), (500, 830)), ((120, 850), (880, 840))),
    "中": (((220, 300), (220, 650)), ((220, 300), (780, 300), (760, 640)), ((220, 630), (770, 620)), ((500, 90), (500, 930))),
}


@pytest.fixture(scope="module")
def handwriting() -> Handwriting:
    found = Handwriting()
    assert found.there, "libzinnia0 or tegaki-zinnia-simplified-chinese is missing: make test installs them"
    return found


@pytest.mark.parametrize("character", sorted(WRITTEN))
def test_characters_are_among_the_ten(handwriting: Handwriting, character: str) -> None:
    found = handwriting.characters(WRITTEN[character])
    assert character in found
    assert 0 < len(found) <= CANDIDATES


def test_it_matters_neither_where_nor_how_large_it_is_written(handwriting: Handwriting) -> None:
    for character in ("大", "王", "中", "三"):
        in_a_corner = tuple(tuple((x // 3 + 20, y // 3 + 640) for x, y in stroke) for stroke in WRITTEN[character])
        assert character in handwriting.characters(in_a_corner), character


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, PAD_SIDE), st.integers(0, PAD_SIDE)), min_size=1, max_size=6).map(tuple),
        max_size=5,
    ).map(tuple)
)
def test_brought_into_the_middle_nothing_leaves_the_pad(strokes: tuple[Stroke, ...]) -> None:
    moved = in_the_middle(strokes)
    assert [len(stroke) for stroke in moved] == [len(stroke) for stroke in strokes]
    for across, down in (point for stroke in moved for point in stroke):
        assert MARGIN - 1 <= across <= PAD_SIDE - MARGIN + 1
        assert MARGIN - 1 <= down <= PAD_SIDE - MARGIN + 1


def test_nothing_written_is_nothing(handwriting: Handwriting) -> None:
    assert handwriting.characters(()) == ()


def test_forgotten_and_opened_again(handwriting: Handwriting) -> None:
    first = handwriting.characters(WRITTEN["大"])
    handwriting.forget()
    handwriting.forget()
    assert handwriting.characters(WRITTEN["大"]) == first


def test_without_library_or_model_there_is_none(tmp_path: Path) -> None:
    broken = tmp_path / "broken.model"
    broken.write_bytes(b"not a model")
    for missing in (Handwriting(library="nothing.so"), Handwriting(model=tmp_path / "none"), Handwriting(model=broken)):
        assert missing.characters(WRITTEN["大"]) == ()
        missing.forget()
    assert not Handwriting(library="nothing.so").there
    assert not Handwriting(model=tmp_path / "none").there
