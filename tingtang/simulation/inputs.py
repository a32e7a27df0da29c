"""Halls and days by name or file."""

from importlib import resources
from pathlib import Path
from random import Random

from api.process.settings_file import ConfigurationError, load_file
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.rules import Rules
from hall_controller.simulation.arrivals import UnknownInModel, plan_day
from hall_controller.simulation.day_model import DayModel
from hall_controller.simulation.plan import DayPlan
from tingtang.demo.county import WINDOWS, county_hall

COUNTY = f"county-{WINDOWS}"
HALL_NAMES = (COUNTY, "demo")
DAY_NAMES = ("quiet", "normal", "busy")
_DEMO = Path(__file__).parents[2] / "firmware_configs" / "sites" / "demo" / "hall.toml"
_DAYS = resources.files("hall_controller.simulation").joinpath("days")


def read_hall(text: str) -> HallConfig:
    """`county-134`, `demo`, or a hall's TOML file.

    Raises:
        ConfigurationError: the file can't be used.
    """
    if text in (COUNTY, "county"):
        return county_hall()
    if text == "demo":
        return load_hall_config(_DEMO)
    if text.endswith(".toml"):
        return load_hall_config(Path(text))
    raise ConfigurationError(f"{text!r} is no hall: write {' or '.join(HALL_NAMES)}, or a file that ends in .toml")


def read_day(text: str) -> tuple[DayModel, Path]:
    """`quiet`, `normal`, `busy`, or a day's TOML file; and where it stands.

    Raises:
        ConfigurationError: the file can't be used.
    """
    if text in DAY_NAMES:
        with resources.as_file(_DAYS.joinpath(f"{text}.toml")) as path:
            return load_file(path, DayModel), path
    if text.endswith(".toml"):
        return load_file(Path(text), DayModel), Path(text)
    raise ConfigurationError(f"{text!r} is no day: write {', '.join(DAY_NAMES)}, or a file that ends in .toml")


def plan_model_day(text: str, hall: HallConfig, seed: int) -> DayPlan:
    """The people and shifts of a day at this hall.

    Raises:
        ConfigurationError: the day's file can't be used, or not with this hall.
    """
    model, path = read_day(text)
    try:
        return plan_day(model, Rules(hall), Random(seed))  # noqa: S311 (a simulation, no secret)
    except UnknownInModel as error:
        raise ConfigurationError(f"{path}: not usable with this hall:\n  {error}") from error
