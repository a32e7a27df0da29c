"""The camera as the hall sees it: once for each change, with how many people are kept and nothing about them."""

from typing import Any

from api.messages.base import Message
from api.messages.identity_words import Assurance
from api.messages.state import Describe, Status
from api.messages.words import DeviceState
from kiosk.ports.camera import CAMERA_DEVICE, CameraDevice
from kiosk.vision.client import VisionClient
from kiosk.vision.messages import CameraSeen, Ready
from tests.support.vision_process import settings

ONLINE = Status(device=DeviceState.ONLINE, detail={"camera": "ok"})


class States:
    """What of a bus is used here."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, Message]] = []

    def set_state(self, device: str, name: str, body: Message) -> None:
        self.told.append((device, name, body))


def test_each_change_is_told_once() -> None:
    states: Any = States()
    client = VisionClient(settings({"generator": "nobody:frames"}))
    device = CameraDevice(states, client, place="kiosk-01")
    device.tell()
    device.tell()
    assert [(name, type(body)) for _, name, body in states.told] == [("describe", Describe), ("status", Status)]

    client._take(Ready(engine="sface", stored=3, level=Assurance.L2))
    client._take(CameraSeen(status=ONLINE))
    device.tell()
    device.tell()
    assert len(states.told) == 4
    (_, _, describe), (where, name, status) = states.told[-2:]
    assert isinstance(describe, Describe)
    assert describe.capabilities == {"engine": "sface", "level": 2, "lacks": []}
    assert (where, name) == (CAMERA_DEVICE, "status")
    assert isinstance(status, Status)
    assert status.detail == {"camera": "ok", "stored": 3}
