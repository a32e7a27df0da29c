"""How the reference CTID compares two pictures: with our own recogniser, so that what it says depends on the faces."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from api.messages.identity_words import ScoreBand
from api.process.settings_file import ConfigurationError
from tingtang.reference.people import Person

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

SAME, OTHER, UNSURE, NOTHING_TO_COMPARE, UNUSABLE = "0", "1", "2", "3", "4"
_BY_BAND = {ScoreBand.ACCEPT: SAME, ScoreBand.STEP_UP: UNSURE, ScoreBand.REJECT: OTHER}
LONG_SIDE_PX = 480
"""Small pictures are enlarged to it, as a card's photo is."""


def comparer(models: Path | None) -> Callable[[bytes, Person], str]:
    """The third character of CTID's result. Without models nothing can be compared, and it says so.

    Raises:
        ConfigurationError: the models can't be loaded.
    """
    if models is None:
        return lambda _picture, _person: NOTHING_TO_COMPARE
    # Only here: without faces the servers need no OpenCV.
    import cv2
    import numpy as np

    from kiosk.vision.bands import bands_of
    from kiosk.vision.detector import Detector
    from kiosk.vision.engines.sface import SFace
    from kiosk.vision.faces import Template
    from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore

    store = ModelStore(models)
    try:
        detector, engine = Detector(store), SFace(store)
    except (ModelMissing, ModelRefused) as error:
        raise ConfigurationError(str(error)) from error
    bands = bands_of(engine.name)

    def template(encoded: bytes) -> Template | None:
        pixels = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
        if pixels is None:
            return None
        scale = max(1.0, LONG_SIDE_PX / max(pixels.shape[:2]))
        large: Pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
        faces = detector.detect(large)
        return engine.embed(large, faces[0]) if faces else None

    def compare(picture: bytes, person: Person) -> str:
        seen, known = template(picture), template(person.picture)
        if known is None:
            return NOTHING_TO_COMPARE
        return UNUSABLE if seen is None else _BY_BAND[bands.band(engine.similarity(seen, known))]

    return compare
