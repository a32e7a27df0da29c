"""The recognisers, by name. An engine's libraries are loaded when it is made, not before."""

import importlib.util

from kiosk.vision.engines.base import MODELS_OF, EngineUnavailable, FaceEngine
from kiosk.vision.model_store import ModelStore

ENGINES = tuple(MODELS_OF)
DEFAULT = "sface"


def make_engine(name: str, store: ModelStore) -> FaceEngine:
    """
    Raises:
        EngineUnavailable: no such engine, or its library isn't installed.
        ModelMissing, ModelRefused: a model isn't there or isn't the listed one.
    """
    if name not in ENGINES:
        raise EngineUnavailable(f"there is no engine {name!r}: {', '.join(ENGINES)}")
    if importlib.util.find_spec("cv2") is None:
        raise EngineUnavailable("OpenCV isn't installed (Python package opencv-python)")
    if name == "dlib":
        from kiosk.vision.engines.dlib import Dlib

        return Dlib(store)
    from kiosk.vision.engines.sface import SFace

    return SFace(store)
