"""Pages as PWG raster (PWG 5102.4): the format that every IPP Everywhere printer takes. Pure.

One stream begins with a word, then each page has a head of 1796 bytes and its lines, run-length coded: a line with how often it
is repeated, in it runs of equal pixels and stretches of different ones.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from PIL import Image

SYNC = b"RaS2"
HEAD_BYTES = 1796
POINTS_PER_INCH = 72
A4_POINTS = (595, 842)
MOST = 128
"""Pixels of one run or stretch."""
MOST_LINES = 256


class RasterType(StrEnum):
    """`pwg-raster-document-type-supported`, those that are made here."""

    SRGB = "srgb_8"
    GREY = "sgray_8"
    BLACK = "black_1"


MODES = {RasterType.SRGB: "RGB", RasterType.GREY: "L", RasterType.BLACK: "1"}
"""Pillow's mode of a page of this type."""
_SPACES = {RasterType.SRGB: 19, RasterType.GREY: 18, RasterType.BLACK: 3}
"""PWG 5102.4 table 6: ColorSpace."""
_COLOURS = {RasterType.SRGB: 3, RasterType.GREY: 1, RasterType.BLACK: 1}
_BITS = {RasterType.SRGB: 8, RasterType.GREY: 8, RasterType.BLACK: 1}
_RUNS = {
    1: re.compile(rb"(.)\1{0,127}", re.DOTALL),
    3: re.compile(rb"(...)\1{0,127}", re.DOTALL),
}
"""By bytes of what is repeated: a pixel, or eight black-and-white ones."""


def encode(pages: Iterable[Image.Image], kind: RasterType, dpi: int) -> bytes:
    """All pages, which must be of the mode of `kind`."""
    sheets = list(pages)
    return SYNC + b"".join(_head(page, kind, dpi, len(sheets)) + b"".join(_lines(page, kind)) for page in sheets)


def _head(page: Image.Image, kind: RasterType, dpi: int, pages: int) -> bytes:
    bits = _BITS[kind] * _COLOURS[kind]
    words = {
        276: (dpi, dpi),
        340: (1,),  # copies
        352: A4_POINTS,
        372: (page.width, page.height),
        384: (_BITS[kind], bits, (page.width * bits + 7) // 8),
        400: (_SPACES[kind],),
        420: (_COLOURS[kind],),
        452: (pages, 1, 1),  # page count; fed neither mirrored nor turned
        472: (page.width, page.height),  # right and bottom of what is drawn on
        484: (4,),  # normal quality
    }
    head = bytearray(HEAD_BYTES)
    head[: len(b"PwgRaster")] = b"PwgRaster"
    for at, values in words.items():
        struct.pack_into(f">{len(values)}I", head, at, *values)
    name = b"iso_a4_210x297mm"
    head[1732 : 1732 + len(name)] = name
    return bytes(head)


def _lines(page: Image.Image, kind: RasterType) -> Iterator[bytes]:
    # In black_1 a set bit is black, in Pillow's mode 1 a white one.
    data = bytes(byte ^ 0xFF for byte in page.tobytes()) if kind is RasterType.BLACK else page.tobytes()
    length = len(data) // page.height
    lines = (data[start : start + length] for start in range(0, len(data), length))
    for line, same in groupby(lines):
        packed = _packed(line, 3 if kind is RasterType.SRGB else 1)
        count = sum(1 for _ in same)
        while count:
            times = min(count, MOST_LINES)
            yield bytes((times - 1,)) + packed
            count -= times


def _packed(line: bytes, unit: int) -> bytes:
    out = bytearray()
    different = bytearray()
    """Pixels that no neighbour repeats, not written yet."""

    def write_different() -> None:
        for start in range(0, len(different), MOST * unit):
            part = different[start : start + MOST * unit]
            count = len(part) // unit
            # 257 - n says n different ones; a single one is a run of one.
            out.append(257 - count if count > 1 else 0)
            out.extend(part)
        different.clear()

    for run in _RUNS[unit].finditer(line):
        count = (run.end() - run.start()) // unit
        if count == 1:
            different += run[1]
            continue
        write_different()
        out.append(count - 1)
        out += run[1]
    write_different()
    return bytes(out)
