"""The camera as the hall sees it: a device of the kiosk's own, since no agent may read it."""

from api.bus.port import BusPort
from api.messages.identity_words import STORED_PEOPLE
from api.messages.state import Describe, Status
from kiosk.vision.client import VisionClient

CAMERA_DEVICE = "camera-1"


class CameraDevice:
    """`tell` after each change of the client; says a change once."""

    def __init__(self, bus: BusPort, client: VisionClient, *, place: str) -> None:
        self._bus = bus
        self._client = client
        self._place = place
        self._told: tuple[Describe, Status] | None = None

    def tell(self) -> None:
        ready = self._client.ready
        capabilities = {} if ready is None else {"engine": ready.engine, "level": int(ready.level), "lacks": list(ready.lacks)}
        describe = Describe(
            kind="camera", maker="Tingtang", model="vision", driver="camera", place=self._place, capabilities=capabilities
        )
        seen = self._client.camera
        stored = 0 if ready is None else ready.stored
        status = seen if ready is None else seen.model_copy(update={"detail": {**seen.detail, STORED_PEOPLE: stored}})
        if (describe, status) == self._told:
            return
        if self._told is None or self._told[0] != describe:
            self._bus.set_state(CAMERA_DEVICE, "describe", describe)
        self._bus.set_state(CAMERA_DEVICE, "status", status)
        self._told = describe, status
