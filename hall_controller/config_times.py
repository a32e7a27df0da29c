"""Times, dates and weekdays as a hall's files write them."""

from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field

from api.process.settings_file import Section

MINUTES_A_DAY = 24 * 60

Names = Annotated[dict[str, str], Field(min_length=1)]
"""Language tag to text: `{zh-CN = "春节", en = "Spring Festival"}`."""
TimeOfDay = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of `date.weekday()`."""


def minute_of(text: str) -> int:
    """`08:30` is 510, `24:00` is 1440."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def text_of(minute: int) -> str:
    """510 is `08:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def span_of(text: str) -> tuple[int, int]:
    """`08:30-12:00` is (510, 720): from the first minute on, before the second."""
    start, end = text.split("-")
    return minute_of(start), minute_of(end)


def _forward(text: str) -> str:
    start, end = span_of(text)
    if start >= end:
        raise ValueError(f"{text} ends before it starts")
    return text


def _one_after_the_other(spans: tuple[str, ...]) -> tuple[str, ...]:
    for first, second in pairwise(spans):
        if span_of(first)[1] >= span_of(second)[0]:
            raise ValueError(f"{second} must begin after {first} has ended")
    return spans


_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
TimeSpan = Annotated[str, Field(pattern=rf"^{_CLOCK}-({_CLOCK}|24:00)$"), AfterValidator(_forward)]
"""`08:30-12:00`: no number is given from the second time on."""
TimeSpans = Annotated[tuple[TimeSpan, ...], AfterValidator(_one_after_the_other)]
"""In their order, with a break between each two; none: closed."""


class HoursSection(Section):
    """Opening hours of a week. A weekday that isn't named has those of `daily`; without `daily` it is closed."""

    daily: TimeSpans = ()
    mon: TimeSpans | None = None
    tue: TimeSpans | None = None
    wed: TimeSpans | None = None
    thu: TimeSpans | None = None
    fri: TimeSpans | None = None
    sat: TimeSpans | None = None
    sun: TimeSpans | None = None

    def week(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For Monday to Sunday the spans in minutes of the day."""
        named: list[tuple[str, ...] | None] = [getattr(self, weekday) for weekday in WEEKDAYS]
        return tuple(tuple(map(span_of, self.daily if spans is None else spans)) for spans in named)

    @classmethod
    def every_day(cls, opens: str, closes: str) -> Self:
        return cls(daily=(f"{opens}-{closes}",))
