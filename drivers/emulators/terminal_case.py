"""What the pictures of a terminal's input devices share: a brushed panel with a shadow, lamps, labels."""

import io

from PIL import Image, ImageDraw, ImageFilter

from drivers.emulators import fonts

DESK, PANEL, EDGE = (226, 229, 234), (58, 63, 72), (38, 42, 49)
INK, QUIET_INK = (236, 240, 245), (150, 157, 168)
GREEN, BLUE, OFF = (76, 200, 120), (92, 168, 255), (88, 94, 104)


def panel(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (width, height), DESK)
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle((14, 16, width - 10, height - 6), 20, fill=130)
    picture.paste((60, 64, 72), (0, 0), shadow.filter(ImageFilter.GaussianBlur(6)))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((12, 10, width - 12, height - 12), 18, fill=PANEL, outline=EDGE, width=3)
    if not fonts.installed():
        pen.text((20, 14), fonts.MISSING_NOTICE, fill=(255, 150, 140))
    return picture, pen


def lamp(pen: ImageDraw.ImageDraw, x: int, y: int, colour: tuple[int, int, int]) -> None:
    pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill=colour, outline=EDGE, width=2)


def label(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int = 20, ink: tuple[int, int, int] = INK) -> None:
    pen.text((x, y), text, font=fonts.face(size, monospaced=False), fill=ink, anchor="mm")


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
