"""Pages on the wire: an independent reader sees the same dots, whatever they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.document_printer.pwg import MODES, RasterType, encode
from drivers.emulators import page_reader
from drivers.emulators.page_reader import Unreadable, read_pages

WIDTH = page_reader.KEPT_WIDTH
"""The reader keeps a picture of this width as it is."""


def page(kind: RasterType, colours: list[int], height: int) -> Image.Image:
    """A page whose dots repeat the given levels in runs of every length."""
    dots = bytes(colours[(place // (1 + place % 7)) % len(colours)] for place in range(WIDTH * height * 3))
    return Image.frombytes("RGB", (WIDTH, height), dots).convert(MODES[kind])


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("kind", list(RasterType))
@settings(deadline=None, max_examples=12)
@given(colours=st.lists(st.integers(0, 255), min_size=1, max_size=12), height=st.integers(1, 9))
def test_the_dots_arrive(kind: RasterType, colours: list[int], height: int) -> None:
    sent = [page(kind, colours, height), page(kind, colours[::-1], height)]
    got = read_pages("image/pwg-raster", encode(sent, kind, 300))
    assert len(got) == 2
    assert all(same(a.convert("L") if a.mode == "1" else a, b) for a, b in zip(sent, got, strict=True))


@pytest.mark.parametrize("kind", list(RasterType))
def test_an_empty_sheet_is_small(kind: RasterType) -> None:
    data = encode([Image.new("RGB", (2480, 3508), "white").convert(MODES[kind])], kind, 300)
    assert len(data) < 3000


def test_a_stream_that_breaks_off_is_refused() -> None:
    data = encode([page(RasterType.GREY, [0, 40, 255], 5)], RasterType.GREY, 300)
    for end in (0, 3, 100, len(data) - 1):
        with pytest.raises(Unreadable):
            read_pages("image/pwg-raster", data[:end] or b"x")
