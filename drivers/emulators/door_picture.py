"""Draws the 24-hour zone's door with its lamps: open or shut, locked or free, and the relay board's own lights."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from drivers.emulators import fonts

WIDTH, HEIGHT = 460, 360
WALL, FLOOR, FRAME = (222, 226, 231), (176, 182, 190), (92, 98, 108)
GLASS, NIGHT, LEAF = (196, 222, 236), (38, 52, 78), (60, 66, 76)
GREEN, RED, AMBER, DARK, INK = (60, 200, 110), (236, 74, 62), (244, 176, 52), (96, 102, 112), (34, 38, 44)
BOARD, LAMP_OFF = (28, 92, 70), (20, 54, 44)
INPUT_SIGNS = ("磁", "助", "按", "箱", "火", "进", "出", "钥")
"""Contact, help, exit button, cover, fire, in, out, key."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What there is to see."""

    relays: tuple[bool, ...]
    inputs: tuple[bool, ...]
    open: bool
    free: bool
    sos: bool
    fire: bool
    dark: bool
    """The board is cut off."""


def draw_door(panel: Panel) -> bytes:
    """A PNG of the door and its board."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 268, WIDTH, HEIGHT), fill=FLOOR)
    _door(pen, panel)
    _signs(pen, panel)
    _board(pen, panel)
    if not fonts.installed():
        pen.text((8, 4), fonts.MISSING_NOTICE, fill=RED)
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def _door(pen: ImageDraw.ImageDraw, panel: Panel) -> None:
    pen.rectangle((34, 34, 206, 268), fill=FRAME)
    pen.rectangle((46, 46, 194, 268), fill=NIGHT)
    if panel.open:
        # The leaf stands away from us, hinged at the left.
        pen.polygon(((46, 46), (96, 62), (96, 254), (46, 268)), fill=LEAF)
        pen.polygon(((52, 58), (90, 70), (90, 244), (52, 256)), fill=GLASS)
    else:
        pen.rectangle((46, 46, 194, 268), fill=LEAF)
        pen.rectangle((60, 60, 180, 250), fill=GLASS)
        pen.line((60, 250, 180, 60), fill=(232, 242, 248), width=5)
        pen.rounded_rectangle((176, 150, 188, 188), 5, fill=(214, 218, 224))
    lamp = DARK if panel.dark else GREEN if panel.free else RED
    pen.ellipse((110, 12, 130, 32), fill=lamp, outline=FRAME, width=2)
    text = "不知道" if panel.dark else "门开着" if panel.open else "可以推门" if panel.free else "已锁"
    pen.text((120, 286), text, font=fonts.face(24, monospaced=False, bold=True), fill=INK, anchor="mm")


def _signs(pen: ImageDraw.ImageDraw, panel: Panel) -> None:
    small = fonts.face(18, monospaced=False, bold=True)
    for top, name, lit, colour in ((46, "求助 SOS", panel.sos, RED), (106, "消防", panel.fire, AMBER)):
        pen.rounded_rectangle((234, top, 344, top + 48), 10, fill=colour if lit else DARK)
        pen.text((289, top + 24), name, font=small, fill=(255, 255, 255), anchor="mm")
    pen.text((234, 172), "24 小时自助服务区", font=small, fill=INK)


def _board(pen: ImageDraw.ImageDraw, panel: Panel) -> None:
    pen.rounded_rectangle((234, 206, 446, 340), 8, fill=BOARD)
    tiny = fonts.face(13, monospaced=False)
    for row, (name, lights, colour) in enumerate((("继电器", panel.relays, RED), ("输入", panel.inputs, GREEN))):
        top = 216 + row * 56
        pen.text((242, top), name, font=tiny, fill=(225, 240, 232))
        for place, on in enumerate(lights):
            left = 244 + place * 25
            pen.ellipse((left, top + 20, left + 14, top + 34), fill=colour if on and not panel.dark else LAMP_OFF)
            if row:
                pen.text((left + 7, top + 46), INPUT_SIGNS[place], font=tiny, fill=(225, 240, 232), anchor="mm")
