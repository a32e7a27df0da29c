"""No frame reaches a face engine without a consent: counted at the engines themselves, in a process that really runs."""

import os
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.messages.identity_words import Assurance, IdentityOutcome
from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from drivers.emulators.persons.scenes import Scene
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.loading import load
from kiosk.vision.messages import CameraSeen, CodeSeen, FaceDone, Order, Quit, Report, StartFace, StartScan, Stop
from kiosk.vision.parts import FaceFinder, LifeJudge, Parts
from kiosk.vision.preview import PreviewReader, PreviewWriter, make_memory
from kiosk.vision.process import Surroundings, VisionProcess
from kiosk.vision.settings import VisionSettings
from tests.support.peers import eventually
from tests.support.vision_process import MODELS, face_order, photo
from tests.unit.vision_process.conftest import MakeFilm

SCANNED_FRAMES = 15


class Counted:
    """Hands everything to the real engine and counts the frames it was given."""

    def __init__(self, real: Any, seen: list[str]) -> None:
        self._real = real
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._real, name)
        if name not in ("detect", "embed", "observe"):
            return part

        def counting(*arguments: Any) -> Any:
            self._seen.append(name)
            return part(*arguments)

        return counting


class Line:
    """Orders and reports without a socket; reports are kept."""

    def __init__(self) -> None:
        self.orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.reports: list[Report] = []

    def next_order(self, timeout_s: float) -> Order | None:
        try:
            return self.orders.get(timeout=timeout_s) if timeout_s else self.orders.get_nowait()
        except queue.Empty:
            return None

    def report(self, report: Report) -> None:
        self.reports.append(report)

    def of(self, kind: type[Report]) -> list[Any]:
        return [report for report in self.reports if isinstance(report, kind)]


class Rig:
    def __init__(self, film: Path) -> None:
        self.seen: list[str] = []
        self.line = Line()
        self.memory = make_memory()
        self.preview = PreviewReader(self.memory)
        self.frames = 0
        self._camera = CameraSettings(video=film)
        real = load(VisionSettings(models=MODELS))
        process = VisionProcess(self.line, self._counting(real), None, self._around())
        self.thread = threading.Thread(target=process.run, name="vision process under test")
        self.thread.start()

    def _counting(self, real: Parts) -> Parts:
        make_judge = real.make_judge
        assert make_judge is not None

        def make(level: Assurance, seed: int) -> LifeJudge:
            judge: LifeJudge = Counted(make_judge(level, seed), self.seen)
            return judge

        detector: FaceFinder = Counted(real.detector, self.seen)
        engine: FaceEngine = Counted(real.engine, self.seen)
        return replace(real, detector=detector, engine=engine, make_judge=make)

    def _around(self) -> Surroundings:
        def make_source(told: Any) -> FrameSource:
            return FrameSource(self._camera, on_status=told)

        return Surroundings(time.monotonic, make_source, PreviewWriter(self.memory))

    def close(self) -> None:
        self.line.orders.put(Quit())
        self.thread.join(20)
        assert not self.thread.is_alive()
        self.preview.close()
        os.close(self.memory)

    def wait_for_pictures(self, count: int) -> None:
        """So many pictures of the person have gone through the process."""
        numbers: set[int] = set()

        def enough() -> bool:
            picture = self.preview.newest()
            if picture is not None:
                numbers.add(picture.number)
            return len(numbers) >= count

        eventually(enough, f"{count} pictures", 30)


@pytest.fixture
def rig(make_film: MakeFilm) -> Iterator[Rig]:
    rig = Rig(make_film(Scene.FRONT))
    yield rig
    rig.close()


def test_no_frame_reaches_an_engine_before_consent_and_none_after_its_end(rig: Rig) -> None:
    eventually(lambda: rig.line.of(CameraSeen), "the camera was tried", 30)
    rig.line.orders.put(StartScan(id="scan-1"))
    rig.wait_for_pictures(SCANNED_FRAMES)
    assert rig.seen == []
    assert rig.line.of(CodeSeen) == []

    rig.line.orders.put(face_order(Assurance.L1, photo=photo()))
    eventually(lambda: rig.line.of(FaceDone), "the comparison ended", 60)
    (done,) = rig.line.of(FaceDone)
    assert done.outcome is IdentityOutcome.VERIFIED
    assert {"detect", "embed", "observe"} <= set(rig.seen)

    counted = len(rig.seen)
    rig.line.orders.put(StartScan(id="scan-2"))
    rig.wait_for_pictures(SCANNED_FRAMES)
    assert len(rig.seen) == counted


def test_a_comparison_that_is_stopped_looks_at_no_further_frame(rig: Rig) -> None:
    # Nobody's reference but their own photo; a high level keeps it going until it is stopped.
    rig.line.orders.put(face_order(Assurance.L2, photo=photo()))
    eventually(lambda: "observe" in rig.seen, "a judged frame", 30)
    rig.line.orders.put(Stop(id="order-1"))
    eventually(lambda: rig.line.of(FaceDone), "it was abandoned", 30)
    assert rig.line.of(FaceDone)[0].outcome is IdentityOutcome.ABANDONED
    assert rig.preview.newest() is None
    counted = len(rig.seen)
    rig.line.orders.put(StartScan(id="scan-1"))
    rig.wait_for_pictures(SCANNED_FRAMES)
    assert len(rig.seen) == counted


@pytest.mark.parametrize("missing", [{"consent": ""}, {}])
def test_an_order_without_a_consent_is_no_order(missing: dict[str, str]) -> None:
    fields = {"id": "order-1", "level": 1, "seed": 1}
    with pytest.raises(ValidationError, match="consent"):
        StartFace.model_validate(fields | missing)
