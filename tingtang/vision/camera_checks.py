"""The doctor's look at the camera: how fast it comes, its size and rate, exposure, light and focus. Looks for nobody."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from api.messages.words import DeviceState
from drivers.camera.settings import CameraSettings
from drivers.camera.source import OPENING_S, FrameSource
from kiosk.vision.scene import FrameMeasures, SceneReport, Word, judge_scene, measure_frame
from tingtang.vision.checks import Check, Level

SETTLE_S = 1.5
"""Exposure and white balance swing in."""
LOOK_S = 3.0
FRAMES_MAX = 60
SLOW_START_S = 4.0
RATE_LOW_HZ = 8.0
"""Below, a turn of the head has too few pictures on its way."""
SETTLED_WITHIN = 0.15
"""Between the first and the last frames' brightness."""

DO = {
    Word.TOO_DARK: "switch the light on, or put a lamp beside the camera",
    Word.DIM: "more light on faces helps old cameras; a lamp from the front, none from above alone",
    Word.TOO_BRIGHT: "keep the sun off, lower the blind, or turn the camera",
    Word.BACKLIGHT: "a window or lamp stands behind people: turn the camera, or lower the blind",
    Word.FLAT: "wipe the lens, take the cap or sticker off",
    Word.SOFT: "wipe the lens; turn its ring until this says good",
    Word.BLURRED: "turn the lens' ring until this says good, at arm's length from it",
    Word.FLICKERS: "set the camera to 50 Hz: v4l2-ctl -c power_line_frequency=1",
}
GONE = frozenset({DeviceState.NO_DEVICE, DeviceState.UNKNOWN})
MILD = frozenset({Word.DIM, Word.SOFT, Word.FLICKERS})
NO_EDGE = "nothing with an edge in view; hold a printed page before the camera"


@dataclass(frozen=True, slots=True)
class Look:
    """What the camera gave."""

    first_frame_s: float | None
    width: int
    height: int
    rate_hz: float
    early: SceneReport | None
    late: SceneReport | None
    reason: str
    """The camera's own word."""


def look(settings: CameraSettings) -> Look:
    """Open the camera for some seconds."""
    source = FrameSource(settings)
    begun_s = time.monotonic()
    source.start()
    try:
        early: list[FrameMeasures] = []
        late: list[FrameMeasures] = []
        first_s, size, count, last_s = 0.0, (0, 0), 0, 0.0
        for at_s, width, height, measures in _frames(source, begun_s):
            if not count:
                first_s, size = at_s, (width, height)
            count, last_s = count + 1, at_s
            (early if at_s - first_s < SETTLE_S else late).append(measures)
        rate = (count - 1) / (last_s - first_s) if count > 1 else 0.0
        return Look(
            first_frame_s=first_s - begun_s if count else None,
            width=size[0],
            height=size[1],
            rate_hz=rate,
            early=judge_scene(early) if early else None,
            late=judge_scene(late or early) if count else None,
            reason=source.status().reason,
        )
    finally:
        source.close()


def _frames(source: FrameSource, begun_s: float) -> Iterator[tuple[float, int, int, FrameMeasures]]:
    number, end_s = 0, begun_s + OPENING_S
    while number < FRAMES_MAX and time.monotonic() < end_s:
        frame = source.wait_newer(number, min(0.5, max(0.0, end_s - time.monotonic())))
        if frame is None:
            if source.status().device in GONE:
                return
            continue
        if not number:
            end_s = frame.at_s + SETTLE_S + LOOK_S
        number = frame.number
        height, width = frame.pixels.shape[:2]
        yield frame.at_s, width, height, measure_frame(frame.pixels)


def checks_of(settings: CameraSettings, seen: Look) -> list[Check]:
    if seen.late is None or seen.first_frame_s is None:
        return [
            Check("camera", Level.BAD, f"{settings.name}: no picture ({seen.reason})", "cable, group `video`, other programs")
        ]
    checks = [_camera(settings, seen, seen.first_frame_s)]
    report = seen.late
    measured = report.measures
    brightness = f"{report.exposure} (brightness {measured.brightness:.0f} of 255)"
    checks.append(_word("exposure", report.exposure, brightness))
    light = f"{report.light} (burnt out {measured.white:.0%}, contrast {measured.contrast:.0f}, flicker {report.flicker:.1%})"
    checks.append(_word("light", report.light, light))
    if measured.edge_px is None:
        checks.append(Check("focus", Level.LOOK, "not known", NO_EDGE))
    else:
        checks.append(_word("focus", report.focus, f"{report.focus} (edges {measured.edge_px:.1f} px wide)"))
    if (swing := _swing(seen)) is not None:
        checks.append(swing)
    return checks


def _camera(settings: CameraSettings, seen: Look, first_frame_s: float) -> Check:
    said = f"{seen.width} × {seen.height}, {seen.rate_hz:.0f} pictures a second, the first after {first_frame_s:.1f} s"
    if seen.reason in ("camera.frozen", "camera.noFrames"):
        return Check("camera", Level.BAD, f"{said}; then none ({seen.reason})", "another USB port, a shorter cable")
    if seen.rate_hz < RATE_LOW_HZ:
        return Check("camera", Level.LOOK, said, "too slow to follow a head: more light, MJPG, a USB port of its own")
    if first_frame_s > SLOW_START_S:
        return Check("camera", Level.LOOK, said, "people wait for it; another USB port, or another camera")
    wanted = (settings.width, settings.height)
    smaller = seen.width * seen.height < wanted[0] * wanted[1] and settings.device is not None
    do = f"smaller than the {wanted[0]} × {wanted[1]} of the kiosk's file; what it can: v4l2-ctl --list-formats-ext"
    return Check("camera", Level.LOOK if smaller else Level.GOOD, said, do if smaller else "")


def _word(name: str, word: Word, said: str) -> Check:
    if word is Word.GOOD:
        return Check(name, Level.GOOD, said)
    return Check(name, Level.LOOK if word in MILD else Level.BAD, said, DO[word])


def _swing(seen: Look) -> Check | None:
    """Did the exposure settle?"""
    if seen.early is None or seen.late is None or seen.early is seen.late:
        return None
    before, after = seen.early.measures.brightness, seen.late.measures.brightness
    if abs(after - before) <= SETTLED_WITHIN * max(before, after, 1.0):
        return None
    said = f"brightness went from {before:.0f} to {after:.0f} in the first {SETTLE_S:g} s"
    return Check("settling", Level.LOOK, said, "normal for many cameras; fix the exposure if faces are too dark at first")
