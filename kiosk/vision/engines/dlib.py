"""dlib's recogniser through face_recognition: the second, strict engine. Similarity is 1 − distance.

Its own default distance of 0.6 took 40 of 45 pairs of different East-Asian men for the same one, so nothing here uses it;
`kiosk.vision.bands` takes 0.45, and that never alone until a hall has calibrated it with its own people. Embedding holds the
interpreter's lock for some 100 ms: for the vision process only.
"""

import importlib
import importlib.util
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from kiosk.vision.engines.base import MODELS_OF, EngineUnavailable, check_comparable
from kiosk.vision.faces import Face, Template
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels, Vector

SHIMMED = "pkg_resources"


def load_face_recognition() -> Any:
    """The package `face_recognition`.

    Its models' package asks `pkg_resources` where it lies. setuptools dropped that module in version 82, and face_recognition
    then prints a sentence and ends the process with status 0. So it gets a stand-in with the one function it calls, which is
    taken away again, since other packages probe for the real one.

    Raises:
        EngineUnavailable: it isn't installed.
    """
    if (loaded := sys.modules.get("face_recognition")) is not None:
        return loaded
    for name in ("dlib", "face_recognition_models", "face_recognition"):
        if importlib.util.find_spec(name) is None:
            raise EngineUnavailable(f"the Python package {name} isn't installed (requirements/dlib.txt)")
    before = sys.modules.get(SHIMMED)
    shim = types.ModuleType(SHIMMED)
    shim.__dict__["resource_filename"] = _file_of_package
    sys.modules[SHIMMED] = shim
    try:
        return importlib.import_module("face_recognition")
    except (ImportError, OSError, RuntimeError, SystemExit) as error:
        raise EngineUnavailable(f"face_recognition can't be loaded: {type(error).__name__}") from error
    finally:
        if before is None:
            del sys.modules[SHIMMED]
        else:
            sys.modules[SHIMMED] = before


def _file_of_package(package: str, resource: str) -> str:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ImportError(package)
    return str(Path(found.submodule_search_locations[0]) / resource)


class Dlib:
    """The constructor loads library and models.

    Raises:
        EngineUnavailable: the library isn't there.
        ModelMissing, ModelRefused: the package's models aren't the listed ones.
    """

    def __init__(self, store: ModelStore) -> None:
        for role in (ModelRole.RECOGNISER_DLIB, ModelRole.POINTS_DLIB):
            store.read(role)
        self._library = load_face_recognition()
        self._models = store.digest(MODELS_OF[self.name])

    @property
    def name(self) -> str:
        return "dlib"

    @property
    def models(self) -> str:
        return self._models

    def embed(self, pixels: "Pixels", face: Face) -> Template:
        height, width = pixels.shape[:2]
        box = (max(0, round(face.top)), min(width, round(face.left + face.width)),
               min(height, round(face.top + face.height)), max(0, round(face.left)))  # fmt: skip
        rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
        (vector,) = self._library.face_encodings(rgb, known_face_locations=[box], num_jitters=1, model="small")
        return Template(np.asarray(vector, np.float32), self.name, self.models)

    def similarity(self, one: Template, other: Template) -> float:
        check_comparable(self, one, other)
        return 1.0 - float(np.linalg.norm(one.vector - other.vector))

    def similarities(self, vectors: "NDArray[np.float32]", vector: "Vector") -> "NDArray[np.float32]":
        return np.asarray(1.0 - np.linalg.norm(vectors - vector, axis=1), np.float32)
