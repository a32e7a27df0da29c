"""Draws the card reader: its plate with the mark where a card is laid, and the card when one lies there."""

from PIL import ImageDraw

from drivers.emulators import fonts
from drivers.emulators.terminal_case import BLUE, GREEN, OFF, QUIET_INK, label, lamp, panel, png

TITLES = {
    "residence-permit": "港澳台居民居住证",
    "foreigner-2017": "外国人永久居留身份证",
    "foreigner-2023": "外国人永久居留身份证",
}


def draw_reader(card: str, *, busy: bool, dark: bool) -> bytes:
    """`card`: the kind that lies there, or nothing. The card is drawn without anything of a person on it."""
    picture, pen = panel(460, 320)
    lamp(pen, 40, 40, OFF if dark else GREEN)
    lamp(pen, 66, 40, BLUE if card and not dark else OFF)
    label(pen, 250, 40, "请将身份证放在感应区", 20)
    pen.rounded_rectangle((60, 74, 400, 284), 16, fill=(44, 48, 56), outline=(96, 104, 118), width=2)
    for ring in range(3):
        pen.arc((200 - ring * 22, 150 - ring * 22, 260 + ring * 22, 210 + ring * 22), 200, 340, fill=(110, 120, 136), width=4)
    if card:
        _card(pen, TITLES.get(card, "居民身份证"), busy=busy)
    else:
        label(pen, 230, 246, "等待放卡", 18, QUIET_INK)
    return png(picture)


def _card(pen: ImageDraw.ImageDraw, title: str, *, busy: bool) -> None:
    pen.rounded_rectangle((96, 96, 364, 264), 12, fill=(214, 228, 240), outline=(160, 178, 196), width=2)
    pen.text((120, 112), title, fill=(60, 74, 96), font=fonts.face(18, monospaced=False))
    pen.rounded_rectangle((276, 140, 346, 232), 6, fill=(178, 194, 210))
    pen.ellipse((297, 152, 325, 180), fill=(140, 156, 174))
    pen.pieslice((286, 184, 336, 250), 180, 360, fill=(140, 156, 174))
    for row in range(4):
        pen.rounded_rectangle((120, 152 + row * 20, 250 - row * 14, 160 + row * 20), 4, fill=(172, 190, 208))
    pen.rounded_rectangle((120, 240, 344, 250), 4, fill=(92, 168, 255) if busy else (172, 190, 208))
