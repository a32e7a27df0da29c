"""The camera as the kiosk's vision process has it: the newest frame, how the camera is, a picture when asked for.

One named thread reads and keeps only the newest frame, so nobody ever works on an old one. It opens the camera anew with a
back-off when it is gone, gives no frames, or always the same one. A second one says when the first hangs in the camera's driver.
"""

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from api.messages.state import Status
from drivers.camera.capture import Capture, open_capture
from drivers.camera.health import CameraHealth
from drivers.camera.judge import FrameJudge, Verdict
from drivers.camera.measure import measure
from drivers.camera.settings import CameraSettings
from drivers.core.clock import Clock, SystemClock
from drivers.core.errors import DeviceError, DeviceNotReady, DriverFailed, LinkLost
from drivers.core.lifecycle import Backoff

if TYPE_CHECKING:
    from drivers.camera.capture import Pixels

CLOSE_S = 2.0
FRESH_S = 1.0
"""A frame older than this shows somebody who may have gone."""
OPENING_S = 10.0
"""A camera that gave no frame for so long after it was switched on won't give one; UVC cameras take one to three seconds."""
COLOUR_PICTURE = 3
"""Dimensions: height, width, colours."""
JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """`pixels`: height × width × 3, blue-green-red; not to be written to: others may look at the same frame."""

    pixels: "Pixels"
    number: int
    """Counts up from 1 over the source's life."""
    at_s: float
    """Monotonic, when it was read."""

    def __repr__(self) -> str:
        return f"Frame({self.number})"


class FrameSource:
    """Args:
    on_status: told each change, in one of the source's own threads.
    """

    def __init__(
        self,
        settings: CameraSettings,
        *,
        on_status: Callable[[Status], None] = lambda _: None,
        clock: Clock | None = None,
        backoff: Backoff | None = None,
        opener: Callable[[CameraSettings], Capture] = open_capture,
    ) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._backoff = backoff or Backoff()
        self._open = opener
        self._health = CameraHealth(on_status)
        self._judge = FrameJudge(settings)
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._frames = 0
        self._stopping = False
        self._closing = threading.Event()
        self._begun_s = self._clock.monotonic_s()
        self._log = structlog.get_logger("drivers.camera").bind(camera=settings.name)
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._watch = threading.Thread(target=self._watch_age, name="camera watch", daemon=True)

    def start(self) -> None:
        self._begun_s = self._clock.monotonic_s()
        self._thread.start()
        self._watch.start()

    def status(self) -> Status:
        """How it is now; what no new frame has confirmed lately is unknown."""
        return self._health.status(stale=self._is_stale())

    def _is_stale(self) -> bool:
        now_s = self._clock.monotonic_s()
        with self._changed:
            if self._newest is not None:
                return now_s - self._newest.at_s > self._settings.stale_s
            return self._frames > 0 or now_s - self._begun_s > OPENING_S

    def latest(self, max_age_s: float = FRESH_S) -> Frame | None:
        """The newest frame; None when there is none so young."""
        with self._changed:
            newest = self._newest
        if newest is None or self._clock.monotonic_s() - newest.at_s > max_age_s:
            return None
        return newest

    def wait_newer(self, number: int, timeout_s: float) -> Frame | None:
        """The first frame after `number`; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or (self._newest and self._newest.number > number), timeout_s)
            newest = self._newest
        return newest if newest is not None and newest.number > number else None

    def picture(self, quality: int = JPEG_QUALITY) -> bytes:
        """The newest frame as JPEG, in memory only.

        Raises:
            DeviceNotReady: no fresh frame, or none that shows anything; the reason is the camera's.
        """
        frame = self.latest()
        status = self.status()
        if frame is None or not self._health.shows_something:
            raise DeviceNotReady("no picture", reason=status.reason if status.reason != "ok" else "camera.noFrames")
        import cv2

        done, encoded = cv2.imencode(".jpg", frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not done:
            raise DriverFailed("the frame can't be encoded")
        return encoded.tobytes()

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """End the thread and release the camera. True when that worked in time; no frame is kept in any case."""
        until_s = time.monotonic() + timeout_s
        with self._changed:
            self._stopping = True
            self._newest = None
            self._changed.notify_all()
        self._closing.set()
        if self._thread.ident is None:
            self._health.closed()
            return True
        for thread in (self._watch, self._thread):
            thread.join(max(0.0, until_s - time.monotonic()))
        return not (self._thread.is_alive() or self._watch.is_alive())

    # --- the threads ---

    def _watch_age(self) -> None:
        while not self._closing.wait(self._settings.stale_s / 2):
            self._health.look(stale=self._is_stale())

    def _run(self) -> None:
        failures = 0
        while not self._stopping:
            frames_before = self._frames
            try:
                self._serve()
            except Exception as error:
                failures = 1 if self._frames > frames_before else failures + 1
                self._note(error if isinstance(error, DeviceError) else self._bug(error))
                self._wait(self._backoff.wait_s(failures, 0.5))
        self._health.closed()

    def _serve(self) -> None:
        """Raises DeviceError: the camera is gone or gives nothing that can be used."""
        capture = self._open(self._settings)
        try:
            self._judge.forget()
            last_s = self._clock.monotonic_s()
            while not self._stopping:
                pixels = self._read(capture)
                now_s = self._clock.monotonic_s()
                if pixels is not None:
                    last_s = now_s
                    self._take(pixels, now_s)
                elif now_s - last_s >= self._settings.stale_s:
                    raise LinkLost("no frame comes", reason="camera.noFrames")
                self._wait(capture.pause_s if pixels is not None else max(capture.pause_s, _EMPTY_PAUSE_S))
        finally:
            capture.close()

    def _read(self, capture: Capture) -> "Pixels | None":
        try:
            pixels = capture.read()
        except DeviceError:
            raise
        except Exception as error:
            # OpenCV raises its own error on a frame that is cut off; its text may hold paths only, but isn't needed either.
            raise LinkLost(f"reading failed: {type(error).__name__}", reason="camera.noFrames") from error
        if pixels is not None and (getattr(pixels, "ndim", 0) != COLOUR_PICTURE or not pixels.size):
            raise LinkLost("no colour picture", reason="camera.noFrames")
        return pixels

    def _bug(self, error: Exception) -> DeviceError:
        """Its text may hold anything; its type and the places in the code are enough."""
        where = "".join(traceback.format_tb(error.__traceback__))
        self._log.error("camera driver failed", error=type(error).__name__, where=where)
        return DriverFailed(f"{type(error).__name__} in camera")

    def _take(self, pixels: "Pixels", now_s: float) -> None:
        self._judge.add(measure(pixels), now_s)
        verdict = self._judge.verdict
        if verdict is Verdict.FROZEN:
            raise LinkLost("the same frame again and again", reason="camera.frozen")
        with self._changed:
            if self._stopping:
                return
            self._frames += 1
            self._newest = Frame(pixels, self._frames, now_s)
            self._changed.notify_all()
        if self._health.seen(verdict):
            self._log.info("camera is back")

    def _note(self, error: DeviceError) -> None:
        with self._changed:
            self._newest = None
        if self._health.lost(error):
            self._log.warning("camera is down", reason=error.reason, detail=error.detail)

    def _wait(self, seconds: float) -> None:
        if seconds <= 0:
            return
        with self._changed:
            end_s = self._clock.monotonic_s() + seconds
            while not self._stopping and (left_s := end_s - self._clock.monotonic_s()) > 0:
                self._clock.wait(self._changed, left_s)


_EMPTY_PAUSE_S = 0.05
"""After an empty read, so that a source which fails at once isn't asked all the time."""
