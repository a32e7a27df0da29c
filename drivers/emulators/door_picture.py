"""Draws the 24-hour zone's door with its lamps: open or shut, locked or free, and the relay board's own lights."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.menu import Box, Key

WIDTH, HEIGHT = 460, 360
WALL, FLOOR, FRAME = (222, 226, 231), (176, 182, 190), (92, 98, 108)
GLASS, NIGHT, LEAF = (196, 222, 236), (38, 52, 78), (60, 66, 76)
GREEN, RED, AMBER, DARK, INK = (60, 200, 110), (236, 74, 62), (244, 176, 52), (96, 102, 112), (34, 38, 44)
BOARD, LAMP_OFF = (28, 92, 70), (20, 54, 44)
DOOR: Box = (34, 34, 206, 268)
BOX: Box = (234, 206, 446, 340)
"""The control box with the relay board."""
BUTTONS: dict[str, tuple[Box, str, tuple[int, int, int]]] = {
    "sos": ((234, 40, 336, 92), "SOS 求助", RED),
    "exit": ((344, 40, 446, 92), "出门按钮", GREEN),
    "fire": ((234, 100, 336, 152), "消防", AMBER),
    "key": ((344, 100, 446, 152), "机械钥匙", GREEN),
}
GATES: dict[str, Box] = {"enter": (34, 306, 116, 346), "leave": (124, 306, 206, 346)}
"""The counting sensor, as somebody walks in or out."""
KEY_WORDS = {
    "push": ("推门", "Push the door"),
    "shut": ("关门", "Shut the door"),
    "force": ("强行开门", "Force the door open"),
    "exit": ("按出门按钮", "Press the exit button"),
    "key": ("用机械钥匙", "Turn the key"),
    "enter": ("进一人", "A person enters"),
    "leave": ("出一人", "A person leaves"),
    "sos": ("按求助按钮", "Press the help button"),
    "sos-up": ("求助按钮复位", "Let the help button go"),
    "cover": ("打开控制盒", "Open the control box"),
    "cover-up": ("关上控制盒", "Shut the control box"),
    "fire": ("消防报警", "Fire alarm"),
    "fire-over": ("消防报警解除", "Fire alarm over"),
}
"""Everything a person can do at the door."""
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
    font = fonts.face(18, monospaced=False, bold=True)
    lit = {"sos": panel.sos, "fire": panel.fire, "exit": panel.inputs[2], "key": panel.inputs[7]}
    for name, (box, text, colour) in BUTTONS.items():
        pen.rounded_rectangle(box, 10, fill=colour if lit[name] and not panel.dark else DARK, outline=FRAME, width=2)
        pen.text(_middle(box), text, font=font, fill=(255, 255, 255), anchor="mm")
    pen.text((234, 168), "24 小时自助服务区", font=font, fill=INK)
    for name, place, text in (("enter", 5, "进人 →"), ("leave", 6, "← 出人")):
        on = panel.inputs[place] and not panel.dark
        pen.rounded_rectangle(GATES[name], 8, fill=GREEN if on else (206, 211, 218), outline=FRAME, width=2)
        pen.text(_middle(GATES[name]), text, font=font, fill=INK, anchor="mm")


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def door_keys(panel: Panel) -> list[Key]:
    """On the picture the door's leaf is pushed or shut, and buttons are pressed or let go, as things are now."""
    sos, fire, cover = panel.sos, panel.fire, panel.inputs[3]
    at = {name: box for name, (box, _, _) in BUTTONS.items()} | GATES
    at |= {"shut" if panel.open else "push": DOOR, "cover" if cover else "cover-up": BOX}
    at["sos-up" if sos else "sos"] = BUTTONS["sos"][0]
    at["fire-over" if fire else "fire"] = BUTTONS["fire"][0]
    hidden = {"sos" if sos else "sos-up", "fire" if fire else "fire-over"}
    return [
        Key(name, zh, en, "", None if name in hidden else at.get(name), (WIDTH, HEIGHT)) for name, (zh, en) in KEY_WORDS.items()
    ]


def _board(pen: ImageDraw.ImageDraw, panel: Panel) -> None:
    pen.rounded_rectangle(BOX, 8, fill=BOARD)
    if not panel.inputs[3] and not panel.dark:
        pen.rounded_rectangle(BOX, 8, outline=AMBER, width=4)
        pen.text((438, 216), "盒盖已开", font=fonts.face(13, monospaced=False, bold=True), fill=AMBER, anchor="ra")
    tiny = fonts.face(13, monospaced=False)
    for row, (name, lights, colour) in enumerate((("继电器", panel.relays, RED), ("输入", panel.inputs, GREEN))):
        top = 216 + row * 56
        pen.text((242, top), name, font=tiny, fill=(225, 240, 232))
        for place, on in enumerate(lights):
            left = 244 + place * 25
            pen.ellipse((left, top + 20, left + 14, top + 34), fill=colour if on and not panel.dark else LAMP_OFF)
            if row:
                pen.text((left + 7, top + 46), INPUT_SIGNS[place], font=tiny, fill=(225, 240, 232), anchor="mm")
