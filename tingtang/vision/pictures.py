"""Picture files: read, made upright, brought to a size, and forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels

UPSCALED_PX = 320
"""Longer side that smaller pictures are brought to, by cubic interpolation, so that the detector meets faces as it knows them."""
LARGEST_PX = 1280
"""Longer side that larger pictures are made smaller to, as the kiosk's camera gives them."""
MARGIN = 0.25
"""Grey border round a small picture: the detector learned faces with something around them."""
GREY = (110, 110, 110)


class NotAPicture(Exception):
    """The file can't be read as a picture."""


def read_file(path: Path) -> "NDArray[np.uint8]":
    """The file's bytes.

    Raises:
        NotAPicture: the text doesn't name the file; the caller does.
    """
    try:
        stored = np.fromfile(path, np.uint8)
    except OSError as error:
        raise NotAPicture(error.strerror or "can't be read") from error
    if not stored.size:
        raise NotAPicture("the file is empty")
    return stored


def decode(stored: "NDArray[np.uint8]") -> "Pixels":
    """Height × width × 3, blue-green-red, 8 bits, upright as its EXIF data say; transparency is dropped.

    Raises:
        NotAPicture
    """
    try:
        # Decoding bytes keeps OpenCV from printing the file's name, and reads names in any script.
        picture = cv2.imdecode(stored, cv2.IMREAD_COLOR)
    except (cv2.error, MemoryError) as error:
        raise NotAPicture("a picture of no use: too large or damaged") from error
    if picture is None:
        raise NotAPicture("not a picture, or damaged")
    return np.asarray(picture, np.uint8)


def longer_side(picture: "Pixels") -> int:
    height, width = picture.shape[:2]
    return int(max(height, width))


def brought_to_size(picture: "Pixels") -> "Pixels":
    """As the detector likes it: small ones larger with a border, large ones smaller."""
    longer = longer_side(picture)
    if longer > LARGEST_PX:
        return scaled(picture, LARGEST_PX)
    return picture if longer >= UPSCALED_PX else bordered(picture)


def bordered(picture: "Pixels") -> "Pixels":
    """320 px wide or high, in a grey border."""
    border = round(UPSCALED_PX * MARGIN)
    inner = scaled(picture, UPSCALED_PX)
    return np.asarray(cv2.copyMakeBorder(inner, border, border, border, border, cv2.BORDER_CONSTANT, value=GREY), np.uint8)


def scaled(picture: "Pixels", longer_px: int) -> "Pixels":
    """Its longer side so many pixels."""
    height, width = picture.shape[:2]
    scale = longer_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)
