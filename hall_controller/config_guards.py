"""Sections that decide whether a number may be given: quotas, last numbers before closing, guards against hoarding.

Every default leaves a hall as open as one without these sections.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.settings_file import Section
from hall_controller.config_times import MINUTES_A_DAY, WEEKDAYS, TimeSpan, Weekday, span_of
from hall_controller.domain.quotas import Quota

NOON = 12 * 60
"""Where a half-day ends: 12:00 on the hall's clock."""


class QuotaSection(Section):
    """限号: at most so many numbers of a queue, or of some services together, on some weekdays in a part of the day."""

    queue: Id | None = None
    services: tuple[Id, ...] = ()
    """Counted together. Either these or `queue`."""
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    half_day: Literal["morning", "afternoon"] | None = None
    """Before or after 12:00. Either this, or `between`, or neither: the whole day."""
    between: TimeSpan | None = None
    most: int = Field(ge=0, le=99_999)
    """0: none at all in that time."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.queue is None) is (not self.services):
            raise ValueError("name either `queue` or `services`")
        if self.half_day is not None and self.between is not None:
            raise ValueError("name either `half_day` or `between`")
        return self

    def value(self, services_of: Mapping[str, Collection[str]]) -> Quota:
        """
        Args:
            services_of: services of each queue.
        """
        if self.between is not None:
            start, end = span_of(self.between)
        else:
            start = NOON if self.half_day == "afternoon" else 0
            end = NOON if self.half_day == "morning" else MINUTES_A_DAY
        weekdays = frozenset(WEEKDAYS.index(weekday) for weekday in self.weekdays)
        counted = self.services if self.queue is None else services_of[self.queue]
        return Quota(self.queue or ", ".join(self.services), frozenset(counted), weekdays, start, end, self.most)


class LastTicketSection(Section):
    """The last number before closing."""

    forecast: Literal["none", "call", "end"] = "none"
    """Refused when the forecast says that the call (or the end of the service) would come after closing."""
    judged_by: Literal["expected", "high"] = "expected"
    """The forecast's middle, or its late end: with `high` fewer people wait in vain and more are turned away."""
    minutes_before: int = Field(default=0, ge=0, le=240)
    """No number in the last minutes before closing, whatever the forecast says; also the rule while there is no forecast."""


class BurstSection(Section):
    """Rapid takes at one kiosk: staff are alerted, and anonymous people get no number there for a while."""

    most: int = Field(default=0, ge=0, le=1_000)
    """Anonymous numbers of one terminal within `period_s`; 0: not watched."""
    period_s: int = Field(default=60, ge=1, le=3_600)
    pause_s: int = Field(default=300, ge=1, le=86_400)
    """How long after the last of them the terminal gives no anonymous number, unless staff dismiss the alert before."""


class GuardsSection(Section):
    """Who gets a number. Persons are known by the keyed hash of their document only; 0 means without limit."""

    waiting_per_service: int = Field(default=1, ge=0, le=100)
    """Numbers one person may have waiting for the same service."""
    tickets_per_day: int = Field(default=0, ge=0, le=1_000)
    """Numbers one person may take in a day, cancelled ones too, withdrawn ones not."""
    agent_per_day: int = Field(default=0, ge=0, le=1_000)
    """代办: numbers one agent may take for others in a day; beyond it a manager's reason is needed."""
    last_ticket: LastTicketSection = LastTicketSection()
    burst: BurstSection = BurstSection()


def unknown_names(quotas: Iterable[QuotaSection], queues: Collection[str], services: Collection[str]) -> Iterator[str]:
    """What quotas name and the hall doesn't have, in words."""
    for place, quota in enumerate(quotas):
        if quota.queue is not None and quota.queue not in queues:
            yield f"quotas.{place}.queue: there is no queue {quota.queue!r}"
        yield from (f"quotas.{place}.services: there is no service {name!r}" for name in quota.services if name not in services)
