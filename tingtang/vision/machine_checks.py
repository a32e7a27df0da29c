"""The doctor's look at the machine: libraries, models, speed and memory of the recogniser, on drawn pictures of nobody."""

import resource
import time
from pathlib import Path
from statistics import median

import numpy as np

from kiosk.vision.loading import load
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.parts import Parts
from kiosk.vision.settings import VisionSettings
from tingtang.vision.checks import Check, Level

RUNS = 12
SIZE = (720, 1280, 3)
FRAME_GOOD_MS, FRAME_BAD_MS = 60.0, 125.0
"""At 8 pictures a second a turn of the head can still be followed."""
MEMORY_MIB = 350
"""Of this command, with everything loaded; a Raspberry Pi with 1 GiB has no more to spare beside the screen."""
WHAT = {
    ModelRole.DETECTOR: "no face is found",
    ModelRole.RECOGNISER_SFACE: "no face is compared",
    ModelRole.LANDMARKS: "no turn of the head is judged: level L1 at most",
    ModelRole.LIVENESS_PASSIVE: "nobody is judged by looks: each comparison asks for a turn",
}
FETCH = "tingtang models fetch"


def checks_of(settings: VisionSettings) -> list[Check]:
    checks = [_libraries(), *_models(settings.models)]
    parts = load(settings)
    checks.append(_level(parts, settings))
    if parts.detector is not None:
        checks.append(_speed(parts))
    checks.append(_memory())
    return checks


def _libraries() -> Check:
    import cv2

    threads = cv2.getNumberOfCPUs()
    return Check("libraries", Level.GOOD, f"OpenCV {cv2.__version__}, NumPy {np.__version__}, {threads} processor cores")


def _models(folder: Path) -> list[Check]:
    store = ModelStore(folder)
    lacking = store.lacks(WHAT)
    if not lacking:
        return [Check("models", Level.GOOD, f"all {len(WHAT)} are there and unchanged ({folder})")]
    needed = {ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE}
    return [
        Check("models", Level.BAD if role in needed else Level.LOOK, f"{store.model(role).name} is missing: {WHAT[role]}", FETCH)
        for role in lacking
    ]


def _level(parts: Parts, settings: VisionSettings) -> Check:
    if parts.level.value == 0:
        return Check("faces", Level.BAD, "nobody can be judged alive here: faces aren't offered", FETCH)
    if parts.engine is None or parts.bands is None:
        return Check("faces", Level.BAD, f"the recogniser {settings.engine} can't be used", FETCH)
    said = f"{parts.engine.name}, up to level L{parts.level.value}, accepts from {parts.bands.accept:.2f}"
    if not parts.bands.alone:
        return Check("faces", Level.LOOK, f"{said}; never alone", "tingtang vision calibrate makes a threshold for this hall")
    return Check("faces", Level.GOOD, said)


def _speed(parts: Parts) -> Check:
    """Detector and recogniser over noise with a drawn face's place: the work is the same whatever is seen."""
    from kiosk.vision.faces import Face

    picture = np.random.default_rng(1).integers(0, 255, SIZE, dtype=np.uint8)
    points = np.array([[560, 300], [660, 300], [610, 360], [570, 420], [650, 420]], np.float32)
    face = Face(500.0, 220.0, 220.0, 270.0, points, 1.0)
    times_ms = []
    for _ in range(RUNS):
        begun_s = time.perf_counter()
        if parts.detector is not None:
            parts.detector.detect(picture)
        if parts.engine is not None:
            parts.engine.embed(picture, face)
        times_ms.append((time.perf_counter() - begun_s) * 1000)
    frame_ms = median(times_ms)
    said = f"{frame_ms:.0f} ms a picture of 1280 × 720 on one core"
    if frame_ms <= FRAME_GOOD_MS:
        return Check("speed", Level.GOOD, said)
    level = Level.LOOK if frame_ms <= FRAME_BAD_MS else Level.BAD
    return Check("speed", level, said, "camera at 640 × 480; look at what else runs, and at the processor's temperature")


def _memory() -> Check:
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{mib:.0f} MiB at most in this command"
    if mib <= MEMORY_MIB:
        return Check("memory", Level.GOOD, said)
    return Check("memory", Level.LOOK, said, 'leave out `engine = "dlib"` on small machines')
