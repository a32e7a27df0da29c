"""Makes workers of the settings: drivers by kind, links, shared buses. Opens nothing yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from api.process.settings_file import ConfigurationError, explain, from_folder
from drivers.agent.settings import AgentSettings, DeviceSection
from drivers.core.clock import Clock, SystemClock
from drivers.core.driver import DriverConfig
from drivers.core.errors import DeviceError
from drivers.core.link import Link
from drivers.core.links import make_link
from drivers.core.registry import load_bus_codec, load_driver
from drivers.core.shared_bus import SharedBus
from drivers.core.worker import Outputs, Worker

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fleet:
    """All devices of one host."""

    workers: Mapping[str, Worker]
    sections: Mapping[str, DeviceSection]
    buses: tuple[SharedBus, ...]


def make_fleet(
    settings: AgentSettings,
    folder: Path,
    outputs: Callable[[DeviceSection], Outputs],
    *,
    clock: Clock,
    random: Callable[[], float],
) -> Fleet:
    """Workers, not started.

    Args:
        folder: where relative paths among a driver's options start.

    Raises:
        ConfigurationError: an unknown kind, or an option that a driver refuses.
    """
    buses: dict[str, SharedBus] = {}
    for bus in settings.buses:
        codec = _checked(f"buses.{bus.id}", partial(load_bus_codec, bus.kind))
        buses[bus.id] = SharedBus(bus.id, partial(make_link, bus.link), codec, clock, bus.answer_within_ms / 1000)
    workers = {
        section.id: _checked(
            f"devices.{section.id}",
            partial(_worker, section, settings.agent.data_dir, folder, buses, outputs(section), clock, random),
        )
        for section in settings.devices
    }
    return Fleet(workers, {section.id: section for section in settings.devices}, tuple(buses.values()))


def check_fleet(settings: AgentSettings, folder: Path) -> None:
    """Make all drivers and drop them.

    Raises:
        ConfigurationError: as `make_fleet`.
    """
    nowhere = Outputs(lambda _: None, lambda _: None, lambda _: None, lambda _: None)
    make_fleet(settings, folder, lambda _: nowhere, clock=SystemClock(), random=lambda: 0.5)


def _checked(where: str, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except DeviceError as error:
        raise ConfigurationError(f"  {where}: {error.detail or error.reason}") from error
    except ValidationError as error:
        problems = explain(error).replace("\n  ", f"\n  {where}.").removeprefix("  ")
        raise ConfigurationError(f"  {where}.{problems}") from error


def _worker(
    section: DeviceSection,
    data_dir: Path,
    folder: Path,
    buses: Mapping[str, SharedBus],
    outputs: Outputs,
    clock: Clock,
    random: Callable[[], float],
) -> Worker:
    driver_class = load_driver(section.kind)
    options = dict(section.options)
    if section.address is not None and "address" in driver_class.Config.model_fields:
        options["address"] = section.address
    config: DriverConfig = from_folder(driver_class.Config.model_validate(options), folder)
    return Worker(
        section.id,
        driver_class,
        config,
        _link_maker(section, buses),
        outputs,
        clock=clock,
        random=random,
        data_dir=data_dir,
        queue_limit=section.queue_limit,
    )


def _link_maker(section: DeviceSection, buses: Mapping[str, SharedBus]) -> Callable[[], Link]:
    if section.link is not None:
        return partial(make_link, section.link)
    if section.bus is None or section.address is None:
        raise ConfigurationError(f"  devices.{section.id}: has neither link nor bus")
    return partial(buses[section.bus].member, section.address)
