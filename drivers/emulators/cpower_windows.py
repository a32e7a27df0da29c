"""What a C-Power controller keeps in its windows, read from the bytes of an external call (command 7B)."""

import io
from dataclasses import dataclass

from PIL import Image

HEIGHTS = (8, 12, 16, 24, 32, 40, 48, 56)
RICH_HUES = {1: (1, 0, 0), 2: (0, 1, 0), 3: (1, 1, 0), 4: (0, 0, 1), 5: (1, 0, 1), 6: (0, 1, 1), 7: (1, 1, 1)}
MISSING = "□"
SCROLLING = (11, 14)
MOVING_IN = (6, 7, 8, 9)


class BadContent(Exception):
    """The controller refuses it."""


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """In one window: text or a picture."""

    since_s: float
    text: str = ""
    height: int = 16
    hue: tuple[int, int, int] = (255, 0, 0)
    effect: int = 0
    across: int = 0
    down: int = 0
    stay_s: int = 0
    picture: Image.Image | None = None
    clock: bool = False


def read_boxes(data: bytes) -> list[Box]:
    """Sub-command 01.

    Raises:
        BadContent: not 1 to 8 windows, or fewer bytes than they need.
    """
    count = data[1] if len(data) > 1 else 0
    if not 1 <= count <= 8 or len(data) < 2 + 8 * count:
        raise BadContent("windows")
    numbers = [int.from_bytes(data[2 + 2 * i : 4 + 2 * i], "big") for i in range(4 * count)]
    return [Box(*numbers[4 * i : 4 * i + 4]) for i in range(count)]


def read_shown(data: bytes, now_s: float) -> Shown:
    """Sub-commands 02, 03, 04, 05 and 12, without regard to the window.

    Raises:
        BadContent: shorter than its fixed fields, or a picture that can't be decoded.
    """
    try:
        if data[0] == 0x12:
            hue = (data[8], data[9], data[10])
            height = HEIGHTS[data[7] & 7]
            stay_s = data[5] * 256 + data[6]
            return Shown(now_s, _text(data[11:]), height, hue, data[2], data[3] & 3, data[3] >> 2 & 3, stay_s)
        if data[0] == 0x02:
            return _rich(data, now_s)
        if data[0] == 0x04:
            hue = (data[13], data[14], data[15])
            return Shown(now_s, _text(data[16:]), HEIGHTS[data[12] & 7], hue, 0, data[3] & 3)
        if data[0] == 0x05:
            hue = (data[8], data[9], data[10])
            return Shown(now_s, _text(data[11:]), HEIGHTS[data[7] & 7], hue, across=1, down=1, clock=True)
        return Shown(now_s, picture=_picture(data), stay_s=data[4] * 256 + data[5])
    except (IndexError, ValueError, OSError) as error:
        raise BadContent("content") from error


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("gbk", "replace").replace("\ufffd", MISSING)


def _rich(data: bytes, now_s: float) -> Shown:
    letters, height, hue = bytearray(), 16, (255, 0, 0)
    for at in range(7, len(data) - 2, 3):
        look, high, low = data[at : at + 3]
        if (look, high, low) == (0, 0, 0):
            break
        if not letters:
            height = HEIGHTS[look & 7]
            red, green, blue = RICH_HUES[look >> 4]
            hue = (255 * red, 255 * green, 255 * blue)
        letters += bytes((high, low)) if high else bytes((low,))
    return Shown(now_s, _text(bytes(letters)), height, hue, data[2], data[3] & 3, stay_s=data[5] * 256 + data[6])


def _picture(data: bytes) -> Image.Image:
    kind, content = data[6], data[11:]
    if kind == 1:
        with Image.open(io.BytesIO(content), formats=("GIF",)) as gif:
            return gif.convert("RGB")
    if kind != 4 or content[:2] != b"I1":
        raise ValueError("picture format")
    width, height = content[2] + content[3] * 256, content[4] + content[5] * 256
    gray = content[6] >> 4
    row = (width + 7) // 8 if gray == 0 else width
    planes, at = [], 8
    for colour in range(3):
        if not content[6] >> colour & 1:
            planes.append(Image.new("L", (width, height)))
            continue
        part = content[at : at + row * height]
        at += row * height
        if len(part) < row * height:
            raise ValueError("picture ends early")
        plane = Image.new("L", (width, height))
        for y in range(height):
            for x in range(width):
                lit = part[y * row + x // 8] << x % 8 & 0x80 if gray == 0 else part[y * row + x] & 0x80
                if lit:
                    plane.putpixel((x, y), 255)
        planes.append(plane)
    return Image.merge("RGB", planes)
