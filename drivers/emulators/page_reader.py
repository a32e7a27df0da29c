"""What was sent to be printed, as pictures of pages: PWG raster (PWG 5102.4), JPEG; of a PDF only how many pages it has.

Written from the format's description, apart from the driver that makes such pages.
"""

import io
import re

from PIL import Image, UnidentifiedImageError

HEAD = 1796
KEPT_WIDTH = 620
"""Dots of a kept picture: enough to read it on the screen of a demo."""
_MODES = {(1, 1): "1", (8, 8): "L", (8, 24): "RGB"}
"""(bits of a colour, bits of a pixel) → Pillow's mode."""


class Unreadable(Exception):
    """The printer can't make pages of this."""


def read_pages(mime_type: str, data: bytes) -> list[Image.Image]:
    """All pages, made small. Raises Unreadable."""
    if mime_type == "image/pwg-raster":
        return _raster(data)
    if mime_type == "image/jpeg":
        try:
            with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
                return [_small(picture.convert("RGB"))]
        except (OSError, UnidentifiedImageError) as error:
            raise Unreadable from error
    return _pdf(data)


def _pdf(data: bytes) -> list[Image.Image]:
    if not data.startswith(b"%PDF-"):
        raise Unreadable
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", data))
    return [Image.new("L", (KEPT_WIDTH, KEPT_WIDTH * 297 // 210), 255) for _ in range(count)]


def _raster(data: bytes) -> list[Image.Image]:
    if data[:4] != b"RaS2":
        raise Unreadable
    pages = []
    at = 4
    while at < len(data):
        picture, at = _page(data, at)
        pages.append(_small(picture))
    return pages


def _page(data: bytes, at: int) -> tuple[Image.Image, int]:
    def word(offset: int) -> int:
        return int.from_bytes(data[at + offset : at + offset + 4], "big")

    if data[at : at + 9] != b"PwgRaster" or at + HEAD > len(data):
        raise Unreadable
    width, height, colour_bits, pixel_bits, line_bytes = word(372), word(376), word(384), word(388), word(392)
    mode = _MODES.get((colour_bits, pixel_bits))
    if mode is None or not 0 < width < 20_000 or not 0 < height < 20_000 or line_bytes != (width * pixel_bits + 7) // 8:
        raise Unreadable
    unit = max(1, pixel_bits // 8)
    at += HEAD
    lines = bytearray()
    while len(lines) < height * line_bytes:
        if at >= len(data):
            raise Unreadable
        times = data[at] + 1
        line, at = _line(data, at + 1, line_bytes, unit)
        lines += line * times
    if len(lines) != height * line_bytes:
        raise Unreadable
    # A set bit is black on paper and white in Pillow.
    dots = bytes(lines).translate(_INVERTED) if mode == "1" else bytes(lines)
    return Image.frombytes(mode, (width, height), dots), at


_INVERTED = bytes(255 - value for value in range(256))


def _line(data: bytes, at: int, length: int, unit: int) -> tuple[bytes, int]:
    line = bytearray()
    while len(line) < length:
        if at >= len(data):
            raise Unreadable
        said = data[at]
        if said < 128:
            line += data[at + 1 : at + 1 + unit] * (said + 1)
            at += 1 + unit
        elif said > 128:
            count = (257 - said) * unit
            line += data[at + 1 : at + 1 + count]
            at += 1 + count
        else:
            raise Unreadable
    if len(line) != length:
        raise Unreadable
    return bytes(line), at


def _small(picture: Image.Image) -> Image.Image:
    plain = picture.convert("L") if picture.mode == "1" else picture
    height = round(picture.height * KEPT_WIDTH / picture.width)
    return plain.resize((KEPT_WIDTH, height), Image.Resampling.BOX) if picture.width != KEPT_WIDTH else plain
