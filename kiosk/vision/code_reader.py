"""QR codes in the camera's pictures, by zxing-cpp; what it can't read is looked at again, larger. Implements `CodeFinder`.

Measured with `python -m bench.codes`. Nothing of a code is kept here but a fingerprint, so that each is told once.
"""

import secrets
from hashlib import blake2b
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

if TYPE_CHECKING:
    from cv2.typing import MatLike
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels

    Grey = NDArray[np.uint8]
    """Height × width."""

AGAIN = 2
"""A second look enlarges by so much: modules of two pixels become readable, and noise is smoothed."""
REGION_MAX = (640, 480)
"""Width and height of what is enlarged, so that a second look costs the same at every camera size."""
SHARPEN_SIGMA_PX, SHARPEN_BY = 4.0, 1.5
"""Unsharp mask of the enlarged region, against a lens that isn't in focus. Less helps less; more breaks noisy pictures."""
GONE_AFTER = 15
"""Pictures without it (a second, at 15 a second): then the same code counts as shown anew."""
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class CodeReader:
    """`read` each picture; one object for one scan."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._last_seen: dict[bytes, int] = {}
        """Fingerprint of a payload → number of the picture it was seen in last."""
        self._pictures = 0

    def read(self, pixels: "Pixels") -> list[bytes]:
        """Payloads that are new since the last pictures; each once while it stays there.

        Args:
            pixels: height × width × 3, blue-green-red.
        """
        self._pictures += 1
        return [payload for payload in read_codes(_grey(pixels)) if self._is_new(payload)]

    def _is_new(self, payload: bytes) -> bool:
        self._last_seen = {mark: number for mark, number in self._last_seen.items() if self._pictures - number <= GONE_AFTER}
        mark = blake2b(payload, digest_size=16, key=self._salt).digest()
        new = mark not in self._last_seen
        self._last_seen[mark] = self._pictures
        return new


def _grey(pixels: "Pixels") -> "Grey":
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def read_codes(grey: "Grey") -> list[bytes]:
    """All payloads of one picture; nothing is given out whose error correction failed.

    Args:
        grey: height × width.
    """
    found = _look(grey)
    if payloads := _payloads(found):
        return payloads
    larger = _enlarged(grey, found)
    found += _look(larger)
    if (payloads := _payloads(found)) or not found:
        # Sharpening costs most: only for what is a code and couldn't be read.
        return payloads
    blurred = cv2.GaussianBlur(larger, (0, 0), SHARPEN_SIGMA_PX)
    return _payloads(_look(cv2.addWeighted(larger, 1 + SHARPEN_BY, blurred, -SHARPEN_BY, 0)))


def _look(grey: "MatLike") -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(grey, formats=_QR_ONLY, return_errors=True)


def _payloads(found: list[zxingcpp.Barcode]) -> list[bytes]:
    return list(dict.fromkeys(code.bytes for code in found if code.valid and code.bytes))


def _enlarged(grey: "Grey", found: list[zxingcpp.Barcode]) -> "MatLike":
    """The part with the code that couldn't be read, else the middle, where people are asked to hold it; in full contrast."""
    left, top = _corner(grey.shape, found)
    part = grey[top : top + REGION_MAX[1], left : left + REGION_MAX[0]]
    # One pixel as white as paper and one as black as ink make this a copy; a dark or pale picture gets its contrast back.
    full = cv2.normalize(part, np.empty_like(part), 0, 255, cv2.NORM_MINMAX)
    return cv2.resize(full, None, fx=AGAIN, fy=AGAIN, interpolation=cv2.INTER_CUBIC)


def _corner(shape: tuple[int, ...], found: list[zxingcpp.Barcode]) -> tuple[int, int]:
    """Left and top of the region. Its size is fixed: the corners of a code that couldn't be read are guesses."""
    height, width = shape[:2]
    x, y = width // 2, height // 2
    if found:
        x, y = max((_middle_and_reach(code) for code in found), key=lambda place: place[1])[0]
    return max(0, min(width - REGION_MAX[0], x - REGION_MAX[0] // 2)), max(0, min(height - REGION_MAX[1], y - REGION_MAX[1] // 2))


def _middle_and_reach(code: zxingcpp.Barcode) -> tuple[tuple[int, int], int]:
    near, far = code.position.top_left, code.position.bottom_right
    return ((near.x + far.x) // 2, (near.y + far.y) // 2), abs(far.x - near.x) + abs(far.y - near.y)
