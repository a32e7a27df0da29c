"""The present frame as PNG: read from the back buffer at a flip, packed elsewhere."""

import struct
import zlib
from collections.abc import Callable

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

FAST = 1
"""zlib level: flat pictures get small anyway, and a person waits for it."""


class FrameReader:
    """Reads pixels of the window. Used on the UI thread only."""

    def __init__(self) -> None:
        self._wanted: list[Callable[[tuple[int, int, bytes]], None]] = []
        self._bound = False

    def read(self, take: Callable[[tuple[int, int, bytes]], None]) -> None:
        """`take` gets width, height and RGB rows from the bottom up, at the next flip, which is asked for here."""
        self._wanted.append(take)
        if not self._bound:
            self._bound = True
            Window.bind(on_flip=self._on_flip)
        Window.canvas.ask_update()

    def close(self) -> None:
        Window.unbind(on_flip=self._on_flip)

    def _on_flip(self, *_: object) -> None:
        if not self._wanted:
            return
        takers, self._wanted = self._wanted, []
        width, height = Window.system_size
        pixels = bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
        for take in takers:
            take((width, height, pixels))


def png(width: int, height: int, pixels: bytes) -> bytes:
    """RGB rows from the bottom up → a PNG file (RFC 2083, filter 0 on each line)."""
    stride = width * 3
    lines = b"".join(b"\0" + pixels[at : at + stride] for at in range((height - 1) * stride, -1, -stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, FAST)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
