"""NumPy keeps small arrays that were let go as they are, for the next ones of their length: templates are such arrays."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from api.messages.identity_words import IdentityOutcome
from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from drivers.emulators.persons.scenes import Scene
from kiosk.vision.faces import Template
from kiosk.vision.leftovers import SMALL_BYTES, overwrite_small_arrays
from kiosk.vision.loading import load
from kiosk.vision.messages import FaceDone, Order, Quit, Report
from kiosk.vision.preview import PreviewWriter, make_memory
from kiosk.vision.process import Surroundings, VisionProcess
from kiosk.vision.settings import VisionSettings
from tests.support.vision_process import MODELS, face_order, photo
from tests.unit.vision_process.conftest import MakeFilm

MARK = 0xC7
PLACES = 12
NUMBERS = 128


def new_arrays(length: int) -> list[bytes]:
    """What lies where the next arrays of so many bytes come to be."""
    places = [np.empty(length, np.uint8) for _ in range(PLACES)]
    return [place.tobytes() for place in places]


@pytest.mark.parametrize("length", [4, 100, 512, 544, SMALL_BYTES - 4])
def test_small_arrays_are_overwritten(length: int) -> None:
    marked = [np.full(length, MARK, np.uint8) for _ in range(PLACES)]
    del marked
    assert bytes([MARK]) * length in new_arrays(length)
    overwrite_small_arrays()
    assert bytes([MARK]) * length not in new_arrays(length)


class OneOrder:
    """Gives one order, and Quit when it has ended."""

    def __init__(self, order: Order) -> None:
        self._orders = [order]
        self.done: list[FaceDone] = []

    def next_order(self, timeout_s: float) -> Order | None:
        if self._orders:
            return self._orders.pop()
        return Quit() if self.done else None

    def report(self, report: Report) -> None:
        if isinstance(report, FaceDone):
            self.done.append(report)


class Remembering:
    """Hands everything to the real engine and keeps, as lists of numbers, what it gave."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.given: list[list[float]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def embed(self, *arguments: Any) -> Template:
        template: Template = self._real.embed(*arguments)
        self.given.append(template.vector.tolist())
        return template


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = make_memory()
    yield descriptor
    os.close(descriptor)


def test_after_a_comparison_no_template_lies_where_the_next_arrays_come_to_be(make_film: MakeFilm, memory: int) -> None:
    camera = CameraSettings(video=make_film(Scene.FRONT))
    real = load(VisionSettings(models=MODELS))
    engine: Any = Remembering(real.engine)
    line = OneOrder(face_order(photo=photo()))
    around = Surroundings(time.monotonic, lambda told: FrameSource(camera, on_status=told), PreviewWriter(memory))
    VisionProcess(line, replace(real, engine=engine), None, around).run()
    left = [np.frombuffer(place, np.float32).tolist() for place in new_arrays(NUMBERS * 4)]
    assert [done.outcome for done in line.done] == [IdentityOutcome.VERIFIED]
    assert len(engine.given) > 1
    assert not [number for number, template in enumerate(engine.given) if any(alike(template, place) for place in left)]


def alike(template: list[float], place: list[float]) -> bool:
    """The same direction, of whatever length."""
    length = sum(value * value for value in place) ** 0.5
    if not 0 < length < float("inf"):
        return False
    return sum(one * other for one, other in zip(template, place, strict=True)) / length > 0.999
