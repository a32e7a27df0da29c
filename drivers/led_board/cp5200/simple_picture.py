"""The cards' own picture format: a head of eight bytes, then one plane of dots for each colour.

Source: the maker's "External Calls Communication Protocol" V1.9, simple picture data format. One bit a dot here; the cards also
take a byte a dot.
"""

from PIL import Image

HEAD = b"I1"
HEAD_BYTES = 8
ONE_BIT, ONE_BYTE = 0, 7
RED, GREEN, BLUE = 1, 2, 4
LIT = 128
"""Level of 0 to 255 from which a dot is on."""
MAX_SIDE = 4096


def encode_picture(picture: Image.Image, *, planes: int) -> bytes:
    """An RGB picture with one bit for each colour of a dot.

    Args:
        planes: bits of the colours the board has; 1 red, 2 green, 4 blue.
    """
    width, height = picture.size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ValueError(f"a picture is 1 to {MAX_SIDE} dots wide and high")
    head = HEAD + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes((planes | ONE_BIT << 4, 0))
    bands = picture.convert("RGB").split()
    return head + b"".join(_plane(band) for bit, band in zip((RED, GREEN, BLUE), bands, strict=True) if planes & bit)


def decode_picture(data: bytes) -> Image.Image | None:
    """An RGB picture; None if the head or the length is wrong."""
    if len(data) < HEAD_BYTES or data[:2] != HEAD:
        return None
    width, height = int.from_bytes(data[2:4], "little"), int.from_bytes(data[4:6], "little")
    planes, depth = data[6] & 7, data[6] >> 4
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and depth in (ONE_BIT, ONE_BYTE)):
        return None
    plane_bytes = (-(-width // 8) if depth == ONE_BIT else width) * height
    if len(data) != HEAD_BYTES + plane_bytes * planes.bit_count():
        return None
    at, bands = HEAD_BYTES, []
    for bit in (RED, GREEN, BLUE):
        if planes & bit:
            plane = data[at : at + plane_bytes]
            bands.append(Image.frombytes("1" if depth == ONE_BIT else "L", (width, height), plane).convert("L"))
            at += plane_bytes
        else:
            bands.append(Image.new("L", (width, height)))
    return Image.merge("RGB", bands)


def _plane(band: Image.Image) -> bytes:
    """Rows from the top, each filled up to whole bytes, the leftmost dot in the highest bit."""
    return band.point(lambda level: 255 if level >= LIT else 0).convert("1", dither=Image.Dither.NONE).tobytes()
