"""A kiosk's client with its real vision process before a camera that a test draws."""

import asyncio
import base64
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import qrcode

from api.messages.identity_words import Assurance
from drivers.emulators.persons.portraits import path_of as picture_path
from kiosk.vision.client import VisionClient
from kiosk.vision.messages import Guided, StartFace
from kiosk.vision.settings import VisionSettings

MODELS = Path(__file__).parents[2] / "var" / "assets" / "models"
WAIT_S = 60.0
"""Longest wait for what the process brings about; machines are shared."""
PERSON = 12
"""Before the camera of the tests; an invented face that the passive model finds lifelike, so that L1 needs no turn."""
CODE = b"TT:ticket/A001"


def draw_code(folder: Path, frames: int = 20, *, shown: bool = True) -> Path:
    """Pictures of a QR code on a wall with a sensor's noise, as a folder for a camera; or of the wall alone."""
    folder.mkdir()
    code = qrcode.QRCode(border=4, box_size=6)
    code.add_data(CODE)
    picture = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    large = cv2.resize(picture, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    for number in range(frames):
        wall = np.random.default_rng(number).integers(90, 130, (480, 640, 3), dtype=np.uint8)
        if shown:
            wall[100 : 100 + large.shape[0], 200 : 200 + large.shape[1]] = large[..., None]
        cv2.imwrite(str(folder / f"{number:03}.png"), wall)
    return folder


def settings(camera: dict[str, object], **more: object) -> VisionSettings:
    return VisionSettings.model_validate({"camera": camera, "models": MODELS, "log_level": "error", **more})


def photo(person: int = PERSON) -> str:
    """As a card's chip would give it: a picture of an invented person's face, PNG in base64."""
    return base64.b64encode(picture_path(person, "a").read_bytes()).decode()


async def until(condition: Callable[[], object], what: str = "condition") -> None:
    """Wait on the loop for what the process brings about.

    Raises:
        AssertionError: it didn't come in time.
    """
    deadline_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline_s, f"not within {WAIT_S} s: {what}"
        await asyncio.sleep(0.005)


async def started(client: VisionClient) -> VisionClient:
    """Started and ready, its camera seen."""
    await client.start()
    await until(lambda: client.ready is not None, "the process is ready")
    return client


def face_order(level: Assurance = Assurance.L1, *, time_limit_s: float = 20.0, **more: object) -> StartFace:
    fields = {"id": "order-1", "consent": "consent-1", "level": level, "seed": 7, "time_limit_s": time_limit_s}
    return StartFace.model_validate(fields | more)


def ignore(_: Guided) -> None:
    return None
