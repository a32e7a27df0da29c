"""A labelled set of pictures: a folder with one folder for each person. Pictures are read, measured and forgotten."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm"})
FEWEST_PEOPLE = 2
SMALL_PX = 133
"""A picture whose longer side is below this has no face of 80 px: a face fills at most some 60 % of a portrait."""
UPSCALED_PX = 320
"""Longer side that smaller pictures are brought to, by cubic interpolation, so that the detector meets faces as it knows them."""
LARGEST_PX = 1280
"""Longer side that larger pictures are made smaller to, as the kiosk's camera gives them."""
MARGIN = 0.25
"""Grey border round a small picture: the detector learned faces with something around them."""
GREY = (110, 110, 110)


class NotASet(Exception):
    """The folder isn't a labelled set; the text says what was expected."""


class NotAPicture(Exception):
    """The file can't be read as a picture."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    person: int
    """Counted from 0; names are never kept."""
    path: Path


def find_pictures(folder: Path) -> list[PictureFile]:
    """All files that look like pictures, by person, in the order of names.

    Raises:
        NotASet
    """
    if not folder.is_dir():
        raise NotASet(f"{folder} isn't a folder")
    people = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    found = [_pictures_in(person) for person in people]
    files = [PictureFile(number, path) for number, paths in enumerate(filter(None, found)) for path in paths]
    if len({file.person for file in files}) < FEWEST_PEOPLE:
        raise NotASet(f"{folder}: a folder for each of two or more people is expected, with pictures of that person in it")
    return files


def _pictures_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and not path.name.startswith("."))


def read_picture(path: Path) -> "Pixels":
    """Height × width × 3, blue-green-red, as stored.

    Raises:
        NotAPicture: the text doesn't name the file; the caller does.
    """
    try:
        stored = np.fromfile(path, np.uint8)
    except OSError as error:
        raise NotAPicture(error.strerror or "can't be read") from error
    if not stored.size:
        raise NotAPicture("the file is empty")
    try:
        # Reading the bytes ourselves keeps OpenCV from printing the file's name, and reads names in any script.
        picture = cv2.imdecode(stored, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise NotAPicture("a picture of no use: too large or damaged") from error
    if picture is None:
        raise NotAPicture("not a picture, or damaged")
    return np.asarray(picture, np.uint8)


def is_small(sizes: list[int]) -> bool:
    """The pictures' longer sides, in pixels: whether most are too small for the kiosk's size gate."""
    return bool(sizes) and median(sizes) < SMALL_PX


def brought_to_size(picture: "Pixels") -> "Pixels":
    """As the detector likes it: small ones larger with a border, large ones smaller."""
    height, width = picture.shape[:2]
    longer = max(height, width)
    if longer > LARGEST_PX:
        scale = LARGEST_PX / longer
        return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    if longer >= UPSCALED_PX:
        return picture
    scale = UPSCALED_PX / longer
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    border = round(UPSCALED_PX * MARGIN)
    return np.asarray(cv2.copyMakeBorder(large, border, border, border, border, cv2.BORDER_CONSTANT, value=GREY), np.uint8)
