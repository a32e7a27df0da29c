"""Frames that no camera takes: pictures of a folder, and what a program draws."""

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from pydantic import ValidationError

from drivers.camera.capture import open_capture
from drivers.camera.settings import CameraSettings
from drivers.core.errors import LinkLost, Misconfigured, PortMissing
from tests.unit.camera.conftest import Pixels, moving


def three_frames() -> Iterator[Pixels]:
    return (moving(number) for number in range(3))


def brightness_of(folder: Path, levels: list[int]) -> Path:
    folder.mkdir()
    for number, level in enumerate(levels):
        picture = moving(0)
        picture[:] = level
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_pictures_come_in_the_order_of_their_names_and_again(tmp_path: Path) -> None:
    folder = brightness_of(tmp_path / "pictures", [10, 20, 30])
    capture = open_capture(CameraSettings(images=folder, fps=20))
    assert capture.pause_s == pytest.approx(0.05)
    frames = [capture.read() for _ in range(4)]
    assert [int(frame.mean()) for frame in frames if frame is not None] == [10, 20, 30, 10]
    capture.close()


def test_pictures_that_end_give_nothing_more(tmp_path: Path) -> None:
    capture = open_capture(CameraSettings(images=brightness_of(tmp_path / "pictures", [10]), repeat=False))
    assert capture.read() is not None
    assert capture.read() is None


def test_a_program_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "drawing_for_tests", sys.modules[__name__])
    capture = open_capture(CameraSettings(generator="drawing_for_tests:three_frames", repeat=False))
    assert [capture.read() is not None for _ in range(4)] == [True, True, True, False]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortMissing, match="no such folder"):
        open_capture(CameraSettings(images=tmp_path / "none"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(PortMissing, match="no picture"):
        open_capture(CameraSettings(images=tmp_path / "empty"))
    with pytest.raises(Misconfigured, match="no_such_module"):
        open_capture(CameraSettings(generator="no_such_module:frames"))
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "0.png").write_bytes(b"not a picture")
    with pytest.raises(LinkLost, match="not a picture"):
        open_capture(CameraSettings(images=broken)).read()


@pytest.mark.parametrize("sources", [{}, {"images": "pictures", "video": "film.avi"}, {"generator": "no colon"}])
def test_there_is_exactly_one_source(sources: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        CameraSettings.model_validate(sources)
