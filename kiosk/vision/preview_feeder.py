"""The camera's pictures into the preview, at the camera's rate, whatever the recogniser is doing meanwhile."""

import threading
import time
from typing import TYPE_CHECKING

import cv2

from drivers.camera.source import Frame, FrameSource
from kiosk.vision.preview import HEIGHT_MAX, WIDTH_MAX, PreviewWriter

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

LOOK_S = 0.2
"""Longest wait for a frame; then it looks whether it shall end."""


class PreviewFeeder:
    """A named thread from `start` to `close`; the preview is wiped at the end."""

    def __init__(self, source: FrameSource, writer: PreviewWriter) -> None:
        self._source = source
        self._writer = writer
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vision preview", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._writer.wipe()

    def _run(self) -> None:
        number = 0
        # Numbers go on from one camera's opening to the next and from one process to the next: a reader shows no old picture.
        base = time.monotonic_ns() // 1_000_000
        while not self._stopping.is_set():
            frame = self._source.wait_newer(number, LOOK_S)
            if frame is not None:
                number = frame.number
                self._show(frame, base + number)

    def _show(self, frame: Frame, number: int) -> None:
        small = fitting(frame.pixels)
        height, width = small.shape[:2]
        self._writer.show(cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes(), width, height, number)


def fitting(pixels: "Pixels") -> "Pixels":
    """As large as a preview can be, with the same proportions."""
    height, width = pixels.shape[:2]
    scale = min(1.0, WIDTH_MAX / width, HEIGHT_MAX / height)
    if scale == 1.0:
        return pixels
    small: Pixels = cv2.resize(pixels, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return small
