"""Draws the key pad: arrows, digits with the dot on the five, and the jack."""

from PIL import ImageDraw

from drivers.emulators.menu import DIGITS, Key
from drivers.emulators.terminal_case import BLUE, GREEN, OFF, label, lamp, panel, png

SIZE = (460, 400)
KEY, KEY_EDGE, MARK = (236, 239, 243), (176, 182, 192), (40, 44, 52)
ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("返回", "0", "确认"))
ROW_NAMES = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("back", "0", "ok"))
SMALL = {
    "up": ((332, 62, 380, 110), "↑"), "down": ((332, 162, 380, 210), "↓"),
    "left": ((288, 112, 336, 160), "←"), "right": ((376, 112, 424, 160), "→"),
    "repeat": ((286, 224, 352, 264), "重听"), "help": ((360, 224, 426, 264), "求助"),
    "volume-down": ((286, 274, 352, 314), "音量−"), "volume-up": ((360, 274, 426, 314), "音量+"),
}  # fmt: skip
"""Place and mark of the keys beside the digits."""
JACK = (296, 322, 424, 386)
WORDS = {
    "up": ("上", "Up"), "down": ("下", "Down"), "left": ("左", "Left"), "right": ("右", "Right"),
    "repeat": ("重听", "Repeat"), "help": ("求助", "Help"),
    "volume-up": ("音量加", "Volume up"), "volume-down": ("音量减", "Volume down"),
    "back": ("返回", "Back"), "ok": ("确认", "OK"),
}  # fmt: skip
SPECIAL = {"返回": (236, 190, 84), "确认": (96, 196, 128)}


def draw_keypad(*, pressed: bool, headphones: bool, dark: bool) -> bytes:
    picture, pen = panel(*SIZE)
    lamp(pen, 40, 40, OFF if dark else GREEN)
    lamp(pen, 66, 40, BLUE if pressed and not dark else OFF)
    label(pen, 250, 40, "无障碍键盘", 20)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            _key(pen, 34 + column * 82, 72 + row * 72, text)
    for box, text in SMALL.values():
        pen.rounded_rectangle(box, 10, fill=KEY, outline=KEY_EDGE, width=2)
        size = 26 if len(text) == 1 else 16
        label(pen, (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, text, size, MARK)
    _jack(pen, headphones=headphones)
    return png(picture)


def _key(pen: ImageDraw.ImageDraw, x: int, y: int, text: str) -> None:
    pen.rounded_rectangle((x, y, x + 72, y + 62), 12, fill=SPECIAL.get(text, KEY), outline=KEY_EDGE, width=2)
    label(pen, x + 36, y + 30, text, 30 if len(text) == 1 else 20, MARK)
    if text == "5":
        pen.ellipse((x + 32, y + 50, x + 40, y + 58), fill=MARK)


def _jack(pen: ImageDraw.ImageDraw, *, headphones: bool) -> None:
    pen.ellipse((322, 340, 354, 372), fill=(24, 26, 32), outline=(150, 157, 168), width=4)
    if headphones:
        pen.ellipse((329, 347, 347, 365), fill=BLUE)
        pen.line((338, 356, 338, 396), fill=BLUE, width=7)
    pen.arc((374, 336, 412, 376), 180, 360, fill=BLUE if headphones else (210, 216, 226), width=4)
    for x in (374, 404):
        pen.rounded_rectangle((x, 354, x + 8, 374), 3, fill=BLUE if headphones else (210, 216, 226))


def keypad_keys(*, headphones: bool) -> list[Key]:
    """The jack on the picture takes the plug in, or lets it go."""
    keys = []
    for row, names in enumerate(ROW_NAMES):
        for column, name in enumerate(names):
            x, y = 34 + column * 82, 72 + row * 72
            keys.append(Key(name, *WORDS.get(name, (name, name)), "", (x, y, x + 72, y + 62), SIZE))
    keys += [Key(name, *WORDS[name], "", box, SIZE) for name, (box, _) in SMALL.items()]
    return [
        *keys,
        Key("headphones-in", "插入耳机", "Plug headphones in", "", None if headphones else JACK, SIZE),
        Key("headphones-out", "拔出耳机", "Pull headphones out", "", JACK if headphones else None, SIZE),
        Key("digits", "连续按数字", "Press the digits", DIGITS),
        Key("unknown-key", "按不认识的键", "Press a key nobody knows"),
    ]
