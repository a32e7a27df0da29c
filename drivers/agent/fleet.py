"""Makes workers of the settings: drivers by kind, links, shared buses. Opens nothing; `Fleet` changes them while others work."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from api.process.settings_file import ConfigurationError, explain, from_folder
from drivers.agent.broker_links import agents_broker, in_folder
from drivers.agent.changes import Changes, changes_between
from drivers.agent.settings import AgentSettings, BusSection, DeviceSection
from drivers.core.bus_trouble import ACTIONS, BusTrouble
from drivers.core.clock import Clock, SystemClock
from drivers.core.driver import DriverConfig
from drivers.core.errors import DeviceError
from drivers.core.link import Link
from drivers.core.links import MqttLinkConfig, SerialLinkConfig, make_link
from drivers.core.registry import load_bus_codec, load_driver
from drivers.core.shared_bus import SharedBus
from drivers.core.worker import Outputs, Worker

_T = TypeVar("_T")

BITS_OF_A_BYTE = 10
"""Start, eight of data, stop: what nearly all devices use."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the new settings end; close the workers first, then the buses."""

    workers: tuple[Worker, ...] = ()
    buses: tuple[SharedBus, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """New settings whose parts are made and not started."""

    settings: AgentSettings
    changes: Changes
    workers: Mapping[str, Worker] = field(default_factory=dict)
    buses: Mapping[str, SharedBus] = field(default_factory=dict)


class Fleet:
    """All devices of one host. Used on one thread.

    Args:
        settings: without devices and buses; the first `prepare` and `take_over` bring them.
        folder: where relative paths among a driver's options start.
    """

    def __init__(
        self,
        settings: AgentSettings,
        folder: Path,
        outputs: Callable[[DeviceSection, BusSection | None], Outputs],
        *,
        clock: Clock,
        random: Callable[[], float],
    ) -> None:
        self.settings = settings.model_copy(update={"devices": (), "buses": ()})
        self.workers: dict[str, Worker] = {}
        """Whoever keeps this mapping sees each change."""
        self.buses: dict[str, SharedBus] = {}
        self._folder = folder
        self._outputs = outputs
        self._clock = clock
        self._random = random

    def prepare(self, settings: AgentSettings) -> Prepared:
        """Make what the settings add or change. Nothing of the present fleet is touched.

        Raises:
            ConfigurationError: an unknown kind, or an option that a driver refuses.
        """
        changes = changes_between(self.settings, settings)
        buses = {
            section.id: _checked(f"buses.{section.id}", partial(self._bus, section))
            for section in settings.buses
            if section.id in changes.made_buses
        }
        lines = {**self.buses, **buses}
        workers = {
            section.id: _checked(f"devices.{section.id}", partial(self._worker, section, settings.bus_of(section), lines))
            for section in settings.devices
            if section.id in changes.made
        }
        return Prepared(settings, changes, workers, buses)

    def release(self, prepared: Prepared) -> Leaving:
        """What is to be closed before `take_over`: its ports may be wanted by the new ones."""
        changes = prepared.changes
        return Leaving(
            tuple(worker for name, worker in self.workers.items() if name in changes.ended),
            tuple(bus for name, bus in self.buses.items() if name in changes.ended_buses),
        )

    def take_over(self, prepared: Prepared) -> Iterable[Worker]:
        """Put the new workers in place; they are to be started."""
        for name in prepared.changes.ended:
            del self.workers[name]
        for name in prepared.changes.ended_buses:
            del self.buses[name]
        self.workers.update(prepared.workers)
        self.buses.update(prepared.buses)
        self.settings = self.settings.model_copy(update={"devices": prepared.settings.devices, "buses": prepared.settings.buses})
        return prepared.workers.values()

    def on_port(self, identity: object) -> list[Worker]:
        """Workers whose device hangs on this serial port."""
        buses = {bus.id for bus in self.settings.buses if _is_on(bus.link, identity)}
        return [
            self.workers[device.id]
            for device in self.settings.devices
            if device.bus in buses or (device.link is not None and _is_on(device.link, identity))
        ]

    def _bus(self, section: BusSection) -> SharedBus:
        return SharedBus(
            section.id,
            partial(make_link, section.link),
            load_bus_codec(section.kind, section.profile),
            self._clock,
            section.answer_within_ms / 1000,
            bytes_per_s=_bytes_per_s(section),
            on_trouble=partial(self._trouble, section.id),
        )

    def _trouble(self, bus: str, address: int, trouble: BusTrouble, present: bool) -> None:
        """In the line's thread: what the line noticed is a fault of the device with this address."""
        found = next((d.id for d in self.settings.devices if (d.bus, d.address) == (bus, address)), None)
        worker = self.workers.get(found) if found else None
        if worker is None:
            return
        if present:
            worker.faults.open(trouble.value, ACTIONS[trouble])
        else:
            worker.faults.close(trouble.value)

    def _worker(self, section: DeviceSection, line: BusSection | None, buses: Mapping[str, SharedBus]) -> Worker:
        driver_class = load_driver(section.kind)
        options = dict(section.options)
        if section.address is not None and "address" in driver_class.Config.model_fields:
            options["address"] = section.address
        config: DriverConfig = from_folder(driver_class.Config.model_validate(options), self._folder)
        return Worker(
            section.id,
            driver_class,
            config,
            self._link_maker(section, buses),
            self._outputs(section, line),
            clock=self._clock,
            random=self._random,
            data_dir=self.settings.agent.data_dir,
            queue_limit=section.queue_limit,
        )

    def _link_maker(self, section: DeviceSection, buses: Mapping[str, SharedBus]) -> Callable[[], Link]:
        if isinstance(section.link, MqttLinkConfig):
            return partial(make_link, in_folder(section.link, self._folder), agents_broker(self.settings))
        if section.link is not None:
            return partial(make_link, section.link)
        if section.bus is None or section.address is None:
            raise ConfigurationError(f"  devices.{section.id}: has neither link nor bus")
        return partial(buses[section.bus].member, section.address)


def check_fleet(settings: AgentSettings, folder: Path) -> None:
    """Make all drivers and drop them.

    Raises:
        ConfigurationError: an unknown kind, or an option that a driver refuses.
    """
    nowhere = Outputs(lambda _: None, lambda _: None, lambda _: None, lambda _: None)
    Fleet(settings, folder, lambda *_: nowhere, clock=SystemClock(), random=lambda: 0.5).prepare(settings)


def _is_on(link: object, identity: object) -> bool:
    return isinstance(link, SerialLinkConfig) and link.identity == identity


def _checked(where: str, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except DeviceError as error:
        raise ConfigurationError(f"  {where}: {error.detail or error.reason}") from error
    except ValidationError as error:
        problems = explain(error).replace("\n  ", f"\n  {where}.").removeprefix("  ")
        raise ConfigurationError(f"  {where}.{problems}") from error


def _bytes_per_s(section: BusSection) -> float | None:
    link = section.link
    if isinstance(link, SerialLinkConfig):
        return link.baud / (1 + link.data_bits + (link.parity != "N") + link.stop_bits)
    return section.baud / BITS_OF_A_BYTE if section.baud else None
