"""The camera for as long as one order needs it: frames for the work, the preview beside it, why there are none."""

from collections.abc import Callable

from api.messages.state import Status
from api.messages.words import DeviceState
from drivers.camera.source import Frame, FrameSource
from kiosk.vision.preview import PreviewWriter
from kiosk.vision.preview_feeder import PreviewFeeder

WORKS = frozenset({DeviceState.ONLINE, DeviceState.USER_ERROR, DeviceState.STARTING})
"""Darkness and a covered lens are told to the person; anything else ends the order."""
CLOSED_REASON = "device.closed"

MakeSource = Callable[[Callable[[Status], None]], FrameSource]
"""A source that tells its status to that function."""


class CameraHold:
    """Opens at `start`, gone after `close`. `preview`: None where nobody looks, as in a self-test."""

    def __init__(self, make_source: MakeSource, preview: PreviewWriter | None, on_status: Callable[[Status], None]) -> None:
        self._on_status = on_status
        self._source = make_source(self._told)
        self._feeder = None if preview is None else PreviewFeeder(self._source, preview)
        self._number = 0

    def start(self) -> None:
        self._source.start()
        if self._feeder is not None:
            self._feeder.start()

    def next(self, timeout_s: float) -> Frame | None:
        """The newest frame that wasn't handed out yet; None when none came."""
        frame = self._source.wait_newer(self._number, timeout_s)
        if frame is not None:
            self._number = frame.number
        return frame

    @property
    def frames(self) -> int:
        """How many the camera gave."""
        return self._number

    @property
    def status(self) -> Status:
        return self._source.status()

    @property
    def lost(self) -> str:
        """Why no frame comes any more, a dotted key; empty while they come or may come."""
        status = self._source.status()
        return "" if status.device in WORKS else status.reason

    def close(self) -> None:
        """No thread, no frame and nothing in the preview is left."""
        self._source.close()
        if self._feeder is not None:
            self._feeder.close()

    def _told(self, status: Status) -> None:
        # Closed between two orders is how it should be, not a fault.
        if status.reason != CLOSED_REASON:
            self._on_status(status)
