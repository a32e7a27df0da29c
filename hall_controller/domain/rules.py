"""The hall's configuration in the form that decisions need: looked up by id, times in ms and minutes."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from api.messages.hall_views import IdentityPolicyView, PackageView
from api.messages.words import TicketClass
from hall_controller.config import HallConfig, WindowSection
from hall_controller.config_queueing import BookingSection
from hall_controller.config_times import WEEKDAYS
from hall_controller.domain.discipline import Discipline, micro_rates, ranks_of
from hall_controller.domain.facts import RuleInForce
from hall_controller.domain.hours import OpeningHours
from hall_controller.domain.local_time import LocalTime
from hall_controller.domain.places import place_texts
from hall_controller.domain.state import Place
from hall_controller.sound import pinyin_of

RATING_MARGIN_MS = 2_000
"""A pad's own time-out may reach the hall this much later before the hall closes the question by itself."""

_DUE_MIN = 30.0
"""Target wait of a class whose hall names none, minutes."""
_MS_PER_S = 1_000
_MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True)
class BookingRule:
    """预约 for a queue's services."""

    slot_min: int
    capacity: int
    days_ahead: int
    cancel_before_ms: int
    lead_ms: int
    grace_ms: int
    no_shows_max: int
    no_shows_days: int
    cool_off_days: int
    release_ms: tuple[int, int]
    moves_max: int


@dataclass(frozen=True, slots=True)
class QueueRule:
    id: str
    prefix: str
    names: dict[str, str]
    first: int
    last: int
    digits: int
    hours: OpeningHours
    windows: tuple[int, ...]
    """Windows that may call it."""
    booking: BookingRule | None
    booking_prefix: str
    island_prefix: str
    paper_prefix: str

    @property
    def highest(self) -> int:
        """The last number of the series beside the main one."""
        return int(10**self.digits - 1)

    def label(self, number: int) -> str:
        """The number as printed."""
        return self.label_of(self.prefix, number)

    def label_of(self, prefix: str, number: int) -> str:
        """A number of one of the queue's series."""
        return f"{prefix}{number:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class ServiceRule:
    id: str
    names: dict[str, str]
    department: dict[str, str]
    queue: str
    minutes: int
    slip: dict[str, Any]
    """Body of a `TicketSlip`."""
    skill: str
    """Empty: every window of the queue serves it."""
    then: tuple[str, ...]
    """Services that follow at their own queues."""
    conflict_group: str | None
    anonymous: bool
    bookable: bool
    identity: IdentityPolicyView | None
    pinyin: str
    """How the Chinese name may sound."""


@dataclass(frozen=True, slots=True)
class WindowRule:
    number: int
    names: dict[str, str]
    queues: tuple[str, ...]
    """Every queue it calls by its own list, in order of level."""
    levels: tuple[tuple[int, tuple[str, ...]], ...]
    """The same by level, 1 first."""
    skills: frozenset[str]
    tidal: tuple[str, ...]
    auto_call: bool
    requires: tuple[str, ...]
    weekdays: frozenset[int]
    """Days on which somebody works there, Monday is 0."""
    zone: str
    leds: tuple[str, ...]
    rating_pad: str | None
    call_pad: str | None
    boards: tuple[str, ...]
    """Where a call is shown: the window's strips, then the zone's overview boards."""
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewRule:
    """An overview board and the windows whose calls it lists."""

    device: str
    names: dict[str, str]
    """Of the zone: its title while nobody is called."""
    windows: frozenset[int]


class Rules:
    """One hall's rules. Immutable but for the memo inside `local`."""

    def __init__(self, config: HallConfig) -> None:
        hall = config.hall
        self.site = hall.site
        self.names = dict(hall.names)
        self.public_url = hall.public_url
        self.voice_languages = hall.voice_languages
        self.rating_timeout_s = hall.rating_timeout_s
        self.rating_ms = hall.rating_timeout_s * _MS_PER_S
        self.undo_finish_ms = hall.undo_finish_s * _MS_PER_S
        self.recall_gap_ms = hall.recall_gap_s * _MS_PER_S
        self.recalls_max = hall.recalls_max
        self.back_within_ms = hall.back_within_min * _MS_PER_MIN
        self.back_after = hall.back_after
        self.issuing_ms = hall.issuing_timeout_s * _MS_PER_S
        self.call_lease_ms = hall.call_lease_min * _MS_PER_MIN
        self.hold_ms = hall.hold_min * _MS_PER_MIN
        self.postpones_max = hall.postpones_max
        self.postpone_max_min = hall.postpone_max_min
        self.items_max = hall.items_max
        self.tidal = config.tidal
        self.overtakes_max: dict[TicketClass, int] = config.discipline.all_bounds()
        self.discipline = Discipline(
            rule=config.discipline.rule,
            rates=micro_rates(config.discipline.all_rates()),
            ranks=ranks_of(config.discipline.strict_order),
            targets_ms={
                ticket_class: round(config.discipline.targets_min.get(ticket_class, _DUE_MIN) * _MS_PER_MIN)
                for ticket_class in TicketClass
            },
            ratio_k=config.discipline.ratio_k,
        )
        self._in_force: tuple[RuleInForce | None, Discipline] = (None, self.discipline)
        self.staff = {person.name: person for person in config.staff}
        self.cards = {person.card: person for person in config.staff}
        self.local = LocalTime(ZoneInfo(hall.timezone))
        self.calendar = config.calendar.calendar()
        self.guards = config.guards
        services_of = {
            queue.id: [service.id for service in config.services if service.queue == queue.id] for queue in config.queues
        }
        self.quotas = tuple(quota.value(services_of) for quota in config.quotas)
        zones = {zone.id: zone for zone in config.zones}
        self.windows: dict[int, WindowRule] = {
            window.number: WindowRule(
                number=window.number,
                names=dict(window.names),
                queues=tuple(queue for _, queues in _levels(config, window) for queue in queues),
                levels=_levels(config, window),
                skills=frozenset(window.skills),
                tidal=window.tidal,
                auto_call=window.auto_call,
                requires=window.requires,
                weekdays=frozenset(WEEKDAYS.index(weekday) for weekday in window.weekdays),
                zone=window.zone,
                leds=window.leds,
                rating_pad=window.rating_pad,
                call_pad=window.call_pad,
                boards=window.leds + (zones[window.zone].overview_leds if window.zone in zones else ()),
                speakers=zones[window.zone].speakers if window.zone in zones else (),
            )
            for window in config.windows
        }
        self.overviews: tuple[OverviewRule, ...] = tuple(
            OverviewRule(
                device=address,
                names=dict(zone.names),
                windows=frozenset(window.number for window in config.windows if window.zone == zone.id),
            )
            for zone in config.zones
            for address in zone.overview_leds
        )
        boards = [address for window in config.windows for address in window.leds]
        self.all_boards = tuple(dict.fromkeys([*boards, *(board.device for board in self.overviews)]))
        """Every LED board of the hall, `node/device`."""
        self.all_speakers = tuple(dict.fromkeys(address for zone in config.zones for address in zone.speakers))
        self.auto_windows = tuple(number for number, window in self.windows.items() if window.auto_call)
        """Windows that the hall calls to by itself."""
        tidal = dict.fromkeys(queue.id for queue in config.queues if any(queue.id in window.tidal for window in config.windows))
        self.tidal_windows: dict[str, tuple[int, ...]] = {
            queue: tuple(
                number for number, window in self.windows.items() if queue in window.tidal and queue not in window.queues
            )
            for queue in tidal
        }
        """Queues that other windows may help through a peak, and these windows."""
        self.queues: dict[str, QueueRule] = {
            queue.id: QueueRule(
                id=queue.id,
                prefix=queue.prefix,
                names=dict(queue.names),
                first=queue.first,
                last=queue.last,
                digits=queue.digits,
                hours=OpeningHours(self.calendar, (queue.own_hours() or config.hours).week()),
                windows=tuple(number for number, window in self.windows.items() if queue.id in window.queues),
                booking=_booking(queue.booking) if queue.booking is not None else None,
                booking_prefix=queue.all_prefixes()[1],
                island_prefix=queue.all_prefixes()[2],
                paper_prefix=queue.all_prefixes()[3],
            )
            for queue in config.queues
        }
        skills: dict[str, set[str]] = {queue.id: {""} for queue in config.queues}
        for service in config.services:
            skills[service.queue].add(service.skill or "")
        self._skills = {queue: tuple(sorted(found)) for queue, found in skills.items()}
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
                    **place_texts(config, self.queues[service.queue].windows),
                },
                skill=service.skill or "",
                then=service.then,
                conflict_group=service.conflict_group,
                anonymous=service.anonymous,
                bookable=self.queues[service.queue].booking is not None,
                identity=service.identity.view() if service.identity is not None else None,
                pinyin=pinyin_of(service.names),
            )
            for service in config.services
        }
        self.packages = tuple(
            PackageView(
                id=package.id,
                names=dict(package.names),
                hint=dict(package.hint) if package.hint is not None else None,
                services=package.services,
            )
            for package in config.packages
        )
        self._served = frozenset((queue, skill) for queue in self.queues for skill in self._skills_served(queue))
        self._refuge = max(self.queues.values(), key=lambda queue: len(queue.windows)).id
        self.version = hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:16]
        """Changes whenever the configuration does."""

    def skills_of(self, queue: str) -> tuple[str, ...]:
        """Skills that services of a queue ask for, the empty one first; of a queue that is no more, only that."""
        return self._skills.get(queue, ("",))

    def home(self, queue: str, skill: str, service: str) -> tuple[str, str]:
        """The queue and skill where a ticket waits: its own while some window could ever call it there.

        Otherwise the configuration changed under it. Then, in this order: where its service is served now; its queue without
        the skill; the queue that most windows call, since being called by a clerk who must send one on beats waiting in vain.
        """
        own = queue, skill
        if own in self._served:
            return own
        rule = self.services.get(service)
        if rule is not None and (rule.queue, rule.skill) in self._served:
            return rule.queue, rule.skill
        return (queue, "") if (queue, "") in self._served else (self._refuge, "")

    def _skills_served(self, queue: str) -> list[str]:
        """Of the skills that services of the queue ask for, those that a window of it, or a person at one, has."""
        windows = [window for window in self.windows.values() if queue in window.queues or queue in window.tidal]
        if not windows:
            return []
        had = {""}.union(*[window.skills for window in windows], *[person.skills for person in self.staff.values()])
        return [skill for skill in self.skills_of(queue) if skill in had]

    def discipline_of(self, in_force: RuleInForce) -> Discipline:
        """The rule a manager set: a memo of one, replaced whole."""
        known = self._in_force
        if known[0] is not in_force:
            rates = self.discipline.rates | {TicketClass(word): rate for word, rate in in_force.rates.items()}
            known = self._in_force = in_force, replace(self.discipline, rule=in_force.rule, rates=rates)
        return known[1]

    def access(self, number: int, clerk: str | None, tidal: tuple[str, ...]) -> tuple[tuple[int, tuple[Place, ...]], ...]:
        """Places a window may call from, by level: its own and its clerk's at level 1; queues it helps for now come last."""
        rule = self.windows.get(number)
        if rule is None:
            return ()
        person = self.staff.get(clerk) if clerk is not None else None
        skills = rule.skills | {""} | (frozenset(person.skills) if person is not None else frozenset())
        own: tuple[Place, ...] = (("window", str(number), ""),)
        if clerk is not None:
            own += (("clerk", clerk, ""),)
        levels: dict[int, tuple[Place, ...]] = {1: own}
        for level, queues in rule.levels:
            levels[level] = levels.get(level, ()) + self._places(queues, skills)
        helped = tuple(queue for queue in tidal if queue not in rule.queues)
        if helped:
            levels[max(levels) + 1] = self._places(helped, skills)
        return tuple(sorted(levels.items()))

    def _places(self, queues: tuple[str, ...], skills: frozenset[str]) -> tuple[Place, ...]:
        return tuple(("queue", queue, skill) for queue in queues for skill in self.skills_of(queue) if skill in skills)


def _levels(config: HallConfig, window: WindowSection) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """A window's queues by level; an any-service window has all of them."""
    queues = window.queues
    if window.any_service:
        queues += tuple(queue.id for queue in config.queues if queue.id not in queues)
    levels: dict[int, list[str]] = {}
    for queue in queues:
        levels.setdefault(window.levels.get(queue, 1), []).append(queue)
    return tuple((level, tuple(levels[level])) for level in sorted(levels))


def _booking(section: BookingSection) -> BookingRule:
    earliest, latest = section.release_min
    return BookingRule(
        slot_min=section.slot_min,
        capacity=section.capacity,
        days_ahead=section.days_ahead,
        cancel_before_ms=section.cancel_before_min * _MS_PER_MIN,
        lead_ms=section.lead_min * _MS_PER_MIN,
        grace_ms=section.grace_min * _MS_PER_MIN,
        no_shows_max=section.no_shows_max,
        no_shows_days=section.no_shows_days,
        cool_off_days=section.cool_off_days,
        release_ms=(earliest * _MS_PER_MIN, latest * _MS_PER_MIN),
        moves_max=section.moves_max,
    )
