"""Draws what a loudspeaker said, as a subtitle."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 480, 160
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc"),
)
BACKGROUND, INK, PLAYING, IDLE, FAULT = "#10161f", "#f2f5f9", "#3ddc84", "#5b6675", "#ff5a4d"
TEXT_PX = 24


def draw_caption(text: str, *, playing: bool, fault: str) -> bytes:
    """A PNG: a lamp (green while playing, red with a fault), and the last words."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    draw = ImageDraw.Draw(image)
    lamp = FAULT if fault != "none" else PLAYING if playing else IDLE
    draw.ellipse((16, 16, 32, 32), fill=lamp)
    for index, height in enumerate((18, 34, 50, 34, 18)):
        left = 48 + index * 10
        draw.rectangle((left, 24 - height // 4, left + 5, 24 + height // 4), fill=lamp)
    font = _font()
    line, top = "", 60
    for character in text:
        if draw.textlength(line + character, font=font) > WIDTH - 32:
            draw.text((16, top), line, font=font, fill=INK)
            line, top = "", top + TEXT_PX + 8
        line += character
    draw.text((16, top), line, font=font, fill=INK)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _font() -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), TEXT_PX)
    return ImageFont.load_default(TEXT_PX)
