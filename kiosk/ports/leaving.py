"""Has whoever was here walked away? By the camera's "something moved", while a session runs and nothing else needs the camera."""

from collections.abc import Callable
from typing import Protocol

from kiosk.flow.idle import GONE_AFTER_S


class WatchCamera(Protocol):
    """What of `kiosk.vision.client.VisionClient` is used."""

    @property
    def lack(self) -> str: ...

    @property
    def busy(self) -> bool: ...

    @property
    def watching(self) -> bool: ...

    def start_watch(self, order_id: str, on_stir: Callable[[], None]) -> None: ...

    def stop_watch(self) -> None: ...


class CameraLeaving:
    """Call `look` at every tick.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, camera: WatchCamera, *, new_id: Callable[[], str], clock: Callable[[], float]) -> None:
        self._camera = camera
        self._new_id = new_id
        self._clock = clock
        self._stirred_s: float | None = None

    def look(self, *, session: bool) -> bool:
        """True: nothing has moved for GONE_AFTER_S. False as well while nobody can say.

        Args:
            session: somebody's session runs; else the camera is off.
        """
        camera = self._camera
        if not session:
            camera.stop_watch()
        elif not (camera.watching or camera.lack or camera.busy):
            self._stirred_s = None
            camera.start_watch(self._new_id(), self._stirred)
        if not camera.watching:
            self._stirred_s = None
        return self._stirred_s is not None and self._clock() - self._stirred_s >= GONE_AFTER_S

    def _stirred(self) -> None:
        self._stirred_s = self._clock()
