"""Both recognisers on real pictures: who is alike, and what must never be compared."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from kiosk.vision.bands import SHIPPED
from kiosk.vision.detector import Detector
from kiosk.vision.engines import ENGINES, make_engine
from kiosk.vision.engines.base import EngineUnavailable, FaceEngine, NotComparable
from kiosk.vision.faces import Template
from kiosk.vision.model_store import ModelMissing, ModelStore
from tests.support.pictures import MODELS, ROOT, astronaut, framed, person


@pytest.fixture(name="engine", scope="module", params=ENGINES)
def each_engine(request: pytest.FixtureRequest) -> FaceEngine:
    return make_engine(request.param, ModelStore(MODELS))


@pytest.fixture(name="detector", scope="module")
def one_detector() -> Detector:
    return Detector(ModelStore(MODELS))


def template(
    engine: FaceEngine, detector: Detector, portrait: np.ndarray, side: int = 340, width: int = 640, height: int = 480
) -> Template:
    frame = framed(portrait, side, width, height)
    return engine.embed(frame, detector.detect(frame)[0])


def test_one_person_is_accepted_and_others_are_not(engine: FaceEngine, detector: Detector) -> None:
    bands = SHIPPED[engine.name]
    me = template(engine, detector, person(4, "a"))
    assert engine.similarity(me, template(engine, detector, person(4, "b"))) >= bands.accept
    for other in (7, 10, 16):
        assert engine.similarity(me, template(engine, detector, person(other))) < bands.step_up


def test_a_face_is_the_same_at_every_size_and_place(engine: FaceEngine, detector: Detector) -> None:
    near = template(engine, detector, astronaut(), 440)
    far = template(engine, detector, astronaut(), 300, 1280, 720)
    assert engine.similarity(near, far) > 0.8


def test_similarity_is_symmetric_and_one_for_itself(engine: FaceEngine, detector: Detector) -> None:
    one, other = template(engine, detector, person(4)), template(engine, detector, person(7))
    assert engine.similarity(one, one) == pytest.approx(1.0, abs=1e-5)
    assert engine.similarity(one, other) == pytest.approx(engine.similarity(other, one))


def test_one_against_many_is_the_same_as_one_by_one(engine: FaceEngine, detector: Detector) -> None:
    templates = [template(engine, detector, person(number)) for number in (4, 7, 10)]
    many = engine.similarities(np.stack([one.vector for one in templates]), templates[0].vector)
    assert many == pytest.approx([engine.similarity(one, templates[0]) for one in templates], abs=1e-6)


def test_templates_of_other_engines_or_models_are_refused(engine: FaceEngine, detector: Detector) -> None:
    mine = template(engine, detector, person(4))
    for foreign in (replace(mine, engine="another"), replace(mine, models="0" * 64), replace(mine, engine="", models="")):
        with pytest.raises(NotComparable):
            engine.similarity(mine, foreign)
        with pytest.raises(NotComparable):
            engine.similarity(foreign, mine)


def test_a_template_shows_nothing_of_itself(engine: FaceEngine, detector: Detector) -> None:
    mine = template(engine, detector, person(4))
    assert repr(mine) == f"Template({engine.name})"
    assert str(float(mine.vector[0]))[:6] not in repr(mine)


def test_the_engines_differ_in_models() -> None:
    store = ModelStore(MODELS)
    assert make_engine("sface", store).models != make_engine("dlib", store).models


def test_an_unknown_engine_and_missing_models_are_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EngineUnavailable, match="sface, dlib"):
        make_engine("facenet", ModelStore(MODELS))
    with pytest.raises(ModelMissing, match="sface"):
        make_engine("sface", ModelStore(tmp_path))


def test_face_recognition_loads_without_pkg_resources_and_leaves_no_stand_in() -> None:
    """With setuptools 82 or none it would print a sentence and end the process with status 0."""
    program = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'pkg_resources':\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "from kiosk.vision.engines.dlib import load_face_recognition\n"
        "library = load_face_recognition()\n"
        "assert callable(library.face_encodings)\n"
        "assert 'pkg_resources' not in sys.modules\n"
        "assert load_face_recognition() is library\n"
        "print('still here')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip().endswith("still here"), done.stderr
