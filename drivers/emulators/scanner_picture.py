"""Draws the scanner: its window, the red aim, the lamp; never what it read."""

from PIL import ImageDraw

from drivers.emulators.terminal_case import BLUE, GREEN, OFF, QUIET_INK, label, lamp, panel, png


def draw_scanner(*, lit: bool, dark: bool, word: str = "") -> bytes:
    """`word`: what just happened, in place of what it does."""
    picture, pen = panel(420, 320)
    lamp(pen, 40, 40, OFF if dark else GREEN)
    lamp(pen, 66, 40, BLUE if lit and not dark else OFF)
    label(pen, 240, 40, "请将二维码对准窗口", 20)
    glass = (84, 36, 40) if lit and not dark else (18, 20, 26)
    pen.rounded_rectangle((90, 76, 330, 246), 18, fill=glass, outline=(104, 112, 126), width=4)
    if lit and not dark:
        for shade, inset in (((120, 44, 48), 30), ((168, 52, 54), 56)):
            pen.rounded_rectangle((90 + inset, 76 + inset, 330 - inset, 246 - inset), 12, fill=shade)
        pen.line((120, 161, 300, 161), fill=(255, 96, 90), width=4)
    _corners(pen)
    label(pen, 210, 276, word or ("正在读取" if lit and not dark else "待机"), 18, QUIET_INK)
    return png(picture)


def _corners(pen: ImageDraw.ImageDraw) -> None:
    for x, way_x in ((112, 1), (308, -1)):
        for y, way_y in ((98, 1), (224, -1)):
            pen.line((x, y, x + 26 * way_x, y), fill=(210, 216, 226), width=4)
            pen.line((x, y, x, y + 26 * way_y), fill=(210, 216, 226), width=4)
