"""Citizens before a whole kiosk whose camera is a video file: verified, or led to another way. Everything behind it is real."""

import pytest

from drivers.emulators.persons.attacks import Species
from drivers.emulators.persons.scenes import Scene
from tests.integration.identity.conftest import MakeFaceKiosk
from tests.support.face_kiosk import ASKING_SERVICE, NUMBER, OTHER_PERSON, SHORT_S
from tests.support.kiosk import KioskProcess

pytestmark = pytest.mark.integration

GUIDED = [(Scene.DARK, "too-dark"), (Scene.TWO, "one-person"), (Scene.MASK, "take-off-mask"), (Scene.NOBODY, "no-face")]
"""What stands there, and what the screen asks for."""


async def to_consent(kiosk: KioskProcess) -> None:
    """From home to the notice: service, face, claim by number."""
    await kiosk.choose("自然资源", ASKING_SERVICE)
    await kiosk.until_screen("identity-hub")
    await kiosk.touch("way.face")
    await kiosk.until_screen("enter-document")
    for sign in NUMBER:
        await kiosk.touch(f"key.{sign}")
    await kiosk.touch("number.confirm")
    await kiosk.until_screen("consent-notice")


async def to_camera(kiosk: KioskProcess) -> None:
    await to_consent(kiosk)
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


@pytest.mark.parametrize("headless", [True, pytest.param(False, marks=pytest.mark.ui)])
async def test_the_registered_person_is_verified_and_gets_a_number(make_kiosk: MakeFaceKiosk, headless: bool) -> None:
    kiosk = make_kiosk(Scene.TURNING, headless=headless)
    await kiosk.start()
    await to_camera(kiosk)
    await kiosk.until(lambda state: state["number"], "a number for the verified person")
    assert NUMBER not in kiosk.log


async def test_somebody_else_is_not_taken_for_them(make_kiosk: MakeFaceKiosk) -> None:
    kiosk = make_kiosk(Scene.TURNING, person=OTHER_PERSON)
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


@pytest.mark.parametrize("species", [Species.PRINT, Species.FILLED_FRAME, Species.STILL_REPLAY])
async def test_a_photograph_is_not_a_person_and_the_other_ways_stay(make_kiosk: MakeFaceKiosk, species: Species) -> None:
    kiosk = make_kiosk(species)
    await kiosk.start()
    await to_camera(kiosk)
    failed = await kiosk.until_screen("way-failed")
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
    kiosk = make_kiosk(Scene.TURNING)
    await kiosk.start()
    await to_consent(kiosk)
    await kiosk.touch("consent.no")
    await kiosk.until(lambda state: state["screen"] in ("identity-hub", "way-failed"), "another way")
    assert "face-check" not in kiosk.log
