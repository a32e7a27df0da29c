"""Frames that no camera takes: pictures of a folder, or what a program draws. For the demo, tests, and a technician's own set."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.camera.settings import CameraSettings
from drivers.core.errors import LinkLost, Misconfigured, PortMissing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp"})


class DrawnCapture:
    """Implements `drivers.camera.capture.Capture` over an iterator.

    Args:
        make: begins the frames anew.
        repeat: again from the first frame when they end.
    """

    def __init__(self, make: Callable[[], Iterator["Pixels"]], pause_s: float, *, repeat: bool) -> None:
        self._make = make
        self._frames = make()
        self._repeat = repeat
        self.pause_s = pause_s

    def read(self) -> "Pixels | None":
        frame = next(self._frames, None)
        if frame is None and self._repeat:
            self._frames = self._make()
            frame = next(self._frames, None)
        return frame

    def close(self) -> None:
        self._frames = iter(())


def open_drawn(settings: CameraSettings) -> DrawnCapture:
    """Of settings with `images` or `generator`.

    Raises:
        PortMissing: there is no such folder, or no picture in it.
        Misconfigured: there is no such function, or OpenCV isn't installed.
    """
    pause_s = 1.0 / settings.fps
    if settings.images is not None:
        paths = _pictures(settings.images)
        return DrawnCapture(lambda: _read_all(paths), pause_s, repeat=settings.repeat)
    function = _function(settings.generator or "")
    return DrawnCapture(lambda: iter(function()), pause_s, repeat=settings.repeat)


def _pictures(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    except OSError as error:
        raise PortMissing(f"{folder}: there is no such folder", reason="camera.missing") from error
    if not paths:
        raise PortMissing(f"{folder}: no picture in it", reason="camera.missing")
    return paths


def _read_all(paths: list[Path]) -> Iterator["Pixels"]:
    """One after the other, so that a large folder needs no more memory than one picture."""
    try:
        import cv2
        import numpy as np
    except ImportError as error:
        raise Misconfigured("OpenCV isn't installed", reason="driver.missingLibrary") from error
    for path in paths:
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if pixels is None:
            raise LinkLost(f"{path}: not a picture", reason="camera.cannotOpen")
        yield np.asarray(pixels, np.uint8)


def _function(name: str) -> Callable[[], Iterable["Pixels"]]:
    module, _, attribute = name.partition(":")
    try:
        function: Callable[[], Iterable[Pixels]] = getattr(importlib.import_module(module), attribute)
    except Exception as error:
        raise Misconfigured(f"{name}: {type(error).__name__}", reason="camera.cannotOpen") from error
    return function
