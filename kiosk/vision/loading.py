"""Loads what the settings ask for and names what is missing. No exception leaves here: what can't be loaded isn't offered."""

import structlog

from api.messages.identity_words import Assurance
from kiosk.vision.bands import Bands, bands_of
from kiosk.vision.code_reader import CodeReader
from kiosk.vision.detector import Detector
from kiosk.vision.engines.base import MODELS_OF, EngineUnavailable, FaceEngine
from kiosk.vision.engines.dlib import Dlib
from kiosk.vision.engines.sface import SFace
from kiosk.vision.liveness.judge import Liveness, LivenessParts
from kiosk.vision.liveness.loading import load_parts
from kiosk.vision.liveness.settings import SAME_PERSON, LivenessSettings
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.parts import LifeJudge, Parts
from kiosk.vision.settings import VisionSettings

NO_MODELS = "vision.models"
NO_ENGINE = "vision.engine"
NO_TURN = "vision.noLandmarks"
"""No turn of the head can be judged."""
NO_MODULE = "vision.livenessModule"
"""An infrared or depth module that settings name can't be loaded."""
NO_LOOK = "vision.noPassive"
"""Nobody is judged by looks: each comparison asks for a turn."""


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
    life = _life(settings, store, lacks)
    # Without an engine nobody can tell whether it is one person all the time.
    level = Assurance.L0 if detector is None or engine is None else life.level
    rules = LivenessSettings() if engine is None else LivenessSettings(identity=SAME_PERSON[engine.name])
    if NO_MODULE not in lacks:
        lacks += [lack for part, lack in ((life.landmarks, NO_TURN), (life.passive, NO_LOOK)) if part is None]

    def make_judge(wanted: Assurance, seed: int) -> LifeJudge:
        return Liveness(wanted, seed, life, rules)

    return Parts(
        detector=detector,
        engine=engine,
        bands=bands,
        level=level,
        make_judge=None if level is Assurance.L0 else make_judge,
        make_code_finder=CodeReader,
        models=_digest(store, engine, life),
        lacks=tuple(lacks),
    )


def _life(settings: VisionSettings, store: ModelStore, lacks: list[str]) -> LivenessParts:
    """Nobody is judged alive where a module that settings name is missing."""
    try:
        return load_parts(store, settings.liveness_modules)
    except Exception as error:
        # A deployer's own code may raise anything when it looks for its sensor.
        _say(error)
        lacks.append(NO_MODULE)
        return LivenessParts()


def _digest(store: ModelStore, engine: FaceEngine | None, life: LivenessParts) -> str:
    """Of everything that takes part in a verdict; empty where nothing could be loaded."""
    roles: set[ModelRole] = set() if engine is None else set(MODELS_OF[engine.name])
    roles |= {role for part, role in ((life.landmarks, ModelRole.LANDMARKS), (life.passive, ModelRole.LIVENESS_PASSIVE)) if part}
    return store.digest(roles) if roles else ""


def _engine(name: str, store: ModelStore) -> FaceEngine:
    return SFace(store) if name == "sface" else Dlib(store)


def _say(error: Exception) -> None:
    structlog.get_logger("kiosk.vision").warning("a part of the recogniser is missing", detail=str(error))
