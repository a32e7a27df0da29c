"""Sections of a hall's file about who is next: discipline, tidal windows, bookings, ranges, staff cards."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.messages.words import LIVE_RULES, RuleName, TicketClass
from api.process.settings_file import Section

RATE_MAX = 1_000
"""Points a minute."""
PER_MIN = Annotated[float, Field(gt=0, le=RATE_MAX)]

GREEN_RATE = 1 / 2.5
"""Points a minute of the green channel; the three starting rates are those of the field's studies, to be fitted to the hall."""
APPOINTMENT_RATE = 1 / 3.5
WALK_IN_RATE = 1 / 25


def starting_rates() -> dict[TicketClass, float]:
    """Points a minute for each class."""
    rates = dict.fromkeys(TicketClass, GREEN_RATE)
    rates[TicketClass.APPOINTMENT] = APPOINTMENT_RATE
    rates[TicketClass.WALK_IN] = WALK_IN_RATE
    return rates


def starting_bounds() -> dict[TicketClass, int]:
    """By how many later numbers one may be passed over."""
    bounds = dict.fromkeys(TicketClass, 5)
    bounds[TicketClass.APPOINTMENT] = 8
    bounds[TicketClass.WALK_IN] = 15
    return bounds


class DisciplineSection(Section):
    """Who is next among those a window may call."""

    rule: RuleName = RuleName.ACCUMULATING
    rates: dict[TicketClass, PER_MIN] = Field(default_factory=dict)
    """Points a minute; classes not named keep the starting rates."""
    overtakes_max: dict[TicketClass, Annotated[int, Field(ge=1, le=10_000)]] = Field(default_factory=dict)
    """By how many later numbers of its queue a ticket may be passed over; then it goes first."""
    strict_order: tuple[TicketClass, ...] = ()
    """First to last under `strict`; classes not named come after those that are, green channel before walk-in."""
    ratio_k: int = Field(default=3, ge=1, le=100)
    """Simulator: so many of the green channel, then one other."""
    targets_min: dict[TicketClass, Annotated[float, Field(gt=0, le=480)]] = Field(default_factory=dict)
    """Waits the hall aims at, minutes: what `tingtang fit-rates` fits the rates to, and the due dates of the simulator."""

    @model_validator(mode="after")
    def _rule_is_live(self) -> Self:
        if self.rule not in LIVE_RULES:
            raise ValueError(f"rule: {self.rule.value!r} exists in the simulator only; a hall runs under {sorted(LIVE_RULES)}")
        return self

    def all_rates(self) -> dict[TicketClass, float]:
        return starting_rates() | self.rates

    def all_bounds(self) -> dict[TicketClass, int]:
        return starting_bounds() | self.overtakes_max


class TidalSection(Section):
    """潮汐窗口: idle windows help a queue through its peak."""

    waiting_max: int = Field(default=10, ge=1, le=1_000)
    """More people than this in a queue: its peak has begun."""
    forecast_max_min: int = Field(default=15, ge=1, le=480)
    """Or a newcomer would wait longer than this."""
    restore_below: int = Field(default=3, ge=0, le=1_000)
    """The peak is over when fewer wait."""
    open_by_itself: bool = False
    """False: proposed to the manager; True: opened on windows that name the queue in `tidal` and are idle."""

    @model_validator(mode="after")
    def _has_a_gap(self) -> Self:
        if self.restore_below > self.waiting_max:
            raise ValueError(f"restore_below {self.restore_below} is above waiting_max {self.waiting_max}")
        return self


class BookingSection(Section):
    """预约 for the services of a queue."""

    slot_min: int = Field(default=30, ge=5, le=240)
    """Length of a slot."""
    capacity: int = Field(default=4, ge=1, le=1_000)
    """People in a slot."""
    days_ahead: int = Field(default=7, ge=0, le=60)
    """Working days one may book ahead."""
    cancel_before_min: int = Field(default=120, ge=0, le=10_080)
    lead_min: int = Field(default=15, ge=0, le=240)
    """Who checks in earlier than this before the slot waits until then."""
    grace_min: int = Field(default=15, ge=0, le=240)
    """Who checks in later than this after the slot's begin has lost it."""
    no_shows_max: int = Field(default=3, ge=1, le=100)
    """So many lapsed bookings within `no_shows_days` begin a cool-off."""
    no_shows_days: int = Field(default=30, ge=1, le=366)
    cool_off_days: int = Field(default=14, ge=1, le=366)
    release_min: tuple[int, int] = (5, 120)
    """A cancelled place is offered again after a random time between these minutes: nobody can pass it on."""
    moves_max: int = Field(default=3, ge=0, le=20)
    """So many times a person may put bookings off to another slot: each leaves a place that is kept back for a while."""


class StaffSection(Section):
    """A member of staff who logs in by card."""

    name: str = Field(min_length=1, max_length=64)
    """The account."""
    card: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
    """Keyed hash of the card's number."""
    skills: tuple[Id, ...] = ()
    """What this person can do beside what the window can."""
    display_name: str = Field(default="", max_length=20)
    """On the staff plate of the window's rating pad; empty: the account's name."""
    staff_number: str = Field(default="", max_length=20)
    """工号, on the plate."""
    post: str = Field(default="", max_length=20)
    """On the plate: 综合受理, 党员先锋岗."""
    stars: int = Field(default=0, ge=0, le=5)
    """On the plate."""
