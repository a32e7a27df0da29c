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
from tests.support.emulated import ShiftedClock
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
    camera = make_camera(repeat=False, stale_s=0.3)
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
    camera = make_camera(path=path, repeat=False, stale_s=0.3)
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
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("camera")] == []
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


class Scripted:
    """A source that does what a test says, one step for each read; then it hangs or goes on with its last step."""

    pause_s = 0.0

    def __init__(self, *steps: Any) -> None:
        self._steps = list(steps)
        self.closed = threading.Event()

    def read(self) -> Any:
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        return step() if callable(step) else step

    def close(self) -> None:
        self.closed.set()


def source_of(open_capture: Any, **settings: Any) -> tuple[FrameSource, list[Any]]:
    told: list[Any] = []
    wanted = CameraSettings.model_validate({"video": "any.avi", "stale_s": 0.2} | settings)
    backoff = Backoff(first_s=0.02, cap_s=0.05)
    return FrameSource(wanted, opener=open_capture, on_status=told.append, backoff=backoff), told


@pytest.mark.parametrize("error", [RuntimeError("王小明"), OSError(5, "no"), cv2.error("no")], ids=["runtime", "os", "opencv"])
def test_whatever_opening_raises_is_tried_again(error: Exception) -> None:
    captures: list[Any] = [error, error, Scripted(lambda: moving(int(time.monotonic() * 1000)))]

    def open_next(_: CameraSettings) -> Any:
        capture = captures.pop(0) if len(captures) > 1 else captures[0]
        if isinstance(capture, Exception):
            raise capture
        return capture

    source, told = source_of(open_next)
    source.start()
    eventually(lambda: source.status().reason == "ok", "found")
    assert told[0].device is DeviceState.UNKNOWN
    assert "王小明" not in str(told)
    assert source.close()


@pytest.mark.parametrize(
    "frame", [np.zeros((4, 4), np.uint8), np.zeros((0, 0, 3), np.uint8), "no frame"], ids=["grey", "empty", "text"]
)
def test_frames_of_another_shape_end_no_thread(frame: Any) -> None:
    capture = Scripted(frame, lambda: moving(int(time.monotonic() * 1000)))
    source, told = source_of(lambda _: capture)
    source.start()
    eventually(lambda: source.status().reason == "ok", "found")
    assert told[0].reason == "camera.noFrames"
    assert source.close()


def test_a_listener_that_fails_ends_no_thread() -> None:
    told: list[Any] = []

    def listen(status: Any) -> None:
        told.append(status)
        raise RuntimeError("a bug of the listener")

    settings = CameraSettings.model_validate({"video": "any.avi", "stale_s": 0.2})
    source = FrameSource(
        settings,
        opener=lambda _: Scripted(lambda: moving(int(time.monotonic() * 1000))),
        on_status=listen,
        backoff=Backoff(first_s=0.02),
    )
    source.start()
    first = source.wait_newer(0, 10)
    assert first is not None
    assert source.wait_newer(first.number + 1, 10) is not None
    assert told
    assert source.close()


def test_a_camera_that_hangs_in_its_first_read_is_unknown(tmp_path: Path) -> None:
    """Starting can't last for ever: no answer means unknown."""
    stuck = Stuck()
    clock = ShiftedClock()
    settings = CameraSettings(video=tmp_path / "any.avi", stale_s=0.2)
    source = FrameSource(settings, opener=lambda _: stuck, clock=clock)
    source.start()
    assert source.status().device is DeviceState.STARTING
    clock.added_s += 11
    status = source.status()
    assert (status.device, status.reason, status.action) == (DeviceState.UNKNOWN, "camera.noFrames", Action.MAINTENANCE)
    stuck.let_go.set()
    assert source.close()


def test_a_camera_that_hangs_later_is_told_to_the_listener() -> None:
    """The thread that reads is stuck, so another one has to say it."""
    let_go = threading.Event()
    source, told = source_of(lambda _: Scripted(moving(1), moving(2), lambda: let_go.wait(20) and None))
    source.start()
    eventually(lambda: [status.reason for status in told] == ["ok", "camera.noFrames"], "told")
    assert source.latest(max_age_s=0.2) is None
    let_go.set()
    assert source.close()


@pytest.mark.parametrize("every_s", [0.5])
def test_a_camera_slower_than_its_word_is_no_camera(every_s: float) -> None:
    waiting = threading.Event()
    source, told = source_of(lambda _: Scripted(lambda: waiting.wait(every_s) or moving(int(time.monotonic() * 1000))))
    source.start()
    eventually(lambda: "camera.noFrames" in [status.reason for status in told], "told")
    waiting.set()
    assert source.close()


def test_closed_before_it_began_is_closed(tmp_path: Path) -> None:
    source = FrameSource(CameraSettings(video=tmp_path / "none.avi"))
    assert source.close()
    assert source.status().reason == "device.closed"
