"""Draws the key pad: arrows, digits with the dot on the five, and the jack."""

from PIL import ImageDraw

from drivers.emulators.terminal_case import BLUE, GREEN, OFF, label, lamp, panel, png

KEY, KEY_EDGE, MARK = (236, 239, 243), (176, 182, 192), (40, 44, 52)
ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("返回", "0", "确认"))
SPECIAL = {"返回": (236, 190, 84), "确认": (96, 196, 128)}


def draw_keypad(*, pressed: bool, headphones: bool, dark: bool) -> bytes:
    picture, pen = panel(460, 400)
    lamp(pen, 40, 40, OFF if dark else GREEN)
    lamp(pen, 66, 40, BLUE if pressed and not dark else OFF)
    label(pen, 250, 40, "盲文键盘", 20)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            _key(pen, 34 + column * 82, 72 + row * 72, text)
    for x, y, text in ((340, 92, "↑"), (340, 212, "↓"), (300, 152, "←"), (380, 152, "→")):
        pen.rounded_rectangle((x - 24, y - 24, x + 24, y + 24), 10, fill=KEY, outline=KEY_EDGE, width=2)
        label(pen, x, y, text, 26, MARK)
    _jack(pen, headphones=headphones)
    return png(picture)


def _key(pen: ImageDraw.ImageDraw, x: int, y: int, text: str) -> None:
    pen.rounded_rectangle((x, y, x + 72, y + 62), 12, fill=SPECIAL.get(text, KEY), outline=KEY_EDGE, width=2)
    label(pen, x + 36, y + 30, text, 30 if len(text) == 1 else 20, MARK)
    if text == "5":
        pen.ellipse((x + 32, y + 50, x + 40, y + 58), fill=MARK)


def _jack(pen: ImageDraw.ImageDraw, *, headphones: bool) -> None:
    pen.arc((296, 272, 384, 360), 200, 340, fill=(210, 216, 226), width=5)
    pen.ellipse((322, 300, 358, 336), fill=(24, 26, 32), outline=(150, 157, 168), width=4)
    if headphones:
        pen.ellipse((329, 307, 351, 329), fill=(92, 168, 255))
        pen.line((340, 318, 340, 376), fill=(92, 168, 255), width=7)
    label(pen, 340, 366, "" if headphones else "耳机", 16)
