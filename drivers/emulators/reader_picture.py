"""Draws the card reader: its plate with the mark where a card is laid, and the card when one lies there."""

from collections.abc import Iterable
from dataclasses import replace

from PIL import ImageDraw

from drivers.emulators import fonts
from drivers.emulators.menu import Box, Key
from drivers.emulators.terminal_case import BLUE, GREEN, OFF, QUIET_INK, label, lamp, panel, png

SIZE = (460, 320)
PLATE: Box = (60, 74, 400, 284)
NAMES = {
    "resident": ("放上居民身份证", "Lay a resident's card"),
    "residence-permit": ("放上港澳台居民居住证", "Lay a residence permit (Hong Kong, Macao, Taiwan)"),
    "foreigner-2017": ("放上外国人永居证（2017 版）", "Lay a foreigner's permanent residence card (2017)"),
    "foreigner-2023": ("放上外国人永居证（2023 版）", "Lay a foreigner's permanent residence card (2023)"),
    "resident-newest-address": ("放上有追加住址的身份证", "Lay a card with a newer address"),
    "one-fingerprint": ("放上只有一枚指纹的身份证", "Lay a card with one fingerprint"),
    "no-fingerprint": ("放上没有指纹的身份证", "Lay a card without fingerprints"),
    "rare-name": ("放上姓名有生僻字的身份证", "Lay a card with a rare name"),
    "long-name": ("放上姓名很长的身份证", "Lay a card with a long name"),
    "long-term": ("放上长期有效的身份证", "Lay a card valid without end"),
    "expired": ("放上过期的身份证", "Lay an expired card"),
    "wrong-number": ("放上号码有误的身份证", "Lay a card with a wrong number"),
    "empty": ("放上空白卡", "Lay an empty card"),
    "unknown-kind": ("放上不认识的证件", "Lay a card of an unknown kind"),
}
"""What laying a card is called, by the card's kind."""
TITLES = {
    "residence-permit": "港澳台居民居住证",
    "foreigner-2017": "外国人永久居留身份证",
    "foreigner-2023": "外国人永久居留身份证",
}


def draw_reader(card: str, *, busy: bool, dark: bool) -> bytes:
    """`card`: the kind that lies there, or nothing. The card is drawn without anything of a person on it."""
    picture, pen = panel(*SIZE)
    lamp(pen, 40, 40, OFF if dark else GREEN)
    lamp(pen, 66, 40, BLUE if card and not dark else OFF)
    label(pen, 250, 40, "请将身份证放在感应区", 20)
    pen.rounded_rectangle(PLATE, 16, fill=(44, 48, 56), outline=(96, 104, 118), width=2)
    for ring in range(3):
        pen.arc((200 - ring * 22, 150 - ring * 22, 260 + ring * 22, 210 + ring * 22), 200, 340, fill=(110, 120, 136), width=4)
    if card:
        _card(pen, TITLES.get(card, "居民身份证"), busy=busy)
    else:
        label(pen, 230, 246, "等待放卡", 18, QUIET_INK)
    return png(picture)


def reader_keys(cards: Iterable[str], lies_there: str) -> list[Key]:
    """On the picture a card is laid, or lifted when one lies there."""
    keys = [Key(f"card:{kind}", *NAMES.get(kind, (kind, kind))) for kind in cards]
    lift = Key("lift", "拿走证件", "Lift the card", "", PLATE if lies_there else None, SIZE)
    if not lies_there:
        keys[0] = replace(keys[0], box=PLATE, size=SIZE)
    return [*keys, lift]


def _card(pen: ImageDraw.ImageDraw, title: str, *, busy: bool) -> None:
    pen.rounded_rectangle((96, 96, 364, 264), 12, fill=(214, 228, 240), outline=(160, 178, 196), width=2)
    pen.text((120, 112), title, fill=(60, 74, 96), font=fonts.face(18, monospaced=False))
    pen.rounded_rectangle((276, 140, 346, 232), 6, fill=(178, 194, 210))
    pen.ellipse((297, 152, 325, 180), fill=(140, 156, 174))
    pen.pieslice((286, 184, 336, 250), 180, 360, fill=(140, 156, 174))
    for row in range(4):
        pen.rounded_rectangle((120, 152 + row * 20, 250 - row * 14, 160 + row * 20), 4, fill=(172, 190, 208))
    pen.rounded_rectangle((120, 240, 344, 250), 4, fill=(92, 168, 255) if busy else (172, 190, 208))
