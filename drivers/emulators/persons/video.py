"""Frames as a video file: Motion-JPEG in AVI, which OpenCV reads and writes everywhere without a codec of its own."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import cv2

from drivers.emulators.persons.portraits import Pixels

FOURCC = "MJPG"
QUALITY = 92
"""Of the JPEGs; a webcam's own are about as good."""


def write(path: Path, frames: Iterable[Pixels], fps: float, seconds: float) -> int:
    """Write the first `seconds` of `frames`; returns how many frames that were.

    Raises:
        OSError: the file can't be written.
        ValueError: no frame at all.
    """
    writer: cv2.VideoWriter | None = None
    count = 0
    try:
        for pixels in islice(frames, max(1, round(fps * seconds))):
            if writer is None:
                size = (pixels.shape[1], pixels.shape[0])
                writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*FOURCC), fps, size)
                if not writer.isOpened():
                    raise OSError(f"{path}: can't be written")
                writer.set(cv2.VIDEOWRITER_PROP_QUALITY, QUALITY)
            writer.write(pixels)
            count += 1
    finally:
        if writer is not None:
            writer.release()
    if not count:
        raise ValueError("no frames")
    return count
