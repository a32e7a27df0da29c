"""The hall's configuration in the form that decisions need: looked up by id, times in ms and minutes."""

import hashlib
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from hall_controller.config import HallConfig
from hall_controller.domain.local_time import LocalTime

RATING_MARGIN_MS = 2_000
"""A pad's own time-out may reach the hall this much later before the hall closes the question by itself."""

_MS_PER_S = 1_000
_MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True)
class QueueRule:
    id: str
    prefix: str
    names: dict[str, str]
    first: int
    last: int
    digits: int
    opens: int
    """Minute of the day."""
    closes: int
    windows: tuple[int, ...]
    """Windows that may call it."""

    def is_open(self, minute: int) -> bool:
        return self.opens <= minute < self.closes

    def label(self, number: int) -> str:
        """The number as printed."""
        return f"{self.prefix}{number:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class ServiceRule:
    id: str
    names: dict[str, str]
    department: dict[str, str]
    queue: str
    minutes: int
    slip: dict[str, Any]
    """Body of a `TicketSlip`."""


@dataclass(frozen=True, slots=True)
class WindowRule:
    number: int
    names: dict[str, str]
    queues: tuple[str, ...]
    zone: str
    leds: tuple[str, ...]
    rating_pad: str | None
    call_pad: str | None
    boards: tuple[str, ...]
    """Where a call is shown: the window's strips, then the zone's overview boards."""
    speakers: tuple[str, ...]


class Rules:
    """One hall's rules. Immutable but for the memo inside `local`."""

    def __init__(self, config: HallConfig) -> None:
        hall = config.hall
        self.site = hall.site
        self.names = dict(hall.names)
        self.voice_languages = hall.voice_languages
        self.rating_timeout_s = hall.rating_timeout_s
        self.rating_ms = hall.rating_timeout_s * _MS_PER_S
        self.undo_finish_ms = hall.undo_finish_s * _MS_PER_S
        self.recall_gap_ms = hall.recall_gap_s * _MS_PER_S
        self.recalls_max = hall.recalls_max
        self.back_within_ms = hall.back_within_min * _MS_PER_MIN
        self.back_after = hall.back_after
        self.issuing_ms = hall.issuing_timeout_s * _MS_PER_S
        self.local = LocalTime(ZoneInfo(hall.timezone))
        zones = {zone.id: zone for zone in config.zones}
        self.windows: dict[int, WindowRule] = {
            window.number: WindowRule(
                number=window.number,
                names=dict(window.names),
                queues=window.queues,
                zone=window.zone,
                leds=window.leds,
                rating_pad=window.rating_pad,
                call_pad=window.call_pad,
                boards=window.leds + (zones[window.zone].overview_leds if window.zone in zones else ()),
                speakers=zones[window.zone].speakers if window.zone in zones else (),
            )
            for window in config.windows
        }
        self.queues: dict[str, QueueRule] = {
            queue.id: QueueRule(
                id=queue.id,
                prefix=queue.prefix,
                names=dict(queue.names),
                first=queue.first,
                last=queue.last,
                digits=queue.digits,
                opens=_minute(queue.opens),
                closes=_minute(queue.closes),
                windows=tuple(window.number for window in config.windows if queue.id in window.queues),
            )
            for queue in config.queues
        }
        self.services: dict[str, ServiceRule] = {
            service.id: ServiceRule(
                id=service.id,
                names=dict(service.names),
                department=dict(service.department),
                queue=service.queue,
                minutes=service.minutes,
                slip={
                    "service_names": dict(service.names),
                    "queue_names": self.queues[service.queue].names,
                    "windows": list(self.queues[service.queue].windows),
                    "hall_names": self.names,
                },
            )
            for service in config.services
        }
        self.version = hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:16]
        """Changes whenever the configuration does."""


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
