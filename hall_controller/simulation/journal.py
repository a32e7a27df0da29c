"""A real day, read from the hall's journal: the same people, services and clerks, to be run under another rule or staffing.

What can't be known of a day that was another one is assumed: who wasn't there when called wouldn't have been there sooner
either; who was never served would have taken as long as somebody else of the same service.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import median
from typing import Any

from api.messages.words import RuleName, TicketClass
from hall_controller.domain.discipline import MICRO
from hall_controller.domain.events import Event
from hall_controller.domain.rules import Rules
from hall_controller.simulation.journal_tracks import LegTrack, TicketTrack, Tracks
from hall_controller.simulation.journal_windows import WindowTracks
from hall_controller.simulation.journeys import DayResult, Journey, OvertakeCounter
from hall_controller.simulation.plan import MS_PER_MIN, Citizen, DayPlan, Habits, Leg, RuleChange

FULL_DAY_MS = 24 * 60 * MS_PER_MIN


class NotReplayable(ValueError):
    """The day can't be run again; the text says why."""


def rule_change(body: dict[str, Any], at: int) -> RuleChange:
    """From the body of a `rule-set` event."""
    return RuleChange(at, RuleName(body["rule"]), {TicketClass(word): rate / MICRO for word, rate in body["rates"].items()})


@dataclass(frozen=True, slots=True)
class JournalDay:
    """One day as it was."""

    plan: DayPlan
    real: DayResult
    by_hand: int
    """Calls that a person decided (chosen, directed, moved to the top): the replay lets the rule decide them."""


def read_day(events: Iterable[Event], day: str, midnight: int, rules: Rules, rng: Random) -> JournalDay:
    """The day of these events.

    Args:
        events: bookings that were made for the day before it began, then everything from its first event to its last.
        midnight: begin of the local day, UTC ms.
        rng: picks durations of people who were never served.

    Raises:
        NotReplayable: nobody took a number, or services of that day aren't in the hall's file any more.
    """
    tracks, windows = Tracks(), WindowTracks()
    for event in events:
        tracks.hear(event)
        windows.hear(event)
    people = sorted(tracks.tickets.values(), key=lambda track: (track.joined_at, track.seq))
    if not people:
        raise NotReplayable(f"nobody took a number on {day}")
    gone = sorted({leg.service for track in people for leg in track.legs} - rules.services.keys())
    if gone:
        raise NotReplayable(f"the hall's file doesn't have these services of {day} any more: {', '.join(gone[:5])}")
    end = (tracks.day_closed_at or midnight + FULL_DAY_MS) - midnight
    durations = _Durations(people, windows, rules, rng)
    citizens = tuple(_citizen(number, track, midnight, durations) for number, track in enumerate(people))
    changes = tuple(rule_change(event.body, event.at - midnight) for event in tracks.rule_changes)
    plan = DayPlan(day, citizens, windows.shifts(midnight, end), end, _habits(people, windows), kiosks=1, rule_changes=changes)
    return JournalDay(
        plan, replace(_real(people, citizens, rules, windows, midnight, end), reasons=tracks.reasons), tracks.by_hand
    )


class _Durations:
    """What each leg took, or could have taken."""

    def __init__(self, people: Sequence[TicketTrack], windows: WindowTracks, rules: Rules, rng: Random) -> None:
        self._rules, self._rng = rules, rng
        legs = [leg for track in people for leg in track.legs if leg.service_ms is not None]
        self._by_service: dict[str, list[int]] = {}
        self._by_queue: dict[str, list[int]] = {}
        for leg in legs:
            self._by_service.setdefault(leg.service, []).append(leg.service_ms or 0)
            self._by_queue.setdefault(rules.services[leg.service].queue, []).append(leg.service_ms or 0)
        self._walk = round(median([leg.walk_ms for leg in legs])) if legs else 0
        self._gaps = windows.gaps()
        self._known_gaps = [gap for gap in self._gaps.values() if gap is not None] or [0]

    def leg(self, track: TicketTrack, leg: LegTrack) -> Leg:
        gap = self._gaps.get((track.ticket, leg.finished_at or 0))
        if gap is None:
            gap = self._rng.choice(self._known_gaps)
        service = leg.service_ms if leg.service_ms is not None else self._somebody(leg.service)
        walk = leg.walk_ms if leg.service_ms is not None else self._walk
        return Leg(leg.service, walk, service, gap, leg.rating_ms)

    def _somebody(self, service: str) -> int:
        """As long as one of the same service, else of the same queue, else as the hall's file says."""
        queue = self._rules.services[service].queue
        known = self._by_service.get(service) or self._by_queue.get(queue)
        return self._rng.choice(known) if known else self._rules.services[service].minutes * MS_PER_MIN


def _citizen(number: int, track: TicketTrack, midnight: int, durations: _Durations) -> Citizen:
    cancelled = track.cancelled_at
    return Citizen(
        number,
        track.joined_at - midnight,
        track.ticket_class,
        tuple(durations.leg(track, leg) for leg in track.legs),
        absent=track.missed_at is not None,
        patience_ms=None if cancelled is None else cancelled - track.joined_at,
        says_so=cancelled is not None,
        back_after_ms=None if track.back_at is None or track.missed_at is None else track.back_at - track.missed_at,
    )


def _habits(people: Sequence[TicketTrack], windows: WindowTracks) -> Habits:
    """Of this day's clerks; recalls change nothing in a replay."""
    misses = [track.miss_after_ms for track in people if track.miss_after_ms is not None]
    notices = windows.notices()
    usual = Habits()
    return Habits(
        recalls=0,
        miss_after_ms=round(median(misses)) if misses else usual.miss_after_ms,
        notices_ms=round(median(notices)) if notices else usual.notices_ms,
    )


def _real(
    people: Sequence[TicketTrack], citizens: Sequence[Citizen], rules: Rules, windows: WindowTracks, midnight: int, end: int
) -> DayResult:
    """The day as it was, in the form of a simulated one."""
    journeys = []
    steps: list[tuple[int, int, Journey]] = []
    for track, citizen in zip(people, citizens, strict=True):
        journey = Journey(
            citizen,
            rules.services[track.legs[0].service].queue,
            issued_at=track.joined_at,
            called_at=track.first_called_at,
            served=any(leg.finished_at is not None for leg in track.legs),
            cancelled=track.cancelled_at is not None,
            no_show=track.no_show,
            expired=track.expired,
            forecast=track.forecast,
        )
        journeys.append(journey)
        steps.append((track.joined_at, 0, journey))
        leaves_at = track.first_called_at or track.cancelled_at or midnight + end
        steps.append((leaves_at, 1, journey))
    counter = OvertakeCounter()
    for _, what, journey in sorted(steps, key=lambda step: (step[0], step[1], step[2].citizen.number)):
        if what == 0:
            counter.joins(journey)
        elif journey.called_at is not None:
            counter.called(journey)
        else:
            counter.leaves(journey)
    return DayResult(journeys, windows.days(midnight + end), windows.last_at - midnight)
