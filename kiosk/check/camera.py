"""Is the camera of the kiosk's file there? Asks the driver what it is; takes no picture."""

import errno
import fcntl
import os
from importlib.util import find_spec
from pathlib import Path

from drivers.camera.settings import CameraSettings
from kiosk.check.finding import Finding, Part, Verdict

VIDIOC_QUERYCAP = 0x80685600
"""linux/videodev2.h: _IOR('V', 0, struct v4l2_capability), 104 bytes."""
CAPABILITY_BYTES = 104
CARD_AT, CARD_BYTES, DEVICE_CAPS_AT = 16, 32, 88
V4L2_CAP_VIDEO_CAPTURE = 0x1


def look_at_camera(settings: CameraSettings | None) -> Finding:
    if settings is None:
        return Finding(Part.CAMERA, Verdict.WELL, "not-fitted")
    if settings.device is not None:
        return _device(settings.device)
    if settings.generator is not None:
        there = find_spec(settings.generator.split(":")[0].split(".")[0]) is not None
    else:
        there = (settings.video or settings.images or Path()).exists()
    said = {"name": settings.name}
    # A file in the camera's place is for demo and tests: no person is seen.
    return Finding(Part.CAMERA, Verdict.LOOK if there else Verdict.BROKEN, "not-real" if there else "no-file", said)


def _device(path: Path) -> Finding:
    said: dict[str, object] = {"name": path.name}
    if not path.exists():
        return Finding(Part.CAMERA, Verdict.BROKEN, "missing", said)
    try:
        file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        key = {errno.EACCES: "not-ours", errno.EPERM: "not-ours", errno.EBUSY: "busy"}.get(error.errno or 0, "dead")
        return Finding(Part.CAMERA, Verdict.BROKEN, key, said)
    try:
        answer = bytearray(CAPABILITY_BYTES)
        fcntl.ioctl(file, VIDIOC_QUERYCAP, answer)
    except OSError:
        return Finding(Part.CAMERA, Verdict.BROKEN, "dead", said)
    finally:
        os.close(file)
    return judge_capability(bytes(answer), path)


def judge_capability(answer: bytes, path: Path) -> Finding:
    """`answer`: a `struct v4l2_capability`."""
    card = answer[CARD_AT : CARD_AT + CARD_BYTES].split(b"\0", 1)[0].decode("utf-8", "replace")
    capabilities = int.from_bytes(answer[DEVICE_CAPS_AT : DEVICE_CAPS_AT + 4], "little")
    if not capabilities & V4L2_CAP_VIDEO_CAPTURE:
        # A webcam has a second device for its metadata, beside the one with pictures.
        return Finding(Part.CAMERA, Verdict.BROKEN, "no-pictures", {"name": path.name})
    return Finding(Part.CAMERA, Verdict.WELL, "well", {"name": card or path.name})
