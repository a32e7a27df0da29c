"""Draws the pads: a clerk's with its digits, a citizen's with its four keys."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from drivers.emulators import fonts
from drivers.emulators.menu import DIGITS, Box, Key

CASE, CASE_EDGE = (70, 76, 86), (46, 50, 58)
DESK = (226, 229, 234)
KEY, KEY_LIT, LABEL = (238, 240, 243), (120, 190, 255), (40, 44, 52)
DISPLAY, DIGIT_ON, DIGIT_OFF = (30, 8, 8), (255, 60, 48), (58, 16, 15)
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc",
    "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg", " ": "",
}  # fmt: skip
CALL_PAD, EVALUATOR = (460, 330), (460, 250)
KEYS = (
    ("next", "下一位"), ("recall", "重呼"), ("evaluate", "评价"), ("pause", "暂停"),
    ("transfer", "转移"), ("miss", "过号"), ("hold", "挂起"), ("take-back", "恢复"),
)  # fmt: skip
ENGLISH = {
    "下一位": "Next", "重呼": "Recall", "评价": "Evaluate", "暂停": "Pause",
    "转移": "Transfer", "过号": "Miss", "挂起": "Hold", "恢复": "Take back",
    "非常满意": "Very good", "满意": "Good", "基本满意": "Fair", "不满意": "Bad", "非常不满意": "Very bad", "不评价": "No rating",
}  # fmt: skip
"""What stands on keys, for people who don't read it."""
MOODS = {
    "非常满意": (1.0, (52, 160, 82)), "满意": (0.5, (70, 136, 204)), "基本满意": (0.0, (196, 148, 36)),
    "不满意": (-0.6, (214, 118, 48)), "非常不满意": (-1.0, (204, 72, 60)),
}  # fmt: skip
"""The face over a rating, and its colour."""
KEY_PITCH, KEY_WIDTH = 101, 93
TITLE_ROOM = KEY_WIDTH - 8
SMALLEST_TITLE = 8
LONGEST_LINE = 4
"""Characters of a key's title in one line."""
RATINGS = (
    ("very-good", "非常满意", (64, 180, 92), 1.0),
    ("good", "满意", (80, 150, 220), 0.5),
    ("declined", "不评价", (150, 156, 166), 0.0),
    ("bad", "不满意", (226, 92, 74), -1.0),
)


def draw_call_pad(display: str, last_key: str, *, dark: bool) -> bytes:
    """Display: six places, three for people waiting, three for the ticket."""
    picture, pen = _case(*CALL_PAD)
    pen.rounded_rectangle((32, 30, 428, 134), 10, fill=DISPLAY)
    for place, digit in enumerate("      " if dark else display):
        _digit(pen, 52 + place * 58 + (30 if place > 2 else 0), 56, digit)
    small = fonts.face(14, monospaced=False)
    pen.text((52, 34), "等候人数", font=small, fill=(170, 90, 86))
    pen.text((256, 34), "当前号码", font=small, fill=(170, 90, 86))
    label = fonts.face(22, monospaced=False)
    for place, (name, text) in enumerate(KEYS):
        box = _call_key(place)
        lit = name == last_key.partition(":")[0]
        pen.rounded_rectangle(box, 10, fill=KEY_LIT if lit else KEY, outline=(188, 192, 200), width=2)
        pen.text((box[0] + 47, box[1] + 30), text, font=label, fill=LABEL, anchor="mm")
    return _png(picture)


def call_pad_keys() -> list[Key]:
    keys = [Key(name, text, ENGLISH[text], "", _call_key(place), CALL_PAD) for place, (name, text) in enumerate(KEYS)]
    return [*keys, Key("transfer", "转移到窗口", "Transfer to window", DIGITS)]


def _call_key(place: int) -> Box:
    x, y = 32 + place % 4 * KEY_PITCH, 156 + place // 4 * 72
    return x, y, x + KEY_WIDTH, y + 60


def draw_evaluator(last_key: str, *, dark: bool) -> bytes:
    picture, pen = _case(*EVALUATOR)
    title = fonts.face(24, monospaced=False, bold=True)
    pen.text((230, 48), "请对本次服务评价", font=title, fill=(130, 134, 142) if dark else (240, 243, 247), anchor="mm")
    label = fonts.face(18, monospaced=False)
    for place, (name, text, colour, mood) in enumerate(RATINGS):
        x, y, right, bottom = _rating_key(place)
        lit = name == last_key
        pen.rounded_rectangle((x, y, right, bottom), 14, fill=colour, outline=(255, 255, 255) if lit else CASE, width=5)
        _face(picture, x + 48, y + 50, mood)
        pen.text((x + 48, y + 104), text, font=label, fill=(255, 255, 255), anchor="mm")
    return _png(picture)


def evaluator_keys() -> list[Key]:
    return [Key(name, text, ENGLISH[text], "", _rating_key(place), EVALUATOR) for place, (name, text, _, _) in enumerate(RATINGS)]


def _rating_key(place: int) -> tuple[int, int, int, int]:
    x, y = 30 + place * KEY_PITCH, 84
    return x, y, x + 95, y + 124


def draw_plain_pad(titles: Mapping[str, str], lit: str, *, inviting: bool, dark: bool) -> bytes:
    """A row of keys (two rows from seven on) with their titles; `inviting` lights the lamp over them."""
    grid = _grid(titles)
    picture, pen = _case(*grid.size)
    lamp = (120, 220, 130) if inviting and not dark else (60, 66, 74)
    pen.ellipse((34, 32, 54, 52), fill=lamp, outline=CASE_EDGE, width=2)
    if grid.faces:
        pen.text((68, 42), "请评价", font=fonts.face(20, monospaced=False), fill=(130, 134, 142) if dark else KEY, anchor="lm")
    for place, key in enumerate(titles):
        x, y, right, bottom = grid.key(place)
        fill = KEY_LIT if key == lit else (KEY if not dark else (176, 180, 186))
        pen.rounded_rectangle((x, y, right, bottom), 12, fill=fill, outline=(188, 192, 200), width=2)
        if grid.faces:
            mood, colour = MOODS.get(titles[key], (0.0, (120, 126, 136)))
            _face(picture, x + 47, y + 40, mood, colour)
        _title(pen, x + 47, (y + 102) if grid.faces else (y + bottom) // 2, titles[key])
    return _png(picture)


def plain_pad_keys(titles: Mapping[str, str]) -> list[Key]:
    grid = _grid(titles)
    return [
        Key(key, title, ENGLISH.get(title, title), "", grid.key(place), grid.size)
        for place, (key, title) in enumerate(titles.items())
    ]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the keys of a plain pad are."""

    columns: int
    rows: int
    faces: bool

    @property
    def key_height(self) -> int:
        return 130 if self.faces else 78

    @property
    def size(self) -> tuple[int, int]:
        return 60 + self.columns * KEY_PITCH, 76 + self.rows * (self.key_height + 14)

    def key(self, place: int) -> tuple[int, int, int, int]:
        x, y = 30 + place % self.columns * KEY_PITCH, 68 + place // self.columns * (self.key_height + 14)
        return x, y, x + KEY_WIDTH, y + self.key_height


def _grid(titles: Mapping[str, str]) -> _Grid:
    columns = len(titles) if len(titles) <= 6 else (len(titles) + 1) // 2
    return _Grid(columns, -(-len(titles) // columns), any(title in MOODS for title in titles.values()))


def _title(pen: ImageDraw.ImageDraw, x: int, y: int, title: str) -> None:
    """In two lines when it is long in Chinese, 非常 over 不满意; smaller when that doesn't fit either."""
    half = len(title) // 2
    lines = [title] if title.isascii() or len(title) <= LONGEST_LINE else [title[:half], title[half:]]
    height = 20
    while height > SMALLEST_TITLE and any(pen.textlength(line, _title_font(height)) > TITLE_ROOM for line in lines):
        height -= 1
    font = _title_font(height)
    for number, line in enumerate(lines):
        pen.text((x, y + round((number - (len(lines) - 1) / 2) * 24)), line, font=font, fill=LABEL, anchor="mm")


def _title_font(height: int) -> fonts.Face:
    return fonts.face(height, monospaced=False)


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


def _face(picture: Image.Image, x: int, y: int, mood: float, ink: tuple[int, int, int] = (255, 255, 255)) -> None:
    """A round face; `mood` 1 smiles, -1 frowns."""
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x - 30, y - 30, x + 30, y + 30), outline=ink, width=4)
    for side in (-1, 1):
        pen.ellipse((x + side * 11 - 4, y - 12, x + side * 11 + 4, y - 4), fill=ink)
    mouth = [(x + step * 2, y + 12 + round(mood * 7 * math.cos(step * math.pi / 16)) - round(mood * 2)) for step in range(-8, 9)]
    pen.line(mouth, fill=ink, width=4, joint="curve")


def _png(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
