"""Comparisons by the real process: how they end, and what is left of them when the process is killed."""

import asyncio
import base64
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, ScoreBand
from drivers.emulators.persons.scenes import Scene
from kiosk.ports.face import VisionFace
from kiosk.vision.client import CRASHED, VisionClient
from kiosk.vision.loading import load
from kiosk.vision.messages import Guidance, Guided
from kiosk.vision.registry import Registry
from kiosk.vision.settings import RegistrySettings, VisionSettings
from tests.support.vision_process import MODELS, face_order, ignore, photo, settings, started, until
from tests.unit.vision_process.conftest import FPS, MakeFilm

HOLDER = "h" * 43
MakeClient = Callable[..., VisionClient]


@pytest.fixture
async def make_client(make_film: MakeFilm) -> AsyncIterator[MakeClient]:
    """`make_client(Scene.FRONT, registry=…)`."""
    clients: list[VisionClient] = []

    def make(scene: Scene, **more: Any) -> VisionClient:
        client = VisionClient(settings({"video": make_film(scene), "fps": int(FPS)}, **more), jitter=lambda: 0.0)
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.stop()


@pytest.fixture
def registry_with_person(tmp_path: Path) -> RegistrySettings:
    """The film's person, from another picture of the same face."""
    kept = RegistrySettings(file=tmp_path / "register.sqlite", key=tmp_path / "register.key")
    parts = load(VisionSettings(models=MODELS))
    assert parts.detector is not None
    assert parts.engine is not None
    small = cv2.imdecode(np.frombuffer(base64.b64decode(photo()), np.uint8), cv2.IMREAD_COLOR)
    assert small is not None
    large = np.asarray(cv2.resize(small, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC), np.uint8)
    registry = Registry(kept, lambda: time.time_ns() // 1_000_000)
    registry.open()
    registry.add(HOLDER, parts.engine.embed(large, parts.detector.detect(large)[0]))
    registry.close()
    return kept


async def test_a_cards_photo_of_the_same_person_is_accepted(make_client: MakeClient) -> None:
    client = await started(make_client(Scene.FRONT))
    guided: list[Guided] = []
    done = await client.compare(face_order(photo=photo()), guided.append)
    assert (done.outcome, done.band, done.source) == (IdentityOutcome.VERIFIED, ScoreBand.ACCEPT, IdentitySource.CARD_CHIP)
    assert done.assurance is Assurance.L1
    assert (done.engine, len(done.models)) == ("sface", 64)
    assert done.picture == ""
    assert guided
    assert all(box is None or all(0 <= part <= 1 for part in box) for box in (one.box for one in guided))
    await until(lambda: client.preview is not None and client.preview.newest() is None, "dark again")


async def test_somebody_elses_photo_is_rejected(make_client: MakeClient) -> None:
    client = await started(make_client(Scene.FRONT))
    done = await client.compare(face_order(photo=photo(10)), ignore)
    assert (done.outcome, done.reason, done.assurance) == (IdentityOutcome.REJECTED, "face.otherPerson", Assurance.L0)


async def test_a_kept_template_is_found_compared_and_forgotten(
    make_client: MakeClient, registry_with_person: RegistrySettings
) -> None:
    client = await started(make_client(Scene.FRONT, registry=registry_with_person.model_dump(mode="json")))
    assert client.ready is not None
    assert client.ready.stored == 1
    port = VisionFace(client, adapters=frozenset, decodes_photos=lambda: False)
    await until(lambda: port.readiness().ready, "faces are offered")
    done = await client.compare(face_order(person=HOLDER), ignore)
    assert (done.outcome, done.source) == (IdentityOutcome.VERIFIED, IdentitySource.LOCAL_REGISTRY)
    unknown = await client.compare(face_order(person="u" * 43), ignore)
    assert (unknown.outcome, unknown.reason) == (IdentityOutcome.UNAVAILABLE, "face.noReference")

    assert await client.forget([HOLDER, "u" * 43]) == 1
    await until(lambda: client.ready is not None and client.ready.stored == 0, "nobody is kept")
    assert port.readiness().reason == "vision.nothingToCompare"
    gone = await client.compare(face_order(person=HOLDER), ignore)
    assert (gone.outcome, gone.reason) == (IdentityOutcome.UNAVAILABLE, "face.noReference")


@pytest.mark.parametrize("bad", ["", "bm90IGEgcGljdHVyZQ==", "%%%"])
async def test_without_a_usable_reference_nobody_is_looked_at(make_client: MakeClient, bad: str) -> None:
    client = await started(make_client(Scene.FRONT))
    done = await client.compare(face_order(photo=bad), ignore)
    assert (done.outcome, done.reason) == (IdentityOutcome.UNAVAILABLE, "face.noReference")


async def test_where_a_platform_compares_a_living_person_gives_one_picture(make_client: MakeClient) -> None:
    client = await started(make_client(Scene.FRONT))
    done = await client.compare(face_order(picture_wanted=True), ignore)
    assert (done.outcome, done.band, done.source) == (IdentityOutcome.VERIFIED, None, None)
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(done.picture), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert max(picture.shape) <= 640
    assert len(done.picture) < 200_000
    assert done.picture not in repr(done)


@pytest.mark.parametrize(
    ("scene", "guidance", "reason"),
    [
        (Scene.DARK, Guidance.TOO_DARK, "face.tooDark"),
        (Scene.TWO, Guidance.ONE_PERSON, "face.twoFaces"),
        (Scene.MASK, Guidance.TAKE_OFF_MASK, "face.mask"),
        (Scene.NOBODY, Guidance.NO_FACE, "face.nobody"),
    ],
)
async def test_what_hinders_is_told_and_named_at_the_end(
    make_client: MakeClient, scene: Scene, guidance: Guidance, reason: str
) -> None:
    client = await started(make_client(scene))
    guided: list[Guided] = []
    done = await client.compare(face_order(photo=photo(), time_limit_s=4.0), guided.append)
    assert guidance in {one.guidance for one in guided}
    assert (done.outcome, done.assurance) == (IdentityOutcome.NON_RESPONSE, Assurance.L0)
    assert done.reason == reason


async def test_a_process_killed_in_the_middle_ends_as_unavailable_and_the_next_one_works(make_client: MakeClient) -> None:
    client = await started(make_client(Scene.FRONT))
    first = client.process_id
    assert first is not None
    guided: list[Guided] = []

    def kill(one: Guided) -> None:
        if not guided:
            os.kill(first, signal.SIGKILL)
        guided.append(one)

    done = await client.compare(face_order(Assurance.L2, photo=photo()), kill)
    assert (done.outcome, done.reason) == (IdentityOutcome.UNAVAILABLE, CRASHED)
    assert client.preview is not None
    assert client.preview.newest() is None
    assert VisionFace(client, adapters=frozenset, decodes_photos=lambda: True).readiness().reason == CRASHED
    await until(lambda: client.ready is not None, "it is back")
    again = await client.compare(face_order(photo=photo()), ignore)
    assert again.outcome is IdentityOutcome.VERIFIED


async def test_cancelling_stops_it_and_leaves_nothing_to_see(make_client: MakeClient) -> None:
    client = await started(make_client(Scene.FRONT))
    begun = asyncio.Event()
    task = asyncio.create_task(client.compare(face_order(Assurance.L2, photo=photo()), lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: client.preview is not None and client.preview.newest() is None, "dark")
    done = await client.compare(face_order(photo=photo(), id="order-2"), ignore)
    assert done.outcome is IdentityOutcome.VERIFIED
