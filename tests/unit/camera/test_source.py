"""The camera's reader on video files and on what is no camera: frames, words, loss, return, end."""

import threading
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from api.messages.words import Action, DeviceState
from drivers.camera.capture import Capture, open_capture
from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from drivers.core.errors import DeviceNotReady, LinkLost, PortMissing
from drivers.core.lifecycle import Backoff
from tests.support.peers import eventually
from tests.unit.camera.conftest import HEIGHT, WIDTH, MakeCamera, moving, record


def test_frames_come_and_are_counted(make_camera: MakeCamera) -> None:
    camera = make_camera()
    first = camera.source.wait_newer(0, 10)
    assert first is not None
    second = camera.source.wait_newer(first.number, 10)
    assert second is not None
    assert second.number > first.number
    assert second.pixels.shape == (HEIGHT, WIDTH, 3)
    assert camera.statuses[-1].device is DeviceState.ONLINE
    assert camera.source.status().detail["camera"] == "ok"


def test_a_video_begins_again_at_its_end(make_camera: MakeCamera) -> None:
    camera = make_camera()
    frame = camera.source.wait_newer(40, 20)
    assert frame is not None
    assert camera.reason == "ok"


def test_only_the_newest_frame_is_kept(make_camera: MakeCamera) -> None:
    camera = make_camera()
    assert camera.source.wait_newer(5, 10) is not None
    newest = camera.source.latest()
    assert newest is not None
    assert newest.number > 5
    assert camera.source.latest(max_age_s=0.0) is None


def test_a_picture_is_a_jpeg_in_memory(make_camera: MakeCamera, tmp_path: Path) -> None:
    camera = make_camera()
    camera.source.wait_newer(0, 10)
    before = set(tmp_path.iterdir())
    picture = camera.source.picture()
    assert picture.startswith(b"\xff\xd8")
    decoded = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (HEIGHT, WIDTH, 3)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("scene", "reason", "device", "word"),
    [
        ("covered", "camera.covered", DeviceState.USER_ERROR, "inop"),
        ("paper", "camera.covered", DeviceState.USER_ERROR, "inop"),
        ("glare", "camera.tooBright", DeviceState.ONLINE, "ok"),
        ("dim", "camera.tooDark", DeviceState.ONLINE, "ok"),
    ],
)
def test_what_is_wrong_with_the_picture(make_camera: MakeCamera, scene: str, reason: str, device: DeviceState, word: str) -> None:
    camera = make_camera(scene)
    eventually(lambda: camera.reason == reason, reason)
    status = camera.source.status()
    assert (status.device, status.action, status.detail["camera"]) == (device, Action.CLEAR, word)


def test_no_picture_is_taken_through_a_covered_lens(make_camera: MakeCamera) -> None:
    camera = make_camera("covered")
    eventually(lambda: camera.reason == "camera.covered", "covered")
    with pytest.raises(DeviceNotReady) as refused:
        camera.source.picture()
    assert refused.value.reason == "camera.covered"


def test_a_hand_before_the_lens_for_a_moment_is_no_fault(make_camera: MakeCamera, tmp_path: Path) -> None:
    path = tmp_path / "hand.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, (WIDTH, HEIGHT))
    for number in range(40):
        covered = number % 10 < 4
        writer.write(np.full((HEIGHT, WIDTH, 3), 14, np.uint8) if covered else moving(number))
    writer.release()
    camera = make_camera(path=path)
    camera.source.wait_newer(45, 20)
    assert "camera.covered" not in {status.reason for status in camera.statuses}


def test_a_frozen_picture_is_unknown_and_stays_so_until_it_moves(make_camera: MakeCamera) -> None:
    camera = make_camera("still", frozen_s=0.5)
    eventually(lambda: camera.reason == "camera.frozen", "frozen")
    reopened = camera.source.status().detail["reopened"]
    eventually(lambda: camera.source.status().detail["reopened"] > reopened, "opened again")
    assert camera.reason == "camera.frozen"
    assert camera.source.status().device is DeviceState.UNKNOWN
    assert [status.reason for status in camera.statuses].count("ok") == 1
    assert camera.source.latest() is None


def test_a_video_that_ends_gives_no_frames_and_is_looked_for_again(make_camera: MakeCamera, tmp_path: Path) -> None:
    camera = make_camera(repeat=False)
    eventually(lambda: camera.reason == "camera.noFrames", "no frames")
    status = camera.source.status()
    assert (status.device, status.action) == (DeviceState.UNKNOWN, Action.MAINTENANCE)
    eventually(lambda: camera.source.latest(max_age_s=60) is None, "no old frame is kept")
    with pytest.raises(DeviceNotReady) as refused:
        camera.source.picture()
    assert refused.value.reason in ("camera.noFrames", "device.starting")
    (tmp_path / "moving.avi").unlink()
    eventually(lambda: camera.reason == "camera.missing", "missing")
    assert camera.source.status().device is DeviceState.NO_DEVICE


def test_a_camera_that_is_put_back_is_found(make_camera: MakeCamera, tmp_path: Path) -> None:
    path = tmp_path / "later.avi"
    camera = make_camera(path=path)
    eventually(lambda: camera.reason == "camera.missing", "missing")
    record(tmp_path / "made.avi", "moving").rename(path)
    eventually(lambda: camera.reason == "ok", "found")
    assert camera.source.wait_newer(0, 10) is not None


@pytest.mark.parametrize("kept", [0, 100, 4_000, 60_000])
def test_a_cut_off_video_is_never_well_for_long(make_camera: MakeCamera, tmp_path: Path, kept: int) -> None:
    whole = record(tmp_path / "whole.avi", "moving").read_bytes()
    path = tmp_path / "cut.avi"
    path.write_bytes(whole[:kept])
    camera = make_camera(path=path, repeat=False)
    eventually(lambda: camera.reason in ("camera.noFrames", "camera.cannotOpen"), "told")


@pytest.mark.parametrize("what", ["text", "folder"])
def test_what_is_no_video(make_camera: MakeCamera, tmp_path: Path, what: str) -> None:
    path = tmp_path / "not-a-video"
    if what == "text":
        path.write_text("no video", "utf-8")
    else:
        path.mkdir()
    camera = make_camera(path=path)
    eventually(lambda: camera.reason == "camera.cannotOpen", "told")


def test_devices_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PortMissing):
        open_capture(CameraSettings(device=Path("/dev/v4l/by-id/usb-none-video-index0")))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LinkLost) as refused:
        open_capture(CameraSettings(device=tmp_path / "file"))
    assert refused.value.reason == "camera.cannotOpen"


def test_a_character_device_that_is_no_camera_is_refused() -> None:
    # V4L2's own refusal, by the real backend: /dev/zero knows none of its questions.
    with pytest.raises(LinkLost) as refused:
        open_capture(CameraSettings(device=Path("/dev/zero")))
    assert refused.value.reason == "camera.cannotOpen"


def test_each_change_is_told_once(make_camera: MakeCamera) -> None:
    camera = make_camera()
    camera.source.wait_newer(60, 20)
    assert [status.reason for status in camera.statuses] == ["ok"]


@pytest.mark.parametrize("scene", ["moving", "still", "covered"])
def test_closes_within_two_seconds_and_leaves_no_thread(make_camera: MakeCamera, scene: str) -> None:
    camera = make_camera(scene)
    camera.source.wait_newer(0, 10)
    begun_s = time.monotonic()
    assert camera.source.close()
    assert time.monotonic() - begun_s < 2.0
    assert "camera" not in [thread.name for thread in threading.enumerate()]
    assert camera.source.latest(max_age_s=1000) is None
    assert camera.reason == "device.closed"


def test_closing_while_waiting_to_open_again_is_quick(make_camera: MakeCamera, tmp_path: Path) -> None:
    camera = make_camera(path=tmp_path / "none.avi")
    eventually(lambda: camera.reason == "camera.missing", "missing")
    assert camera.source.close()


def test_never_started_is_closed_at_once(tmp_path: Path) -> None:
    assert FrameSource(CameraSettings(video=tmp_path / "none.avi")).close()


class Stuck:
    """A device whose driver hangs: its read comes back only when it is let go."""

    pause_s = 0.0

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.closed = threading.Event()

    def read(self) -> Any:
        self.let_go.wait(20)

    def close(self) -> None:
        self.closed.set()


def test_a_driver_that_hangs_makes_no_old_frame_look_new(tmp_path: Path) -> None:
    stuck: Capture = Stuck()
    settings = CameraSettings(video=tmp_path / "any.avi", stale_s=0.2)
    source = FrameSource(settings, opener=lambda _: stuck, backoff=Backoff(first_s=0.02))
    source.start()
    assert source.status().device is DeviceState.STARTING
    assert not source.close(0.1)
    assert isinstance(stuck, Stuck)
    stuck.let_go.set()
    assert source.close()
    assert stuck.closed.is_set()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"device": "/dev/v4l/by-id/x", "video": "x.avi"},
        {"device": "/dev/video0"},
        {"video": "x.avi", "colour": True},
        {"video": "x.avi", "fps": 0},
    ],
)
def test_settings_that_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CameraSettings.model_validate(wrong)
