"""Somebody else's face half way through a comparison: at the same place and at once, so that the tracker sees one face."""

from collections.abc import Callable

import pytest

from api.messages.identity_words import Assurance, IdentityOutcome
from drivers.emulators.persons import motion
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.attempt import End, Tell
from kiosk.vision.comparison import Comparison
from kiosk.vision.loading import load
from kiosk.vision.messages import Guidance
from kiosk.vision.parts import Parts
from kiosk.vision.settings import VisionSettings
from tests.support.vision_process import MODELS, PERSON, face_order, photo

STRANGER = 9
"""Looks lifelike to the passive model, and can turn the head."""
FPS = 10.0
LIMIT_S = 30.0

Who = Callable[[Tell | None, int], int]
"""Who stands there, by what was told last and the number of the frame."""


@pytest.fixture(scope="module")
def parts() -> Parts:
    return load(VisionSettings(models=MODELS))


def run(parts: Parts, level: Assurance, who: Who, *, picture_wanted: bool = False) -> tuple[End, str]:
    """One comparison with PERSON's photo, by whoever stands there and turns as asked. Returns its end and the picture."""
    reference = {"picture_wanted": True} if picture_wanted else {"photo": photo()}
    comparison = Comparison(face_order(level, time_limit_s=LIMIT_S, **reference), parts, None, 0.0)
    stages = {person: Stage(Scene.FRONT, person, View(fps=FPS, seed=2)) for person in (PERSON, STRANGER)}
    follower = motion.Follower(motion.Neck())
    told: Tell | None = None
    for number in range(int((LIMIT_S + 1) * FPS)):
        at_s = number / FPS
        answer = comparison.look(stages[who(told, number)].draw(follower.yaw_at(at_s), at_s), at_s)
        if isinstance(answer, End):
            picture = comparison.picture
            comparison.wipe()
            return answer, picture
        told = answer
        side = {Guidance.TURN_LEFT: 1, Guidance.TURN_RIGHT: -1}.get(told.guidance, 0)
        follower.ask(side * 30.0, at_s)
    raise AssertionError("it has no end")


@pytest.mark.parametrize("level", [Assurance.L1, Assurance.L2])
def test_the_right_person_all_the_time_is_verified(parts: Parts, level: Assurance) -> None:
    end, _ = run(parts, level, lambda _told, _number: PERSON)
    assert (end.outcome, end.assurance) == (IdentityOutcome.VERIFIED, level)


@pytest.mark.parametrize("level", [Assurance.L1, Assurance.L2])
@pytest.mark.parametrize("frames", [3, 4, 8])
def test_a_photo_that_gives_way_to_a_living_stranger_verifies_nobody(parts: Parts, level: Assurance, frames: int) -> None:
    end, _ = run(parts, level, lambda _told, number: PERSON if number < frames else STRANGER)
    assert end.outcome is not IdentityOutcome.VERIFIED
    assert end.assurance is Assurance.L0


@pytest.mark.parametrize("sides", [{Guidance.TURN_LEFT}, {Guidance.TURN_RIGHT}, {Guidance.TURN_LEFT, Guidance.TURN_RIGHT}])
def test_a_stranger_who_turns_for_somebody_verifies_nobody(parts: Parts, sides: set[Guidance]) -> None:
    end, _ = run(parts, Assurance.L2, lambda told, _number: STRANGER if told and told.guidance in sides else PERSON)
    assert end.outcome is not IdentityOutcome.VERIFIED


@pytest.mark.parametrize("level", [Assurance.L1, Assurance.L2])
def test_a_platform_gets_no_picture_of_anybody_but_who_was_alive(parts: Parts, level: Assurance) -> None:
    end, picture = run(parts, level, lambda _told, number: PERSON if number < 4 else STRANGER, picture_wanted=True)
    assert end.outcome is not IdentityOutcome.VERIFIED or not picture
