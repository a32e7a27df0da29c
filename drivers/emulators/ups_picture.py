"""Draws a UPS's front: its display with battery and load, the lamp, and the plug in the wall's socket, or beside it."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.menu import Box, Key

SIZE = (380, 260)
WALL, CASE, GLASS, INK = (226, 229, 234), (34, 37, 43), (20, 52, 84), (150, 214, 255)
GREEN, AMBER, RED, GREY = (60, 200, 110), (244, 176, 52), (236, 74, 62), (120, 128, 140)
SOCKET: Box = (282, 62, 364, 186)
BATTERY: Box = (60, 148, 212, 172)
LOW_PERCENT = 20
KEY_WORDS = {
    "power-cut": ("市电断电", "Cut the mains"),
    "power-back": ("市电恢复", "Mains come back"),
    "drain": ("电池快用完", "Battery nearly empty"),
    "replace-battery": ("电池老化", "Battery is worn out"),
    "new-battery": ("换上新电池", "Put in a new battery"),
    "overload": ("负载过大", "Overload"),
    "normal-load": ("负载正常", "Normal load"),
}


@dataclass(frozen=True, slots=True)
class Front:
    """What there is to see. `charge` and `load` in percent; `status` in NUT's words."""

    mains: bool
    charge: int
    load: int
    status: str


def ups_keys(*, mains: bool) -> list[Key]:
    """On the picture the socket cuts the mains, or brings them back."""
    at = {"power-cut" if mains else "power-back": SOCKET}
    return [Key(name, zh, en, "", at.get(name), SIZE) for name, (zh, en) in KEY_WORDS.items()]


def draw_ups(front: Front) -> bytes:
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((16, 12, 256, 248), 12, fill=CASE)
    for slot in range(5):
        pen.rounded_rectangle((196, 200 + slot * 9, 240, 204 + slot * 9), 2, fill=(60, 64, 72))
    _display(pen, front)
    _battery(pen, front)
    lamp = RED if "LB" in front.status or "OVER" in front.status else GREEN if front.mains else AMBER
    pen.ellipse((40, 204, 64, 228), fill=lamp, outline=(70, 76, 86), width=3)
    words = "请更换电池" if "RB" in front.status else "负载过大" if "OVER" in front.status else ""
    pen.text((76, 216), words, font=fonts.face(18, monospaced=False), fill=RED, anchor="lm")
    _socket(pen, mains=front.mains)
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def _display(pen: ImageDraw.ImageDraw, front: Front) -> None:
    pen.rounded_rectangle((36, 30, 236, 132), 6, fill=GLASS)
    pen.text((136, 58), "市电供电" if front.mains else "电池供电", font=fonts.face(28, bold=True), fill=INK, anchor="mm")
    small = fonts.face(18, monospaced=False)
    pen.text((136, 92), f"电池电量 {front.charge}%", font=small, fill=INK, anchor="mm")
    pen.text((136, 116), f"负载 {front.load}%", font=small, fill=INK, anchor="mm")


def _battery(pen: ImageDraw.ImageDraw, front: Front) -> None:
    left, top, right, bottom = BATTERY
    pen.rectangle((right, top + 7, right + 6, bottom - 7), fill=GREY)
    pen.rounded_rectangle(BATTERY, 4, outline=GREY, width=2)
    filled = left + 4 + (right - left - 8) * min(100, front.charge) / 100
    if filled > left + 5:
        colour = RED if front.charge <= LOW_PERCENT else GREEN if front.mains else AMBER
        pen.rectangle((left + 4, top + 4, filled, bottom - 4), fill=colour)


def _socket(pen: ImageDraw.ImageDraw, *, mains: bool) -> None:
    pen.rounded_rectangle((290, 70, 356, 136), 8, fill=(250, 250, 251), outline=GREY, width=2)
    for x in (308, 332):
        pen.rounded_rectangle((x, 92, x + 6, 112), 2, fill=(70, 76, 86))
    down = 0 if mains else 60
    pen.line((256, 214, 323, 214, 323, 128 + down // 2), fill=(50, 54, 62), width=6, joint="curve")
    if mains:
        pen.rounded_rectangle((300, 84, 346, 128), 8, fill=(50, 54, 62))
    else:
        pen.rounded_rectangle((300, 150, 346, 186), 8, fill=(50, 54, 62))
        for x in (308, 332):
            pen.rectangle((x, 140, x + 6, 150), fill=(190, 196, 204))
    pen.text((323, 44), "市电", font=fonts.face(18, monospaced=False), fill=(70, 76, 86), anchor="mm")
