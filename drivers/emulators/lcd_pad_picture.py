"""Draws the rating pad with a screen: logo, staff plate, the five faces, thanks."""

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.menu import Box, Key

if TYPE_CHECKING:
    from drivers.emulators.lcd_pad import Page

WIDTH, HEIGHT = 560, 400
FRAME, GLASS, PAPER = (38, 42, 50), (24, 60, 120), (245, 248, 252)
INK, GREY, GOLD = (30, 40, 56), (120, 130, 145), (236, 176, 40)
FACE_COLOURS = ((64, 180, 92), (120, 190, 90), (238, 190, 60), (236, 140, 60), (222, 84, 72))
FACES = ("VERY_GOOD", "GOOD", "FAIR", "BAD", "VERY_BAD")
"""The five choices, the best first."""
WORDS = (("非常满意", "Very good"), ("满意", "Good"), ("基本满意", "Fair"), ("不满意", "Bad"), ("非常不满意", "Very bad"))
MOODS = (1.0, 0.6, 0.1, -0.6, -1.0)


def draw_lcd_pad(page: "Page", *, where: str, dark: bool) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), (226, 229, 234))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((6, 6, WIDTH - 6, HEIGHT - 6), 22, fill=FRAME)
    screen = (28, 28, WIDTH - 28, HEIGHT - 28)
    if dark:
        pen.rectangle(screen, fill=(12, 14, 18))
        return _png(picture)
    pen.rectangle(screen, fill=PAPER)
    pen.rectangle((28, 28, WIDTH - 28, 76), fill=GLASS)
    _text(pen, (WIDTH // 2, 52), "政务服务“好差评”", 24, (255, 255, 255), bold=True)
    if where:
        _text(pen, (WIDTH // 2, 220), where, 96, GLASS, bold=True)
    elif page.name == "ask":
        _ask(pen, page)
    elif page.name == "thanks":
        _text(pen, (WIDTH // 2, 210), "感谢您的评价", 52, (44, 140, 74), bold=True)
    elif page.name == "staff":
        _plate(pen, page)
    else:
        _text(pen, (WIDTH // 2, 220), "暂停服务", 64, GREY, bold=True)
    return _png(picture)


def lcd_pad_keys(page: "Page") -> list[Key]:
    """The faces, where they are while it asks; with the first reason of each that has reasons."""
    asks = page.name == "ask"
    keys = [
        Key(name, *words, "", _face_box(place) if asks and place < len(page.choices) else None, (WIDTH, HEIGHT))
        for place, (name, words) in enumerate(zip(FACES, WORDS, strict=True))
    ]
    for name, (zh, en), choice in zip(FACES, WORDS, page.choices if asks else [], strict=False):
        if choice["reasons"]:
            code, text = choice["reasons"][0]
            keys.append(Key(f"{name}:{code}", f"{zh}，原因：{text}", f"{en}, reason: {text}"))
    return keys


def _face_box(place: int) -> Box:
    x = 84 + place * 98
    return x - 44, 130, x + 44, 268


def _plate(pen: ImageDraw.ImageDraw, page: "Page") -> None:
    staff = page.staff
    pen.rounded_rectangle((64, 108, 224, 316), 10, fill=(214, 224, 238))
    pen.ellipse((104, 136, 184, 216), fill=(150, 170, 200))
    pen.pieslice((80, 216, 208, 400), 180, 360, fill=(150, 170, 200))
    pen.rectangle((64, 316, 224, 330), fill=PAPER)
    _text(pen, (256, 138), str(staff.get("name", "")), 44, INK, bold=True, anchor="lm")
    if staff.get("number"):
        _text(pen, (256, 206), f"工号 {staff['number']}", 28, INK, anchor="lm")
    _text(pen, (256, 258), str(staff.get("post", "")), 28, INK, anchor="lm")
    for place in range(int(staff.get("stars") or 0)):
        _star(pen, 272 + place * 44, 314)


def _ask(pen: ImageDraw.ImageDraw, page: "Page") -> None:
    number = f"{page.ticket} 号，" if page.ticket else ""
    _text(pen, (WIDTH // 2, 106), f"{number}请对本次服务评价", 26, INK, bold=True)
    for place, choice in enumerate(page.choices[:5]):
        x = 84 + place * 98
        pen.ellipse((x - 38, 136, x + 38, 212), fill=FACE_COLOURS[place])
        for side in (-1, 1):
            pen.ellipse((x + side * 14 - 5, 156, x + side * 14 + 5, 166), fill=(255, 255, 255))
        bend = MOODS[place]
        mouth = [(x + s * 2.4, 188 + bend * 9 * math.cos(s * math.pi / 18) - bend * 3) for s in range(-9, 10)]
        pen.line(mouth, fill=(255, 255, 255), width=5, joint="curve")
        _text(pen, (x, 232), choice["text"], 18 if len(choice["text"]) <= 5 else 90 // len(choice["text"]), INK)
        _text(pen, (x, 258), f"{len(choice['reasons'])} 项原因", 14, GREY)
    staff = page.staff.get("name")
    if staff:
        _text(pen, (WIDTH // 2, 330), f"为您服务：{staff} {page.staff.get('number', '')}", 22, GREY)


def _star(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    points = []
    for corner in range(10):
        radius = 18 if corner % 2 == 0 else 8
        angle = -math.pi / 2 + corner * math.pi / 5
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    pen.polygon(points, fill=GOLD)


def _text(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    height: int,
    fill: tuple[int, int, int],
    *,
    bold: bool = False,
    anchor: str = "mm",
) -> None:
    pen.text(at, text, font=fonts.face(height, monospaced=False, bold=bold), fill=fill, anchor=anchor)


def _png(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
