"""face_recognition as its README uses it, every option at its default: HOG with one upsampling, then the encoding."""

from typing import TYPE_CHECKING, Any

import cv2

from kiosk.vision.engines.dlib import load_face_recognition

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels

    Encoding = NDArray[np.float64]


class TheirPath:
    """
    Raises:
        EngineUnavailable: it isn't installed.
    """

    def __init__(self) -> None:
        self._library: Any = load_face_recognition()

    def find(self, pixels: "Pixels") -> list[tuple[int, int, int, int]]:
        """What a camera gives is blue-green-red; the library wants red-green-blue."""
        return list(self._library.face_locations(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)))

    def embed(self, pixels: "Pixels", places: list[tuple[int, int, int, int]]) -> "list[Encoding]":
        return list(self._library.face_encodings(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), places))

    def compare(self, one: "Encoding", other: "Encoding") -> bool:
        return bool(self._library.compare_faces([one], other)[0])

    def whole(self, pixels: "Pixels", reference: "Encoding") -> bool:
        rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
        places = self._library.face_locations(rgb)
        if not places:
            raise RuntimeError("face_recognition found no face in the bench's frame, so its time would say nothing")
        return bool(self._library.compare_faces([reference], self._library.face_encodings(rgb, places)[0])[0])
