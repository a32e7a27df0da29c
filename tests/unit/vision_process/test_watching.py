"""Somebody who walked away is noticed by a picture that stands still; who stays, by one that doesn't. No face is looked for."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from drivers.emulators.persons.scenes import Scene
from kiosk.flow.idle import GONE_AFTER_S
from kiosk.ports.leaving import CameraLeaving
from kiosk.vision.client import VisionClient
from kiosk.vision.watching import Grey, moved, small
from tests.support.vision_process import draw_code, face_order, ignore, settings, started, until
from tests.unit.vision_process.conftest import MakeFilm


def wall(seed: int, light: int = 0) -> Grey:
    """A bare wall with a sensor's noise."""
    noise = np.random.default_rng(seed).normal(110 + light, 12, (480, 640, 3))
    return small(noise.clip(0, 255).astype(np.uint8))


def test_a_wall_stands_still_under_noise_and_settling_exposure() -> None:
    assert not any(moved(wall(number), wall(number + 1)) for number in range(20))
    assert not moved(wall(1), wall(2, light=20))


def test_a_head_that_shifts_moves() -> None:
    before, now = wall(1), wall(2)
    before[8:28, 16:30] = 180
    now[8:28, 18:32] = 180
    assert moved(before, now)


def test_a_lamp_that_goes_on_is_taken_for_somebody() -> None:
    assert moved(wall(1), wall(2, light=80))


@pytest.fixture
async def make_client() -> AsyncIterator[Callable[[dict[str, object]], VisionClient]]:
    made: list[VisionClient] = []

    def make(camera: dict[str, object]) -> VisionClient:
        made.append(VisionClient(settings(camera)))
        return made[-1]

    yield make
    for client in made:
        await client.stop()


class Now:
    """A clock under the test's hand."""

    def __init__(self) -> None:
        self.s = 100.0


def leaving(client: VisionClient, now: Now) -> CameraLeaving:
    ids = iter(range(1_000))
    return CameraLeaving(client, new_id=lambda: f"watch-{next(ids)}", clock=lambda: now.s)


async def test_nobody_before_a_real_camera(make_client: Callable[..., VisionClient], tmp_path: Path) -> None:
    client = await started(make_client({"images": draw_code(tmp_path / "wall", shown=False)}))
    now = Now()
    watch = leaving(client, now)
    assert not watch.look(session=True)
    await until(lambda: watch._stirred_s is not None, "the watch has begun")
    assert not watch.look(session=True)
    now.s += GONE_AFTER_S
    assert watch.look(session=True)
    assert not watch.look(session=False), "nobody's session: nobody is looked for"
    assert not client.watching


async def test_somebody_who_moves_is_there(make_client: Callable[..., VisionClient], make_film: MakeFilm) -> None:
    client = await started(make_client({"video": make_film(Scene.TURNING)}))
    stirs: list[float] = []
    client.start_watch("watch-1", lambda: stirs.append(1))
    await until(lambda: len(stirs) > 3, "several movements")


async def test_a_comparison_takes_the_camera_and_the_watch_begins_anew(
    make_client: Callable[..., VisionClient], make_film: MakeFilm
) -> None:
    client = await started(make_client({"video": make_film(Scene.FRONT)}))
    now = Now()
    watch = leaving(client, now)
    watch.look(session=True)
    await client.compare(face_order(id="order-1", person="x" * 43), ignore)
    assert not client.watching
    now.s += 100
    assert not watch.look(session=True), "what was seen before the comparison counts no more"
    assert client.watching
