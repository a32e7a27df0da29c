"""SFace by OpenCV: the default recogniser. Cosine of two vectors of 128 numbers, −1 to 1."""

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.vision.engines.base import MODELS_OF, check_comparable
from kiosk.vision.faces import Face, Template
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import give_back_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels, Vector

TINY = 1e-12
"""Instead of a division by zero: such a vector is like nobody."""


class SFace:
    """The constructor loads the model.

    Raises:
        ModelMissing, ModelRefused
    """

    def __init__(self, store: ModelStore) -> None:
        model = np.frombuffer(store.read(ModelRole.RECOGNISER_SFACE), np.uint8)
        self._net = cv2.FaceRecognizerSF.create("onnx", model, np.empty(0, np.uint8))
        del model
        give_back_memory()
        self._models = store.digest(MODELS_OF[self.name])

    @property
    def name(self) -> str:
        return "sface"

    @property
    def models(self) -> str:
        return self._models

    def embed(self, pixels: "Pixels", face: Face) -> Template:
        row = np.array([face.left, face.top, face.width, face.height, *face.points.ravel(), face.score], np.float32)
        straight = self._net.alignCrop(pixels, row)
        vector = np.asarray(self._net.feature(straight), np.float32).ravel()
        return Template(vector / max(float(np.linalg.norm(vector)), TINY), self.name, self.models)

    def similarity(self, one: Template, other: Template) -> float:
        check_comparable(self, one, other)
        return float(np.dot(one.vector, other.vector))

    def similarities(self, vectors: "NDArray[np.float32]", vector: "Vector") -> "NDArray[np.float32]":
        return np.asarray(vectors @ vector, np.float32)
