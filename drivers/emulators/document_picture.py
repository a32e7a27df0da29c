"""Draws an A4 printer: its front with lamps, and the paper that came out last lying on its tray."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from drivers.emulators import fonts

WIDTH, HEAD, FOOT = 740, 150, 40
DESK, HOUSING, SLOT, EDGE = (226, 229, 234), (236, 238, 241), (40, 44, 52), (176, 182, 190)
INK, QUIET, OFF = (44, 50, 60), (120, 128, 138), (196, 200, 206)
GREEN, AMBER, RED, BLUE = (60, 180, 100), (240, 170, 40), (226, 62, 54), (62, 132, 230)
EMPTY_TRAY = 220


@dataclass(frozen=True, slots=True)
class Front:
    """`paper`: the newest one; `lying`: how many lie in the tray, 0 when it was taken."""

    paper: Image.Image | None
    lying: int
    printing: bool
    warning: bool
    error: bool


def draw_printer(front: Front) -> bytes:
    """A PNG."""
    paper = front.paper
    height = HEAD + (paper.height if paper else EMPTY_TRAY) + FOOT
    picture = Image.new("RGB", (WIDTH, height), DESK)
    if paper is not None:
        _lay(picture, paper if front.lying else _pale(paper), min(front.lying, 4))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((12, 10, WIDTH - 12, HEAD - 10), 16, fill=HOUSING, outline=EDGE, width=2)
    pen.rounded_rectangle((40, HEAD - 34, WIDTH - 40, HEAD - 18), 6, fill=SLOT)
    lamps = (
        ("就绪", GREEN if not front.error else OFF),
        ("打印中", BLUE if front.printing else OFF),
        ("提醒", AMBER if front.warning else OFF),
        ("故障", RED if front.error else OFF),
    )
    for place, (label, colour) in enumerate(lamps):
        x = 44 + place * 130
        pen.ellipse((x, 46, x + 20, 66), fill=colour, outline=EDGE)
        pen.text((x + 30, 56), label, font=fonts.face(20, monospaced=False), fill=INK, anchor="lm")
    pen.text((WIDTH - 44, 56), "A4", font=fonts.face(26, monospaced=False, bold=True), fill=QUIET, anchor="rm")
    if paper is not None and not front.lying:
        pen.rounded_rectangle((WIDTH / 2 - 90, HEAD + 14, WIDTH / 2 + 90, HEAD + 58), 10, fill=QUIET)
        taken = "已取走" if fonts.installed() else "taken"
        pen.text((WIDTH / 2, HEAD + 36), taken, font=fonts.face(24, monospaced=False), fill=HOUSING, anchor="mm")
    if paper is None:
        text = "出纸口没有纸张" if fonts.installed() else fonts.MISSING_NOTICE
        pen.text((WIDTH / 2, HEAD + EMPTY_TRAY / 2), text, font=fonts.face(22, monospaced=False), fill=QUIET, anchor="mm")
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def _pale(paper: Image.Image) -> Image.Image:
    """As it was, but gone."""
    plain = paper.convert("RGB")
    return Image.blend(plain, Image.new("RGB", plain.size, DESK), 0.55)


def _lay(picture: Image.Image, paper: Image.Image, count: int) -> None:
    x, y = (WIDTH - paper.width) // 2, HEAD - 22
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).rectangle((x + 6, y, x + paper.width + 8, y + paper.height + 8), fill=110)
    picture.paste((70, 76, 86), (0, 0), shadow.filter(ImageFilter.GaussianBlur(7)))
    for below in range(count - 1, 0, -1):
        box = (x + 4 * below, y + 4 * below, x + paper.width + 4 * below, y + paper.height + 4 * below)
        ImageDraw.Draw(picture).rectangle(box, fill=(250, 250, 248), outline=EDGE)
    picture.paste(paper.convert("RGB"), (x, y))
    ImageDraw.Draw(picture).rectangle((x, y, x + paper.width, y + paper.height), outline=EDGE)
