"""Citizens before a whole kiosk: verified by turning as asked, or led to another way. Failures come from video files; the
processes are all real.
"""

from pathlib import Path
from typing import Any

import pytest

from drivers.emulators.persons.attacks import Species
from drivers.emulators.persons.scenes import Scene
from tests.integration.identity.conftest import MakeFaceKiosk
from tests.support.face_kiosk import BY_LOOK, BY_TURN, NUMBER, OTHER_PERSON, PLAIN_PERSON, SHORT_S, Asking
from tests.support.kiosk import KioskProcess
from tests.support.person_who_reads import WISH_FILE

pytestmark = pytest.mark.integration

GUIDED = [(Scene.DARK, "too-dark"), (Scene.TWO, "one-person"), (Scene.MASK, "take-off-mask"), (Scene.NOBODY, "no-face")]
"""What stands there, and what the screen asks for."""


COMPARED_WITHIN_S = 60.0
"""A comparison's own limit of 30 s, on a machine that is shared."""


async def to_consent(kiosk: KioskProcess, asking: Asking = BY_LOOK) -> None:
    """From home to the notice: service, face, claim by number."""
    await kiosk.choose(asking.department, asking.service)
    await kiosk.until_screen("identity-hub")
    await kiosk.touch("way.face")
    await kiosk.until_screen("enter-document")
    for sign in NUMBER:
        await kiosk.touch(f"key.{sign}")
    await kiosk.touch("number.confirm")
    await kiosk.until_screen("consent-notice")


async def to_camera(kiosk: KioskProcess, asking: Asking = BY_LOOK) -> None:
    await to_consent(kiosk, asking)
    await kiosk.touch("consent.yes")


async def finish_by_typing(kiosk: KioskProcess) -> None:
    """From a failure over another way to a number: nobody goes without."""
    await kiosk.touch("failed.other")
    await kiosk.until_screen("identity-hub")
    await kiosk.touch("way.document")
    await kiosk.touch("document.111")
    for sign in NUMBER:
        await kiosk.touch(f"key.{sign}")
    await kiosk.touch("number.confirm")
    await kiosk.until(lambda state: state["number"], "a number after another way")


@pytest.fixture
def wish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the person before the camera reads on the screen."""
    path = tmp_path / "wish"
    monkeypatch.setenv(WISH_FILE, str(path))
    return path


async def do_as_asked(kiosk: KioskProcess, wish: Path) -> set[str]:
    """The person does what the screen says until they have a number; what was said."""
    asked: set[str] = set()

    def follows(state: dict[str, Any]) -> bool:
        asked.add(state["guidance"])
        wish.write_text(state["guidance"], "utf-8")
        return bool(state["number"] or state["screen"] == "way-failed")

    ended = await kiosk.until(follows, "a number for the person", COMPARED_WITHIN_S)
    assert ended["number"], ended["reason"]
    return asked


@pytest.mark.parametrize("headless", [True, pytest.param(False, marks=pytest.mark.ui)])
async def test_the_registered_person_is_verified_and_gets_a_number(make_kiosk: MakeFaceKiosk, wish: Path, headless: bool) -> None:
    kiosk = make_kiosk(None, headless=headless)
    await kiosk.start()
    await to_camera(kiosk)
    await do_as_asked(kiosk, wish)
    assert NUMBER not in kiosk.log
    await kiosk.until_screen("home")
    left = [path.name for path in kiosk.folder.rglob("*") if path.is_file() and NUMBER.encode() in path.read_bytes()]
    assert left == [], "the number that was typed stays nowhere"


async def test_who_only_looks_at_the_camera_is_verified_from_a_video_file(make_kiosk: MakeFaceKiosk) -> None:
    kiosk = make_kiosk(Scene.FRONT, person=PLAIN_PERSON, enrolled=PLAIN_PERSON)
    await kiosk.start()
    await to_camera(kiosk)
    ended = await kiosk.until(
        lambda state: state["number"] or state["screen"] == "way-failed", "a number for the person", COMPARED_WITHIN_S
    )
    assert ended["number"], ended["reason"]


async def test_a_head_that_turns_as_asked_is_a_living_persons(make_kiosk: MakeFaceKiosk, wish: Path) -> None:
    kiosk = make_kiosk(None)
    await kiosk.start()
    await to_camera(kiosk, BY_TURN)
    assert await do_as_asked(kiosk, wish) & {"turn-left", "turn-right"}


async def test_somebody_else_is_not_taken_for_them(make_kiosk: MakeFaceKiosk) -> None:
    kiosk = make_kiosk(Scene.FRONT, person=OTHER_PERSON)
    await kiosk.start()
    await to_camera(kiosk)
    failed = await kiosk.until_screen("way-failed")
    assert failed["reason"] == "face.otherPerson"
    await finish_by_typing(kiosk)


@pytest.mark.parametrize(("scene", "guidance"), GUIDED, ids=[scene.value for scene, _ in GUIDED])
async def test_who_cannot_be_seen_well_is_told_what_to_do(make_kiosk: MakeFaceKiosk, scene: Scene, guidance: str) -> None:
    kiosk = make_kiosk(scene)
    await kiosk.start()
    await to_camera(kiosk)
    await kiosk.until(lambda state: state["guidance"] == guidance, guidance)
    await kiosk.touch("face.other")
    await kiosk.until_screen("identity-hub")


@pytest.mark.parametrize(
    ("species", "asking"),
    [
        (Species.PRINT, BY_LOOK),
        (Species.STILL_REPLAY, BY_LOOK),
        # One that fills the whole picture may pass by its look alone: `docs/identity/liveness.md` says so. It can't turn.
        (Species.FILLED_FRAME, BY_TURN),
    ],
    ids=lambda value: value.value if isinstance(value, Species) else value.service,
)
async def test_a_photograph_is_not_a_person_and_the_other_ways_stay(
    make_kiosk: MakeFaceKiosk, species: Species, asking: Asking
) -> None:
    kiosk = make_kiosk(species)
    await kiosk.start()
    await to_camera(kiosk, asking)
    failed = await kiosk.until(lambda state: state["screen"] == "way-failed", "not taken for a person", COMPARED_WITHIN_S)
    assert failed["reason"].startswith("face.")
    await finish_by_typing(kiosk)


async def test_a_camera_that_goes_in_the_middle_leaves_the_other_ways(make_kiosk: MakeFaceKiosk) -> None:
    kiosk = make_kiosk(Scene.NOBODY, seconds=SHORT_S, repeat=False)
    await kiosk.start()
    await to_camera(kiosk)
    await kiosk.until(lambda state: state["guidance"] == "no-face", "the camera sees the hall")
    failed = await kiosk.until_screen("way-failed")
    assert failed["reason"].startswith("camera.")
    await finish_by_typing(kiosk)


async def test_who_says_no_is_served_without_a_picture(make_kiosk: MakeFaceKiosk) -> None:
    kiosk = make_kiosk(Scene.FRONT)
    await kiosk.start()
    await to_consent(kiosk)
    await kiosk.touch("consent.no")
    await kiosk.until(lambda state: state["screen"] in ("identity-hub", "way-failed"), "another way")
    assert "face-check" not in kiosk.log
