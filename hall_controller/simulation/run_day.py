"""One day under one rule."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from api.messages.hall_commands import CloseDay, SetRule
from api.messages.words import Role
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.simulation.clerks import Clerks
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.people import People
from hall_controller.simulation.plan import MS_PER_S, DayPlan
from hall_controller.simulation.stage import Stage

_MANAGER = Actor("manager", Role.MANAGER)
_AS_IT_WAS = "replay"
"""Reason of a rule that is set again as the journal says."""


def midnight_of(day: str, timezone: str) -> int:
    """The instant at which the local day begins, UTC ms."""
    begin = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(timezone))
    return round(begin.timestamp() * MS_PER_S)


def without_outputs(config: HallConfig) -> HallConfig:
    """The hall without boards, speakers and call pads, whose orders nobody would carry out. Rating pads stay: they take time."""
    windows = tuple(window.model_copy(update={"leds": (), "call_pad": None}) for window in config.windows)
    zones = tuple(zone.model_copy(update={"speakers": (), "overview_leds": (), "screens": ()}) for zone in config.zones)
    return config.model_copy(update={"windows": windows, "zones": zones, "devices": ()})


def run_day(
    config: HallConfig,
    plan: DayPlan,
    on_time: Callable[[int], None] = lambda _: None,
    on_event: Callable[[Event], None] | None = None,
    attach: Callable[[Stage], object] | None = None,
) -> DayResult:
    """The whole day on the real core, from the first arrival to the close of the day.

    Args:
        on_time: hears each instant, UTC ms; a progress bar, or a pause that slows the day down.
        on_event: hears everything that happens, as a journal would.
        attach: called with the stage before the day begins, such as `SimulatedForecasts`.
    """
    midnight = midnight_of(plan.day, config.hall.timezone)
    stage = Stage(Hall(Rules(without_outputs(config))), midnight)
    if on_event is not None:
        stage.listen(on_event, *EventKind)
    if attach is not None:
        attach(stage)
    people = People(stage, plan, midnight)
    clerks = Clerks(stage, plan, people, midnight)
    for change in plan.rule_changes:
        command = SetRule(rule=change.rule, rates=change.rates, reason=_AS_IT_WAS)
        stage.agenda.put(midnight + change.at, partial(stage.do, _MANAGER, command))
    stage.run(midnight + plan.ends - 1, on_time)
    stage.agenda.put(midnight + plan.ends, partial(stage.do, _MANAGER, CloseDay()))
    stage.run(midnight + plan.ends, on_time)
    return DayResult(people.journeys, clerks.days(), clerks.last_at - midnight, stage.operations, people.reasons)
