"""A template from the kiosk's own camera, or from a folder of one person's pictures."""

import time
from collections.abc import Callable
from pathlib import Path

from drivers.camera.drawn import PICTURES
from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from kiosk.vision.enrolment import Enrolment, NotOnePerson
from kiosk.vision.faces import Template
from kiosk.vision.messages import Guidance

TAKE_WITHIN_S = 60.0
FRAME_WAIT_S = 1.0
PICTURES_LEAST = 3
"""Good pictures of a folder; a camera gives five."""

WORDS = {
    Guidance.NO_FACE: "nobody is seen",
    Guidance.COME_CLOSER: "come closer",
    Guidance.STEP_BACK: "step back",
    Guidance.CENTRE: "stand before the camera",
    Guidance.ONE_PERSON: "one person alone",
    Guidance.FACE_FRONT: "look at the camera",
    Guidance.HOLD_STILL: "hold still",
    Guidance.TOO_DARK: "too dark",
    Guidance.TOO_BRIGHT: "too bright",
    Guidance.TAKE_OFF_MASK: "mouth and nose must be seen",
    Guidance.GOOD: "good",
}


def from_camera(settings: CameraSettings, enrolment: Enrolment, say: Callable[[str], None]) -> Template:
    """
    Raises:
        NotOnePerson: no usable person in TAKE_WITHIN_S, or the camera gives nothing.
    """
    source = FrameSource(settings)
    source.start()
    try:
        end_s, number, told = time.monotonic() + TAKE_WITHIN_S, 0, None
        while not enrolment.complete and time.monotonic() < end_s:
            frame = source.wait_newer(number, FRAME_WAIT_S)
            if frame is None:
                continue
            number = frame.number
            guidance = enrolment.look(frame.pixels, frame.at_s)
            if guidance is not told:
                told = guidance
                say(WORDS.get(guidance, guidance.value))
        if not number:
            raise NotOnePerson(f"the camera gives no picture ({source.status().reason})")
        return enrolment.template()
    finally:
        source.close()
        enrolment.wipe()


def from_folder(folder: Path, enrolment: Enrolment, say: Callable[[str], None]) -> Template:
    """
    Raises:
        NotOnePerson: fewer than PICTURES_LEAST good pictures, or they aren't of one person.
        OSError: the folder can't be read.
    """
    import cv2
    import numpy as np

    try:
        for number, path in enumerate(sorted(folder.iterdir())):
            if path.suffix.lower() not in PICTURES or enrolment.complete:
                continue
            pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if pixels is None:
                say(f"{path.name}: not a picture")
                continue
            guidance = enrolment.look(np.asarray(pixels, np.uint8), float(number))
            say(f"{path.name}: {WORDS.get(guidance, guidance.value)}")
        return enrolment.template(PICTURES_LEAST)
    finally:
        enrolment.wipe()
