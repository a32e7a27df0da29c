"""Small round dots from pictures of a disc.

Kivy's smooth ellipse costs some 290 KB of vertices each, and a screen of icons has two hundred dots.
"""

from functools import lru_cache
from math import ceil, hypot

from kivy.graphics import Rectangle
from kivy.graphics.texture import Texture

ROW_SIDE = 64
"""Pixels of the picture of a row; larger than any dot of one."""
REACH = 1.0
"""Pixels over which its edge fades out."""


def dot(x: float, y: float, radius: float) -> None:
    """A dot round (x, y), in the canvas and colour of the moment."""
    Rectangle(texture=_disc(max(1, ceil(2 * radius))), pos=(x - radius, y - radius), size=(2 * radius, 2 * radius))


def row_of_dots(x: float, y: float, radius: float, count: int, apart: float, *, lying: bool) -> None:
    """`count` dots from the left or lower end (x, y) on, `apart` from middle to middle, as one picture repeated."""
    texture = _row(round(apart / radius * 2) / 2)
    length, thick = count * apart, 2 * radius
    # The picture is one cell high and as wide as the dots are apart; it is repeated along its width.
    ends = (0, 0, count, 0, count, 1, 0, 1) if lying else (0, 1, 0, 0, count, 0, count, 1)
    size = (length, thick) if lying else (thick, length)
    Rectangle(texture=texture, pos=(x, y - radius) if lying else (x - radius, y), size=size, tex_coords=ends)


@lru_cache(maxsize=32)
def _disc(diameter: int) -> Texture:
    # One picture a size: smaller ones made of a large one (mipmaps) cost the software renderer 0.1 s before the first frame.
    return _drawn(diameter, diameter, mipmap=False)


@lru_cache(maxsize=4)
def _row(radii_apart: float) -> Texture:
    texture = _drawn(round(ROW_SIDE / 2 * radii_apart), ROW_SIDE, mipmap=True)
    texture.wrap = "repeat"
    return texture


def _drawn(width: int, height: int, *, mipmap: bool) -> Texture:
    """White, with a disc as its opacity, as high as the picture."""
    texture = Texture.create(size=(width, height), colorfmt="rgba", mipmap=mipmap)
    radius = height / 2
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            inside = (radius - hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)) / REACH
            pixels += bytes((255, 255, 255, round(255 * min(1.0, max(0.0, inside)))))
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture
