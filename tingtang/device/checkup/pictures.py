"""What must be seen, drawn: for the technician's phone beside the device. Drawing only."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from drivers.raster.line import render_line

DOT = 6
RED, GREEN, DARK = (255, 48, 36), (60, 255, 90), (34, 20, 20)
PAPER_WIDTH = 576


def board(lines: Sequence[tuple[str, tuple[int, int, int]]], columns: int, rows: int, fonts: FontBook) -> Image.Image:
    """A board's dots; without lines every dot is lit."""
    dots = Image.new("RGB", (columns, rows), DARK)
    height = rows // max(1, len(lines))
    for number, (text, colour) in enumerate(lines):
        mask = render_line(text, round(height * 0.78), columns, fonts).convert("L").point(lambda level: 255 - level)
        dots.paste(colour, ((columns - mask.width) // 2, number * height), mask)
    if not lines:
        dots.paste(RED, (0, 0, columns, rows))
    picture = Image.new("RGB", (columns * DOT, rows * DOT), (8, 8, 9))
    pen = ImageDraw.Draw(picture)
    for y in range(rows):
        for x in range(columns):
            pen.ellipse((x * DOT, y * DOT, x * DOT + DOT - 2, y * DOT + DOT - 2), fill=dots.getpixel((x, y)))
    return picture


def slip(lines: Sequence[str], fonts: FontBook) -> Image.Image:
    """The head of a printed page."""
    drawn = [render_line(line, 36 if number else 56, PAPER_WIDTH - 40, fonts) for number, line in enumerate(lines)]
    picture = Image.new("RGB", (PAPER_WIDTH, sum(line.height + 12 for line in drawn) + 60), "white")
    y = 30
    for line in drawn:
        picture.paste(line.convert("RGB"), ((PAPER_WIDTH - line.width) // 2, y))
        y += line.height + 12
    return picture


def write(key: str, ticket: str, window: int, device: str, folder: Path) -> Path | None:
    """The picture of a step, where there is one to be drawn.

    Raises:
        FontMissing: no font for it.
        OSError: the folder can't be written.
    """
    fonts = FontBook()
    match key:
        case "led.pattern":
            picture = board((), 128, 32, fonts)
        case "led.call":
            picture = board(((f"请 {ticket} 号", RED), (f"到 {window} 号窗口", GREEN)), 128, 32, fonts)
        case "led.blank":
            picture = Image.new("RGB", (128 * DOT, 32 * DOT), (8, 8, 9))
        case "printer.page":
            picture = slip(("打印机测试页 TEST PAGE", device, "ABC 0123 ，。：；①②③￥", "生僻字 䶮 㐂"), fonts)
        case _:
            return None
    path = folder / f"{device}-{key}.png"
    picture.save(path)
    return path
