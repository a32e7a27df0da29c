"""After a session no frame, template, photo or person's hash is left: in memory of kiosk and vision process, files and logs.

The memory is searched as it is, page by page. The same search over a process that still holds everything finds it.
"""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.emulators.persons.scenes import Scene
from kiosk.vision.loading import load
from kiosk.vision.registry import Registry
from kiosk.vision.settings import RegistrySettings, VisionSettings
from tests.support.memory_search import found_in
from tests.support.vision_process import MODELS, photo
from tests.unit.vision_process.conftest import MakeFilm

ROOT = Path(__file__).parents[3]
HOLDER = "canary-person-" + "h" * 29
FREED_IS_OVERWRITTEN = "glibc.malloc.perturb=165"
"""As in systemd/tingtang-kiosk.service."""

EVERY = 4
"""Each frame of the film that is searched for."""


@dataclass(frozen=True, slots=True)
class Kept:
    film: Path
    register: RegistrySettings
    needles: dict[str, bytes]


def pieces_of_film(film: Path) -> dict[str, bytes]:
    """A strip of each frame, blue-green-red as the camera gives it and red-green-blue as the preview has it."""
    needles = {}
    capture = cv2.VideoCapture(str(film))
    number = 0
    while True:
        found, frame = capture.read()
        if not found:
            break
        strip = np.asarray(frame)[240, 300:332]
        number += 1
        if number % EVERY:
            continue
        needles[f"frame {number}"] = strip.tobytes()
        needles[f"preview {number}"] = strip[:, ::-1].tobytes()
    capture.release()
    assert number
    return needles


@pytest.fixture
def kept(make_film: MakeFilm, tmp_path: Path) -> Kept:
    film = make_film(Scene.FRONT)
    register = RegistrySettings(file=tmp_path / "register.sqlite", key=tmp_path / "register.key")
    parts = load(VisionSettings(models=MODELS))
    assert parts.detector is not None
    assert parts.engine is not None
    raw = base64.b64decode(photo())
    small = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR)
    assert small is not None
    large = np.asarray(cv2.resize(small, None, fx=7.5, fy=7.5, interpolation=cv2.INTER_CUBIC), np.uint8)
    template = parts.engine.embed(large, parts.detector.detect(large)[0])
    registry = Registry(register, lambda: time.time_ns() // 1_000_000)
    registry.open()
    registry.add(HOLDER, template)
    registry.close()
    needles = {
        "template": template.vector.tobytes()[64:96],
        "photo as it came": photo().encode()[400:460],
        "photo's file": raw[400:450],
        "photo's pixels": large[200, 200:232].tobytes(),
        "person": HOLDER.encode(),
        **pieces_of_film(film),
    }
    return Kept(film, register, needles)


@pytest.fixture
def kiosk(kept: Kept, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    log = (tmp_path / "kiosk.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.canary_kiosk", str(kept.film), str(kept.register.file), str(kept.register.key)],
        cwd=ROOT,
        env={**os.environ, "GLIBC_TUNABLES": FREED_IS_OVERWRITTEN},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    yield process
    process.communicate("end\n", timeout=60)
    log.close()


def test_nothing_of_a_session_is_left_in_memory_files_or_logs(kiosk: subprocess.Popen[str], kept: Kept, tmp_path: Path) -> None:
    assert kiosk.stdin is not None
    assert kiosk.stdout is not None
    kiosk.stdin.write(f"{photo()}\n{HOLDER}\n")
    kiosk.stdin.flush()
    vision, *outcomes = kiosk.stdout.readline().split()
    assert outcomes == ["verified", "verified"]
    try:
        left_there = found_in(int(vision), kept.needles)
    except PermissionError:
        pytest.skip("only root may read the vision process's memory")
    assert left_there == set()
    assert found_in(kiosk.pid, kept.needles) == set()
    for path in tmp_path.rglob("*"):
        content = path.read_bytes()
        assert not [name for name, piece in kept.needles.items() if piece in content], path.name


def test_the_search_finds_what_is_still_there(kept: Kept) -> None:
    assert found_in(os.getpid(), kept.needles) == set(kept.needles)
