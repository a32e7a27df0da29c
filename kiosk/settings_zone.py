"""`[zone]` of a kiosk's file: when its zone is open, and whom to ring up when it is out."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from api.process.settings_file import Section
from kiosk.flow.zone.hours import Spans, ZoneHours

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of `date.weekday()`."""
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def span_of(text: str) -> tuple[int, int]:
    """`08:30-12:00` is (510, 720), in minutes of the day."""
    start, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return start, end


def _forward(text: str) -> str:
    start, end = span_of(text)
    if start >= end:
        raise ValueError(f"{text} ends before it starts")
    return text


TimeSpan = Annotated[str, Field(pattern=rf"^{_CLOCK}-({_CLOCK}|24:00)$"), AfterValidator(_forward)]
"""`08:30-17:30`."""


class ZoneSection(Section):
    """A zone with a door of its own may be open when the hall isn't, such as a 24-hour self-service room."""

    daily: tuple[TimeSpan, ...] | None = None
    """Left out, and no weekday named: open day and night."""
    days: dict[Weekday, tuple[TimeSpan, ...]] = Field(default_factory=dict)
    """Weekdays that differ; none: closed all day."""
    closing_soon_min: int = Field(default=15, ge=0, le=120)
    """So long before the end the home screen says that it comes."""
    maintainer_phone: str = Field(default="", pattern=r"^[0-9+ -]*$", max_length=30)
    """Said while the terminal is out of service, until the hall has named another."""

    def hours(self) -> ZoneHours:
        if self.daily is None and not self.days:
            return ZoneHours(None, self.closing_soon_min)
        week = tuple(_spans(self.days.get(weekday, self.daily or ())) for weekday in WEEKDAYS)
        return ZoneHours(week, self.closing_soon_min)


def _spans(texts: tuple[str, ...]) -> Spans:
    return tuple(sorted(map(span_of, texts)))
