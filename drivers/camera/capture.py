"""Where frames come from: a V4L2 device or a video file by OpenCV, or `drawn` pictures. The only file that opens a device."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from drivers.camera.drawn import open_drawn
from drivers.camera.settings import CameraSettings
from drivers.core.errors import LinkLost, Misconfigured, PortMissing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """Height × width × 3, blue-green-red."""

SELECT_TIMEOUT = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"
SELECT_TIMEOUT_S = 1
"""OpenCV waits 10 s for a frame by itself; then a camera that died couldn't be closed within two seconds."""
UNKNOWN_PACE_S = 0.04
"""Of a video that doesn't say how fast it is."""
FOURCC = "MJPG"
"""Over USB 2 an uncompressed picture of 1280 × 720 comes ten times a second at most."""


class Capture(Protocol):
    """One opened source; used by one thread."""

    pause_s: float
    """To wait between two frames; 0 for a source that sets the pace itself."""

    def read(self) -> "Pixels | None":
        """The next frame; None when none came within a second, or at the end."""
        ...

    def close(self) -> None: ...


class OpenCvCapture:
    """Implements `Capture`. Made by `open_capture`.

    Args:
        again: a video's file, to begin anew at its end; seeking to the first frame fails with some containers.
    """

    def __init__(self, source: Any, pause_s: float, *, again: Path | None = None) -> None:
        self._source = source
        self._again = again
        self.pause_s = pause_s

    def read(self) -> "Pixels | None":
        found, pixels = self._source.read()
        if not found and self._again is not None and self._source.open(str(self._again)):
            found, pixels = self._source.read()
        return pixels if found else None

    def close(self) -> None:
        self._source.release()


def open_capture(settings: CameraSettings) -> Capture:
    """Raises:
    PortMissing: there is no such device or file.
    LinkLost: it is in use, not allowed, or no camera.
    Misconfigured: OpenCV isn't installed.
    """
    path = settings.device or settings.video
    if path is None:
        return open_drawn(settings)
    _require_usable(path, device=settings.device is not None)
    # Read by OpenCV when it opens a device.
    os.environ.setdefault(SELECT_TIMEOUT, str(SELECT_TIMEOUT_S))
    try:
        import cv2
    except ImportError as error:
        raise Misconfigured("OpenCV isn't installed", reason="driver.missingLibrary") from error
    with suppress(AttributeError):
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if settings.device is None:
        return _open_video(cv2, path, repeat=settings.repeat)
    source = cv2.VideoCapture(os.path.realpath(path), cv2.CAP_V4L2)
    source.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*FOURCC))
    source.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
    source.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
    source.set(cv2.CAP_PROP_FPS, settings.fps)
    # The newest frame counts; each one that waits in the driver is old.
    source.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return OpenCvCapture(_opened(source, path), 0.0)


def _open_video(cv2: Any, path: Path, *, repeat: bool) -> Capture:
    source = _opened(cv2.VideoCapture(str(path)), path)
    fps = source.get(cv2.CAP_PROP_FPS)
    return OpenCvCapture(source, 1.0 / fps if fps > 0 else UNKNOWN_PACE_S, again=path if repeat else None)


def _opened(source: Any, path: Path) -> Any:
    if not source.isOpened():
        source.release()
        raise LinkLost(f"{path}: no camera, or in use by another program", reason="camera.cannotOpen")
    return source


def _require_usable(path: Path, *, device: bool) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise PortMissing(f"{path}: there is no such camera", reason="camera.missing") from error
    if device and not stat.S_ISCHR(mode):
        raise LinkLost(f"{path}: no device", reason="camera.cannotOpen")
    if not os.access(path, os.R_OK):
        raise LinkLost(f"{path}: no right to open it; is this account in the group video?", reason="link.noRight")
