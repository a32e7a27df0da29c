"""A model of a hall's week, for measuring the forecast: one TOML file, checked whole."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from api.messages.words import TicketClass
from api.process.settings_file import Section, load_file
from hall_controller.config_queueing import DisciplineSection

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
MS_PER_MIN = 60_000


class ServiceModel(Section):
    id: str
    mean_min: Positive
    configured_min: int = Field(ge=1)
    """What the hall's configuration says, which is not quite true."""
    share: Share


class PoolModel(Section):
    windows: int = Field(ge=1)
    services: tuple[str, ...] = Field(min_length=1)
    helps: tuple[str, ...] = ()
    """Services its windows call only when nobody waits for one of their own."""


class WeekModel(Section):
    seed: int
    days: int = Field(ge=1)
    opens: str
    closes: str
    load: Positive
    """Offered work over the windows' time, where the profile is 1."""
    coefficient_of_variation: Positive
    no_show_share: Share
    no_show_min: tuple[Positive, Positive]
    profile: tuple[Share, ...] = Field(min_length=1)
    """Share of the peak's arrivals in equal parts of the opening hours."""
    classes: dict[TicketClass, Share]
    discipline: DisciplineSection = DisciplineSection()
    services: tuple[ServiceModel, ...] = Field(min_length=1)
    pools: tuple[PoolModel, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for what, shares in (("classes", self.classes.values()), ("services", (s.share for s in self.services))):
            if abs(sum(shares) - 1) > 1e-6:
                raise ValueError(f"{what}: the shares don't add up to 1")
        known = {service.id for service in self.services}
        for place, pool in enumerate(self.pools):
            if unknown := {*pool.services, *pool.helps} - known:
                raise ValueError(f"pools.{place}: there is no service {sorted(unknown)[0]!r}")
        if self.closes_min <= self.opens_min:
            raise ValueError("closes isn't after opens")
        return self

    @property
    def opens_min(self) -> int:
        return _minute(self.opens)

    @property
    def closes_min(self) -> int:
        return _minute(self.closes)

    @property
    def windows(self) -> int:
        return sum(pool.windows for pool in self.pools)

    def peak_per_min(self) -> float:
        """Arrivals per minute where the profile is 1."""
        shown, (short, long) = 1 - self.no_show_share, self.no_show_min
        work_min = sum(service.share * service.mean_min for service in self.services) * shown
        work_min += self.no_show_share * (short + long) / 2
        return self.load * self.windows / work_min


def load_week(path: Path) -> WeekModel:
    """
    Raises:
        ConfigurationError: it can't be read or isn't a week.
    """
    return load_file(path, WeekModel)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
