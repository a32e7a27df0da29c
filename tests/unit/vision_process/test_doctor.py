"""`tingtang vision doctor`: what is wrong with a camera or a machine, in words that say what to do."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from tests.support.vision_process import MODELS
from tingtang.__main__ import main

Picture = "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]"


def film(path: Path, change: Callable[[Picture], Picture]) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (640, 480))
    portrait = cv2.resize(astronaut()[:384, :, ::-1], (640, 480), interpolation=cv2.INTER_AREA)
    for number in range(12):
        noise = np.random.default_rng(number).normal(0, 3, portrait.shape)
        writer.write(change(np.clip(portrait + noise, 0, 255).astype(np.uint8)))
    writer.release()
    return path


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, dict[str, str]], str]:
    code = main(["vision", "doctor", "--json", *arguments])
    said = capsys.readouterr().out
    checks = json.loads(said.splitlines()[-1])["checks"]
    return code, {check["name"]: check for check in checks}, said


def test_a_good_camera_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, checks, said = doctor(
        capsys, "--video", str(film(tmp_path / "good.avi", lambda picture: picture)), "--models", str(MODELS)
    )
    assert checks["camera"]["said"].startswith("640 × 480")
    for name in ("exposure", "light", "focus", "models", "faces"):
        assert checks[name]["level"] == "good", checks[name]
        assert checks[name]["do"] == ""
    assert "up to level L2" in said


def test_dark_and_out_of_focus_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def spoil(picture: Picture) -> Picture:
        return (cv2.GaussianBlur(picture, (0, 0), 4) * 0.2).astype(np.uint8)

    code, checks, _ = doctor(capsys, "--video", str(film(tmp_path / "bad.avi", spoil)), "--models", str(MODELS))
    assert code == 1
    assert checks["exposure"]["level"] == "bad"
    assert "light" in checks["exposure"]["do"]
    assert checks["focus"]["level"] != "good"


def test_what_is_missing_is_named_with_its_consequence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, checks, said = doctor(capsys, "--no-camera", "--models", str(tmp_path))
    assert code == 1
    assert checks["faces"]["level"] == "bad"
    assert "face_detection_yunet_2023mar.onnx is missing: no face is found" in said
    assert "tingtang models fetch" in said


def test_no_picture_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, checks, _ = doctor(capsys, "--video", str(tmp_path / "none.avi"), "--models", str(tmp_path))
    assert code == 1
    assert "camera.missing" in checks["camera"]["said"]


def test_a_camera_by_its_changing_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "doctor", "--device", "/dev/video0"]) == 2
    assert "by-id" in capsys.readouterr().err
