"""The hall's configuration: one TOML file, checked whole; an unknown key is an error that names file, section and key.

Services, queues, windows and the devices bound to them. What devices are and how they are wired is the agents' part.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from api.messages.base import Id
from api.process.settings_file import Section, load_file
from hall_controller.config_calendar import CalendarSection
from hall_controller.config_duty import DutySection, TerminalSection
from hall_controller.config_guards import GuardsSection, QuotaSection, unknown_names
from hall_controller.config_identity import IdentityPolicySection, PrivacySection
from hall_controller.config_queueing import BookingSection, DisciplineSection, StaffSection, TidalSection
from hall_controller.config_times import WEEKDAYS, HoursSection, Names, TimeOfDay, Weekday
from hall_controller.public_address import unreachable_because

Prefix = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
DeviceAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}/[a-z0-9-]{1,32}$")]
"""`node/device`, such as `hall-agent/led-3`."""


class HallSection(Section):
    site: Id
    names: Names
    voice_languages: tuple[str, ...] = ("zh-CN",)
    rating_timeout_s: int = Field(default=15, ge=5, le=60)
    undo_finish_s: int = Field(default=10, ge=0, le=60)
    recall_gap_s: int = Field(default=5, ge=0, le=60)
    recalls_max: int = Field(default=3, ge=1, le=10)
    back_within_min: int = Field(default=30, ge=0, le=240)
    """How long a missed citizen may come back."""
    issuing_timeout_s: int = Field(default=90, ge=10, le=600)
    """A number whose printing nobody confirmed waits in line after this long: the number is never lost."""
    back_after: int = Field(default=3, ge=0, le=20)
    """A missed citizen who came back waits behind the next so many people of the queue."""
    items_max: int = Field(default=5, ge=1, le=20)
    """Services on one ticket."""
    call_lease_min: int = Field(default=10, ge=0, le=240)
    """A called ticket that its window left alone for so long goes back into line, and the window pauses; 0: never."""
    hold_min: int = Field(default=30, ge=1, le=480)
    """A held ticket goes back into line after this long when the clerk names no time."""
    postpones_max: int = Field(default=2, ge=0, le=20)
    postpone_max_min: int = Field(default=60, ge=1, le=240)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*[^\s/?#])?)?$", max_length=200)
    """Where citizens' phones reach this controller, without a slash at the end: goes into the tickets' QR codes. Empty: phones
    don't, and the codes hold the ticket's id for a kiosk's scanner."""
    timezone: str = "Asia/Shanghai"
    """IANA name: days and opening hours follow the hall's own wall clock."""

    @field_validator("public_url")
    @classmethod
    def _phones_reach_it(cls, url: str) -> str:
        if url and (why := unreachable_because(url)):
            raise ValueError(why)
        return url


class QueueSection(Section):
    id: Id
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
    """Series of its numbers."""
    names: Names
    first: int = Field(default=1, ge=1)
    last: int = Field(default=999, le=99_999)
    digits: int = Field(default=3, ge=2, le=5)
    opens: TimeOfDay | None = None
    """One span for every day; a queue with neither this nor `hours` goes by the hall's."""
    closes: TimeOfDay | None = None
    """No number is given from then on; "24:00" is midnight."""
    hours: HoursSection | None = None
    """By weekday, with breaks. Either these, or `opens` and `closes`."""
    booking: BookingSection | None = None
    """None: nothing of this queue can be booked."""
    booking_prefix: Prefix | None = None
    """Series of its bookings; None: the prefix and `Y` (预约)."""
    island_prefix: Prefix | None = None
    """Series of the ranges that cut-off kiosks give out; None: the prefix and `K`."""
    paper_prefix: Prefix | None = None
    """Series of pre-printed numbers; None: the prefix and `P`."""

    def hours_problems(self) -> Iterator[str]:
        """What is wrong with its times, in words."""
        if (self.opens is None) is not (self.closes is None):
            yield f"queues.{self.id}: `opens` and `closes` go together"
        elif self.opens is not None and self.closes is not None:
            if self.hours is not None:
                yield f"queues.{self.id}: either `hours`, or `opens` and `closes`"
            if self.opens >= self.closes:
                yield f"queues.{self.id}: opens {self.opens} isn't before closes {self.closes}"

    def own_hours(self) -> HoursSection | None:
        """None: it goes by the hall's."""
        if self.opens is not None and self.closes is not None:
            return HoursSection.every_day(self.opens, self.closes)
        return self.hours

    def all_prefixes(self) -> tuple[str, str, str, str]:
        """Of its main series, bookings, island ranges, pre-printed ranges."""
        return (
            self.prefix,
            self.booking_prefix or f"{self.prefix}Y",
            self.island_prefix or f"{self.prefix}K",
            self.paper_prefix or f"{self.prefix}P",
        )


class ServiceSection(Section):
    id: Id
    names: Names
    department: Names
    queue: Id
    minutes: int = Field(default=10, ge=1, le=480)
    skill: Id | None = None
    """What a window or its clerk must know; None: every window of the queue serves it."""
    then: tuple[Id, ...] = ()
    """Services that follow at their own queues, such as 收费 and 出件 after 受理."""
    conflict_group: Id | None = None
    """Two services of one group can't stand on one ticket."""
    anonymous: bool = True
    """False: no number for somebody who hasn't shown a document."""
    identity: IdentityPolicySection | None = None
    """How a kiosk asks who somebody is, before it gives a number. None: it asks nobody."""


class PackageSection(Section):
    """一件事: services that belong together in a person's life, offered as one choice on one number."""

    id: Id
    names: Names
    hint: Names | None = None
    """For whom, or when."""
    services: Annotated[tuple[Id, ...], Field(min_length=2, max_length=20)]
    """In the order in which they are asked for."""


class WindowSection(Section):
    number: int = Field(ge=1, le=999)
    names: Names
    queues: tuple[Id, ...] = ()
    """What it may call."""
    levels: dict[Id, Annotated[int, Field(ge=1, le=9)]] = Field(default_factory=dict)
    """Level of a queue, 1 if not named: a window turns to level 2 when nobody waits for it at level 1, and so on."""
    any_service: bool = False
    """综合窗口: calls every queue; those not in `queues` at level 1, or as `levels` says."""
    skills: tuple[Id, ...] = ()
    tidal: tuple[Id, ...] = ()
    """Queues it can help through a peak."""
    auto_call: bool = False
    """The next ticket is called by itself whenever the window is idle."""
    requires: tuple[DeviceAddress, ...] = ()
    """Devices it can't work without: while one is out the window is in FAULT and calls nobody."""
    weekdays: tuple[Weekday, ...] = WEEKDAYS
    """Days on which somebody works there."""
    zone: Id = "main"
    leds: tuple[DeviceAddress, ...] = ()
    rating_pad: DeviceAddress | None = None
    call_pad: DeviceAddress | None = None


class VoiceSection(Section):
    """What a zone's loudspeakers have to do."""

    expected_calls_per_hour: float | None = Field(default=None, gt=0, le=3_600)
    """In its busiest hour, recalls with them. None: as many as its windows make when none of them ever waits for anybody."""


class ZoneSection(Section):
    id: Id
    names: Names
    area: Names | None = None
    """The wing or coloured line: printed large on the tickets of those who need it."""
    floor: Names | None = None
    direction: Names | None = None
    """How to get there from the entrance: an arrow, a few words."""
    speakers: tuple[DeviceAddress, ...] = ()
    voice: VoiceSection = VoiceSection()
    overview_leds: tuple[DeviceAddress, ...] = ()
    screens: tuple[Id, ...] = ()
    """Hall screens that must be there; one that is missing is a fault. Others may look on at any time."""


class HallConfig(Section):
    """A whole hall."""

    hall: HallSection
    queues: tuple[QueueSection, ...]
    services: tuple[ServiceSection, ...]
    windows: tuple[WindowSection, ...]
    packages: tuple[PackageSection, ...] = ()
    zones: tuple[ZoneSection, ...] = ()
    discipline: DisciplineSection = DisciplineSection()
    tidal: TidalSection = TidalSection()
    staff: tuple[StaffSection, ...] = ()
    calendar: CalendarSection = CalendarSection()
    hours: HoursSection = HoursSection.every_day("08:30", "17:30")
    """When numbers are given, where a queue doesn't say otherwise."""
    quotas: tuple[QuotaSection, ...] = ()
    guards: GuardsSection = GuardsSection()
    privacy: PrivacySection = PrivacySection()
    duty: DutySection = DutySection()
    terminals: tuple[TerminalSection, ...] = ()
    """Kiosks, in the order in which they are named to citizens."""
    devices: tuple[DeviceAddress, ...] = ()
    """Further devices the hall expects, such as the kiosks' printers: shown on the device board even when silent."""

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        problems: list[str] = []
        for what, ids in self._each_once():
            twice = sorted({value for value in ids if ids.count(value) > 1}) if len(set(ids)) < len(ids) else []
            problems += [f"{what}: {value!r} stands more than once" for value in twice]
        queue_ids = {q.id for q in self.queues}
        service_ids = {s.id for s in self.services}
        problems += [
            f"services.{s.id}.then: there is no service {following!r}"
            for s in self.services
            for following in s.then
            if following not in service_ids
        ]
        problems += [f"services.{s.id}.then: a service can't follow itself" for s in self.services if s.id in s.then]
        known_skills = {skill for window in self.windows for skill in window.skills}
        known_skills |= {skill for person in self.staff for skill in person.skills}
        problems += [
            f"services.{s.id}.skill: no window and no member of staff has {s.skill!r}"
            for s in self.services
            if s.skill is not None and s.skill not in known_skills
        ]
        zone_ids = {z.id for z in self.zones}
        problems += [f"services.{s.id}.queue: there is no queue {s.queue!r}" for s in self.services if s.queue not in queue_ids]
        for window in self.windows:
            problems += [
                f"windows.{window.number}.queues: there is no queue {queue!r}"
                for queue in window.queues
                if queue not in queue_ids
            ]
            problems += [
                f"windows.{window.number}.{key}: there is no queue {queue!r}"
                for key, queues in (("levels", window.levels), ("tidal", window.tidal))
                for queue in queues
                if queue not in queue_ids
            ]
            if not window.queues and not window.any_service:
                problems.append(f"windows.{window.number}: names neither queues nor any_service")
            if self.zones and window.zone not in zone_ids:
                problems.append(f"windows.{window.number}.zone: there is no zone {window.zone!r}")
        problems += [f"queues.{q.id}: first {q.first} is above last {q.last}" for q in self.queues if q.first > q.last]
        problems += [problem for q in self.queues for problem in q.hours_problems()]
        problems += unknown_names(self.quotas, queue_ids, service_ids)
        problems += self._package_problems()
        try:
            ZoneInfo(self.hall.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            problems.append(f"hall.timezone: there is no time zone {self.hall.timezone!r}")
        if problems:
            raise ValueError("; ".join(problems[:10]))
        return self

    def _package_problems(self) -> Iterator[str]:
        """What would be refused to whoever chose it."""
        known = {service.id: service for service in self.services}
        for package in self.packages:
            yield from (
                f"packages.{package.id}.services: there is no service {service!r}"
                for service in package.services
                if service not in known
            )
            if len(package.services) > self.hall.items_max:
                yield f"packages.{package.id}.services: more than hall.items_max, {self.hall.items_max}"
            groups = [known[service].conflict_group for service in package.services if service in known]
            if any(group is not None and groups.count(group) > 1 for group in groups):
                yield f"packages.{package.id}.services: two of one conflict_group can't stand on one ticket"

    def _each_once(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Lists in which nothing may stand twice: a queue counted double, a pad whose key would mean two windows."""
        yield "queues.id", [q.id for q in self.queues]
        yield "queues' prefixes", [prefix for queue in self.queues for prefix in queue.all_prefixes()]
        yield "staff.card", [person.card for person in self.staff]
        yield "staff.name", [person.name for person in self.staff]
        yield "services.id", [s.id for s in self.services]
        yield "windows.number", [str(w.number) for w in self.windows]
        yield "windows.call_pad", [w.call_pad for w in self.windows if w.call_pad is not None]
        yield "windows.rating_pad", [w.rating_pad for w in self.windows if w.rating_pad is not None]
        yield "zones.id", [z.id for z in self.zones]
        yield "packages.id", [package.id for package in self.packages]
        for package in self.packages:
            yield f"packages.{package.id}.services", package.services
        yield "terminals.node", [terminal.node for terminal in self.terminals]
        for window in self.windows:
            yield f"windows.{window.number}.queues", window.queues
            yield f"windows.{window.number}.leds", window.leds
        for zone in self.zones:
            yield f"zones.{zone.id}.speakers", zone.speakers
            yield f"zones.{zone.id}.overview_leds", zone.overview_leds


def load_hall_config(path: Path) -> HallConfig:
    """Read and check a hall's file, and the file of days it names.

    Raises:
        ConfigurationError: one can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    config = load_file(path, HallConfig)
    calendar = config.calendar.with_overrides(path.resolve().parent)
    return config.model_copy(update={"calendar": calendar})
