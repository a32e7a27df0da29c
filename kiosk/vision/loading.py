"""Loads what the settings ask for and names what is missing. No exception leaves here: what can't be loaded isn't offered."""

import structlog

from api.messages.identity_words import Assurance
from kiosk.vision.bands import Bands, bands_of
from kiosk.vision.code_reader import CodeReader
from kiosk.vision.detector import Detector
from kiosk.vision.engines.base import EngineUnavailable, FaceEngine
from kiosk.vision.engines.dlib import Dlib
from kiosk.vision.engines.sface import SFace
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.parts import Parts
from kiosk.vision.settings import VisionSettings

NO_MODELS = "vision.models"
NO_ENGINE = "vision.engine"


def load(settings: VisionSettings) -> Parts:
    prepare()
    store = ModelStore(settings.models)
    lacks: list[str] = []
    detector = engine = None
    try:
        detector = Detector(store)
        engine = _engine(settings.engine, store)
    except (ModelMissing, ModelRefused) as error:
        _say(error)
        lacks.append(NO_MODELS)
    except EngineUnavailable as error:
        _say(error)
        lacks.append(NO_ENGINE)
    bands: Bands | None = None if engine is None else bands_of(engine.name, settings.accept_from)
    return Parts(
        detector=detector,
        engine=engine,
        bands=bands,
        level=Assurance.L0,
        make_judge=None,
        make_code_finder=CodeReader,
        models="" if engine is None else engine.models,
        lacks=tuple(lacks),
    )


def _engine(name: str, store: ModelStore) -> FaceEngine:
    return SFace(store) if name == "sface" else Dlib(store)


def _say(error: Exception) -> None:
    structlog.get_logger("kiosk.vision").warning("a part of the recogniser is missing", detail=str(error))
