"""Draws a receipt as it hangs out of the printer: thermal print on white paper."""

import io
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from drivers.emulators import fonts
from drivers.emulators.paper import Feed, Item, QrCode, Raster, Receipt, Run, TextLine

PAPER, INK = (252, 251, 247), (38, 38, 44)
DESK = (214, 218, 224)
HOUSING, SLOT = (58, 64, 74), (24, 27, 32)
LAMP_OFF = (90, 96, 106)
MARGIN = 28
"""Dots of unprinted paper left and right."""
DESK_BORDER = 36
HEAD = 110
"""Height of the printer's front in the picture."""
LINE_GAP = 6
TOOTH = 8
"""The knife leaves a serrated edge."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Lamps on the printer's front."""

    power: bool
    paper_out: bool
    paper_low: bool
    error: bool
    mouth: bool | None = None
    """A ticket waits in the presenter; None: it has none."""


def draw(receipt: Receipt | None, dots: int, panel: Panel | None) -> bytes:
    """A PNG of the receipt; with `panel` below the printer's front."""
    paper = _paper(receipt, dots) if receipt else None
    width = dots + 2 * (MARGIN + DESK_BORDER)
    head = HEAD if panel else DESK_BORDER // 2
    height = head + (paper.height if paper else 60) + DESK_BORDER
    picture = Image.new("RGB", (width, height), DESK)
    if paper:
        _lay(picture, paper, DESK_BORDER, head - (14 if panel else 0))
    if panel:
        _front(picture, panel)
    if not fonts.installed():
        ImageDraw.Draw(picture).text((8, 4), fonts.MISSING_NOTICE, fill=(200, 30, 30))
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def _lay(picture: Image.Image, paper: Image.Image, x: int, y: int) -> None:
    outline = [(0, 0), (paper.width, 0), (paper.width, paper.height - TOOTH)]
    teeth = range(paper.width, -1, -TOOTH)
    outline += [(at, paper.height - (TOOTH if count % 2 else 0)) for count, at in enumerate(teeth)]
    outline.append((0, paper.height - TOOTH))
    mask = Image.new("L", paper.size, 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    shadow = Image.new("L", picture.size, 0)
    shadow.paste(mask, (x + 4, y + 7))
    shadow = shadow.filter(ImageFilter.GaussianBlur(7)).point(lambda value: value * 2 // 5)
    picture.paste((60, 64, 72), (0, 0), shadow)
    picture.paste(paper, (x, y), mask)


def _front(picture: Image.Image, panel: Panel) -> None:
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((10, 8, picture.width - 10, HEAD - 22), 14, fill=HOUSING)
    pen.rounded_rectangle((DESK_BORDER - 10, HEAD - 34, picture.width - DESK_BORDER + 10, HEAD - 22), 5, fill=SLOT)
    lamps: tuple[tuple[str, tuple[int, int, int]], ...] = (
        ("电源", (70, 220, 120) if panel.power else LAMP_OFF),
        ("缺纸", (255, 70, 60) if panel.paper_out else (255, 190, 60) if panel.paper_low else LAMP_OFF),
        ("故障", (255, 70, 60) if panel.error else LAMP_OFF),
    )
    if panel.mouth is not None:
        lamps += (("取票", (90, 170, 255) if panel.mouth else LAMP_OFF),)
    font = fonts.face(20, monospaced=False)
    for place, (label, colour) in enumerate(lamps):
        x = 34 + place * 110
        pen.ellipse((x, 30, x + 18, 48), fill=colour)
        pen.text((x + 26, 26), label, font=font, fill=(226, 230, 236))


def _paper(receipt: Receipt, dots: int) -> Image.Image:
    strips = [_strip(item, dots) for item in receipt.items]
    height = 30 + sum(strip.height for strip in strips) + 26
    paper = Image.new("L", (dots + 2 * MARGIN, height), 0)
    y = 30
    for strip in strips:
        paper.paste(strip, (MARGIN, y))
        y += strip.height
    # A thermal head's dots bleed a little; the softened mask looks like print and stays sharp.
    return ImageOps.colorize(ImageOps.invert(paper), INK, PAPER)


def _strip(item: Item, dots: int) -> Image.Image:
    """White on black, as wide as the paper: 255 is print."""
    if isinstance(item, Feed):
        return Image.new("L", (dots, max(1, item.dots)), 0)
    if isinstance(item, TextLine):
        return _text(item, dots)
    if isinstance(item, Raster):
        raster = Image.frombytes("1", (item.width_bytes * 8, item.height), item.data).convert("L")
        return _aligned(raster, item.align, dots)
    return _aligned(_code(item), item.align, dots)


def _aligned(content: Image.Image, align: int, dots: int) -> Image.Image:
    strip = Image.new("L", (dots, content.height), 0)
    strip.paste(content, ((dots - content.width) * align // 2, 0))
    return strip


def _text(line: TextLine, dots: int) -> Image.Image:
    content = Image.new("L", (max(1, sum(run.dots for run in line.runs)), line.height + LINE_GAP), 0)
    x = 0
    for run in line.runs:
        drawn = _run(run)
        content.paste(drawn, (x, content.height - drawn.height))
        x += run.dots
    return _aligned(content, line.align, dots)


def _run(run: Run) -> Image.Image:
    across, down = run.scale
    cell = 24 if run.chinese else 12
    plain = Image.new("L", (cell * len(run.text) * down, 24 * down + LINE_GAP), 0)
    pen = ImageDraw.Draw(plain)
    font = fonts.face(23 * down, bold=run.style.bold)
    for place, character in enumerate(run.text):
        pen.text((place * cell * down, 20 * down), character, font=font, fill=255, anchor="ls")
    drawn = plain.resize((run.dots, plain.height)) if across != down else plain
    if run.style.underline:
        ImageDraw.Draw(drawn).rectangle((0, drawn.height - 3, drawn.width, drawn.height - 2), fill=255)
    return ImageOps.invert(drawn) if run.style.inverse else drawn


def _code(item: QrCode) -> Image.Image:
    levels = (qrcode.ERROR_CORRECT_L, qrcode.ERROR_CORRECT_M, qrcode.ERROR_CORRECT_Q, qrcode.ERROR_CORRECT_H)
    code = qrcode.QRCode(error_correction=levels[item.level % 4], box_size=item.module, border=2)
    code.add_data(item.text)
    return ImageOps.invert(code.make_image().get_image().convert("L"))
