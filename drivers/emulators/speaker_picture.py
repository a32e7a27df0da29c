"""Draws what a loudspeaker said, as a subtitle."""

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 480, 160
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc"),
)
BACKGROUND, INK, PLAYING, IDLE, FAULT = "#10161f", "#f2f5f9", "#3ddc84", "#8a95a5", "#ff5a4d"
WALL, CASE, CONE, EDGE = "#e2e5ea", "#2c313a", "#171a20", "#505865"
SILENT_NOW = "没有播音"
TEXT_PX = 22
TEXT_ROOM = 320
"""Dots for a line."""
LINES = 4


def draw_caption(text: str, *, playing: bool, fault: str) -> bytes:
    """A PNG: the loudspeaker with its lamp (green while playing, red with a fault), and the last words as a subtitle."""
    image = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    draw = ImageDraw.Draw(image)
    lamp = FAULT if fault != "none" else PLAYING if playing else IDLE
    _box(draw, lamp, playing=playing)
    draw.rounded_rectangle((132, 12, WIDTH - 10, HEIGHT - 12), 10, fill=BACKGROUND)
    lines = _lines(draw, text or SILENT_NOW)
    for number, line in enumerate(lines):
        top = HEIGHT / 2 + (number - (len(lines) - 1) / 2) * (TEXT_PX + 8)
        draw.text((148, top), line, font=_font(), fill=INK if text else IDLE, anchor="lm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _box(draw: ImageDraw.ImageDraw, lamp: str, *, playing: bool) -> None:
    draw.rounded_rectangle((14, 8, 106, HEIGHT - 8), 10, fill=CASE)
    draw.ellipse((42, 18, 78, 54), fill=CONE, outline=EDGE, width=3)
    draw.ellipse((24, 62, 96, 134), fill=CONE, outline=EDGE, width=4)
    draw.ellipse((48, 86, 72, 110), fill=EDGE)
    draw.ellipse((90, 16, 100, 26), fill=lamp)
    if playing:
        for wave in (8, 16):
            draw.arc((96 - wave, 80 - wave * 2, 112 + wave, 80 + wave * 2), -50, 50, fill=lamp, width=3)


def _lines(draw: ImageDraw.ImageDraw, text: str) -> list[str]:
    """The last lines of the words that fit; a line begins with a Chinese character or a whole Western word."""
    lines = [""]
    for piece in re.findall(r"[!-~]+ ?|.", text):
        if lines[-1] and draw.textlength(lines[-1] + piece.rstrip(), font=_font()) > TEXT_ROOM:
            lines.append("")
        lines[-1] += piece
    return lines[-LINES:]


def _font() -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), TEXT_PX)
    return ImageFont.load_default(TEXT_PX)
