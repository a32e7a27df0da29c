"""The depth gate over drawn people and sheets that neither chose its limits nor measured it: few, and each time the same."""

import pytest

from bench.depth_cases import MEASURING, TUNING, DepthSet
from bench.depth_gate import try_gate
from drivers.emulators.persons.attacks import Species
from kiosk.vision.detector import Detector
from kiosk.vision.liveness.landmarks import Landmarks
from kiosk.vision.liveness.loading import load_parts
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS
from tingtang.vision.generated import PERSON, Case
from tingtang.vision.presentations import Ending

FRESH = DepthSet("fresh", 2, 333_000, 4, 3, 5, (27.0, 33.0), (34.0, 42.0, 50.0), (70.0, 200.0))


@pytest.fixture(scope="module")
def eyes() -> tuple[Detector, Landmarks]:
    store = ModelStore(MODELS)
    landmarks = load_parts(store).landmarks
    assert landmarks is not None
    return Detector(store), landmarks


@pytest.mark.parametrize("case", FRESH.cases(), ids=lambda case: f"{case.species}-{case.person}")
def test_heads_pass_and_paper_does_not(eyes: tuple[Detector, Landmarks], case: Case) -> None:
    found = try_gate(case, *eyes)
    assert (found.ending is Ending.LIVE) == (case.species == PERSON)


def test_what_measures_chose_nothing() -> None:
    tuning, measuring = TUNING.cases(), MEASURING.cases()
    assert not {case.person for case in tuning} & {case.person for case in measuring}
    assert not {case.seed for case in tuning} & {case.seed for case in measuring}
    sheets = [{(case.degrees, case.radius_mm) for case in cases if case.species != PERSON} for cases in (tuning, measuring)]
    assert not sheets[0] & sheets[1]
    for species in (PERSON, Species.TURNED_PHOTO, Species.BENT_PRINT):
        assert sum(case.species == species for case in measuring) >= 60
    assert {case.radius_mm < 0 for case in measuring if case.species == Species.BENT_PRINT} == {True, False}
