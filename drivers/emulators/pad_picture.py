"""Draws the pads: a clerk's with its digits, a citizen's with its four keys."""

import io
import math
from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFilter

from drivers.emulators import fonts

CASE, CASE_EDGE = (70, 76, 86), (46, 50, 58)
DESK = (226, 229, 234)
KEY, KEY_LIT, LABEL = (238, 240, 243), (120, 190, 255), (40, 44, 52)
DISPLAY, DIGIT_ON, DIGIT_OFF = (30, 8, 8), (255, 60, 48), (58, 16, 15)
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc",
    "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg", " ": "",
}  # fmt: skip
KEYS = (
    ("next", "下一位"), ("recall", "重呼"), ("evaluate", "评价"), ("pause", "暂停"),
    ("transfer", "转移"), ("miss", "过号"), ("hold", "挂起"), ("take-back", "恢复"),
)  # fmt: skip
RATINGS = (
    ("very-good", "非常满意", (64, 180, 92), 1.0),
    ("good", "满意", (80, 150, 220), 0.5),
    ("declined", "不评价", (150, 156, 166), 0.0),
    ("bad", "不满意", (226, 92, 74), -1.0),
)


def draw_call_pad(display: str, last_key: str, *, dark: bool) -> bytes:
    """Display: six places, three for people waiting, three for the ticket."""
    picture, pen = _case(460, 330)
    pen.rounded_rectangle((32, 30, 428, 134), 10, fill=DISPLAY)
    for place, digit in enumerate("      " if dark else display):
        _digit(pen, 52 + place * 58 + (30 if place > 2 else 0), 56, digit)
    small = fonts.face(14, monospaced=False)
    pen.text((52, 34), "等候人数", font=small, fill=(170, 90, 86))
    pen.text((256, 34), "当前号码", font=small, fill=(170, 90, 86))
    label = fonts.face(22, monospaced=False)
    for place, (name, text) in enumerate(KEYS):
        x, y = 32 + place % 4 * 101, 156 + place // 4 * 72
        lit = name == last_key.partition(":")[0]
        pen.rounded_rectangle((x, y, x + 93, y + 60), 10, fill=KEY_LIT if lit else KEY, outline=(188, 192, 200), width=2)
        pen.text((x + 47, y + 30), text, font=label, fill=LABEL, anchor="mm")
    return _png(picture)


def draw_evaluator(last_key: str, *, dark: bool) -> bytes:
    picture, pen = _case(460, 250)
    title = fonts.face(24, monospaced=False, bold=True)
    pen.text((230, 48), "请对本次服务评价", font=title, fill=(130, 134, 142) if dark else (240, 243, 247), anchor="mm")
    label = fonts.face(18, monospaced=False)
    for place, (name, text, colour, mood) in enumerate(RATINGS):
        x, y = 30 + place * 101, 84
        lit = name == last_key
        pen.rounded_rectangle((x, y, x + 95, y + 124), 14, fill=colour, outline=(255, 255, 255) if lit else CASE, width=5)
        _face(picture, x + 48, y + 50, mood)
        pen.text((x + 48, y + 104), text, font=label, fill=(255, 255, 255), anchor="mm")
    return _png(picture)


def draw_plain_pad(titles: Mapping[str, str], lit: str, *, inviting: bool, dark: bool) -> bytes:
    """A row of keys (two rows from seven on) with their titles; `inviting` lights the lamp over them."""
    keys = list(titles)
    columns = len(keys) if len(keys) <= 6 else (len(keys) + 1) // 2
    rows = (len(keys) + columns - 1) // columns
    picture, pen = _case(60 + columns * 101, 90 + rows * 92)
    lamp = (120, 220, 130) if inviting and not dark else (60, 66, 74)
    pen.ellipse((34, 32, 54, 52), fill=lamp, outline=CASE_EDGE, width=2)
    label = fonts.face(20, monospaced=False)
    for place, key in enumerate(keys):
        x, y = 30 + place % columns * 101, 68 + place // columns * 92
        fill = KEY_LIT if key == lit else (KEY if not dark else (176, 180, 186))
        pen.rounded_rectangle((x, y, x + 93, y + 78), 12, fill=fill, outline=(188, 192, 200), width=2)
        pen.text((x + 47, y + 39), titles[key], font=label, fill=LABEL, anchor="mm")
    return _png(picture)


def _case(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (width, height), DESK)
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle((14, 16, width - 10, height - 6), 22, fill=140)
    picture.paste((60, 64, 72), (0, 0), shadow.filter(ImageFilter.GaussianBlur(6)))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((12, 10, width - 12, height - 12), 20, fill=CASE, outline=CASE_EDGE, width=3)
    if not fonts.installed():
        pen.text((20, 14), fonts.MISSING_NOTICE, fill=(255, 150, 140))
    return picture, pen


def _digit(pen: ImageDraw.ImageDraw, x: int, y: int, digit: str) -> None:
    """Seven segments in a box of 36 by 66."""
    bars = {
        "a": (x + 5, y, x + 31, y + 6),
        "b": (x + 30, y + 5, x + 36, y + 31),
        "c": (x + 30, y + 35, x + 36, y + 61),
        "d": (x + 5, y + 60, x + 31, y + 66),
        "e": (x, y + 35, x + 6, y + 61),
        "f": (x, y + 5, x + 6, y + 31),
        "g": (x + 5, y + 30, x + 31, y + 36),
    }
    for segment, box in bars.items():
        pen.rounded_rectangle(box, 3, fill=DIGIT_ON if segment in SEGMENTS.get(digit, "") else DIGIT_OFF)


def _face(picture: Image.Image, x: int, y: int, mood: float) -> None:
    """A round face; `mood` 1 smiles, -1 frowns."""
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x - 30, y - 30, x + 30, y + 30), outline=(255, 255, 255), width=4)
    for side in (-1, 1):
        pen.ellipse((x + side * 11 - 4, y - 12, x + side * 11 + 4, y - 4), fill=(255, 255, 255))
    mouth = [(x + step * 2, y + 12 + round(mood * 7 * math.cos(step * math.pi / 16)) - round(mood * 2)) for step in range(-8, 9)]
    pen.line(mouth, fill=(255, 255, 255), width=4, joint="curve")


def _png(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
