"""What a kiosk tells a monitoring system: whether it serves people, how visits ended; nobody's name, choice or number. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.bus.counters import BusCounters
from api.messages.state import Status
from api.messages.views import Health, PartHealth
from api.messages.words import Action
from api.process import readings
from api.process.common_readings import of_bus, of_health
from api.process.readings import Kind, Metric, Reading, read
from kiosk.flow.audit import EndReason
from kiosk.flow.printing import PrinterReadiness

PART = "kiosk"
PARTS = ("screen", "broker", "software")
"""Lines of its /healthz. A hall that is away, an empty printer, a dark camera are told as metrics: the kiosk is well."""
SCREEN_MAX_S = 30.0
"""Frames are asked for every few seconds, so one this old means that nothing is drawn."""

SCREEN_AGE = Metric("tingtang_kiosk_frame_age_seconds", Kind.GAUGE, "Since a frame reached the screen; -1: none has yet.")
FRAMES = Metric("tingtang_kiosk_frames_total", Kind.COUNTER, "Frames that reached the screen.")
IN_USE = Metric("tingtang_kiosk_in_use", Kind.GAUGE, "1 while somebody stands at it.")
VISITS = Metric("tingtang_kiosk_visits_total", Kind.COUNTER, "Visits by how they ended.", ("end",))
FAILSAFES = Metric("tingtang_kiosk_failsafes_total", Kind.COUNTER, "Times that something broke and people were told so.")
HALL = Metric("tingtang_kiosk_hall_reachable", Kind.GAUGE, "1 while the hall answers.")
LEASED = Metric("tingtang_kiosk_leased_numbers", Kind.GAUGE, "Numbers it can give out without the hall.")
PRINTER = Metric("tingtang_kiosk_printer_ready", Kind.GAUGE, "1 while a slip can be printed.")
CAMERA = Metric("tingtang_kiosk_camera_ready", Kind.GAUGE, "1 while faces and codes can be looked at; absent without a camera.")
VISION_RESTARTS = Metric("tingtang_kiosk_vision_restarts_total", Kind.COUNTER, "Times the vision process was started again.")
METRICS = (SCREEN_AGE, FRAMES, IN_USE, VISITS, FAILSAFES, HALL, LEASED, PRINTER, CAMERA, VISION_RESTARTS)


@dataclass(frozen=True, slots=True)
class Frames:
    """What the screen has shown; a kiosk without one shows none."""

    count: int = 0
    age_s: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The kiosk as it is now."""

    version: str
    uptime_s: float
    connected: bool
    counters: BusCounters
    outbox: int
    hall_reachable: bool
    leased: int
    printer: PrinterReadiness
    status: Status
    in_use: bool
    failsafes: int
    camera_lack: str | None = None
    """Why the camera can't be used; empty: it can; None: there is none."""
    vision_restarts: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)
    """Visits by `EndReason`."""


class KioskHealth(Health):
    """/healthz of a kiosk."""

    occupied: bool
    """Somebody stands there: whoever wants to restart it waits."""


def health_of(now: Moment, frames: Frames | None) -> KioskHealth:
    """`frames`: None for a kiosk without a screen."""
    broken = now.status.action is Action.SOFTWARE_ERROR
    parts = [
        PartHealth(name="broker", well=now.connected, detail="connected" if now.connected else "not reached"),
        PartHealth(name="software", well=not broken, detail=now.status.reason if broken else ""),
    ]
    if frames is not None:
        age_s = frames.age_s
        shown = f"a frame {age_s:.1f} s ago" if age_s is not None else "nothing yet"
        parts.insert(0, PartHealth(name="screen", well=age_s is not None and age_s <= SCREEN_MAX_S, detail=shown))
    return KioskHealth(
        well=all(part.well for part in parts),
        version=now.version,
        uptime_s=int(now.uptime_s),
        parts=tuple(parts),
        occupied=now.in_use,
    )


def readings_of(now: Moment, frames: Frames | None) -> Iterator[Reading]:
    yield from of_health(PART, health_of(now, frames), PARTS)
    yield from of_bus(now.connected, now.counters)
    yield read(readings.OUTBOX_WAITING, now.outbox)
    if frames is not None:
        yield read(SCREEN_AGE, frames.age_s if frames.age_s is not None else -1)
        yield read(FRAMES, frames.count)
    yield read(IN_USE, now.in_use)
    for end in EndReason:
        yield read(VISITS, now.ended.get(end.value, 0), end.value)
    yield read(FAILSAFES, now.failsafes)
    yield read(HALL, now.hall_reachable)
    yield read(LEASED, now.leased)
    yield read(PRINTER, now.printer.ready)
    if now.camera_lack is not None:
        yield read(CAMERA, not now.camera_lack)
        yield read(VISION_RESTARTS, now.vision_restarts)
