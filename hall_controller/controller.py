"""The composition root: makes the controller's parts, joins them, and runs them until it is told to stop.

It decides nothing by itself. Order matters in two places: nothing listens before the store is open, and at the end the writer
closes last, so that everything that was answered is durable.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

import structlog

from api.http.counters import RequestCounters
from api.ids import new_id
from api.messages.topics import CONTROLLER_NODE
from api.messages.views import PartHealth
from api.process.broker_access import bus_settings
from api.process.sd_notify import notify, watchdog_interval_s
from api.process.status_server import StatusServer
from api.process.version import product_version
from hall_controller.background import Background
from hall_controller.bus_side import BusSide
from hall_controller.calendar_report import calendar_part
from hall_controller.clock import HallClock, wall_ms
from hall_controller.config import HallConfig
from hall_controller.devices.bindings import expected_screens
from hall_controller.devices.screens import ScreenWatch
from hall_controller.devices.window_lacks import WindowLacks
from hall_controller.duty.ratings import number_of
from hall_controller.duty.service import DutyService
from hall_controller.duty.store import DutyStore
from hall_controller.duty.watch import FaultWatch, RatingWatch
from hall_controller.forecast.service import ForecastService
from hall_controller.forecast.worker_process import WorkerProcess
from hall_controller.health import HealthReport, Probe, disk_part, requests_part
from hall_controller.http_side import HttpSide
from hall_controller.identity.adapters.build import build_adapters
from hall_controller.identity.people import PeopleWatch
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.reading import PrivacyReader
from hall_controller.identity.service import IdentityService
from hall_controller.identity.store import IdentityStore
from hall_controller.items.build import build_items
from hall_controller.ledger_check import LedgerCheck
from hall_controller.monitoring import Monitoring
from hall_controller.pad_supervision import PadSupervision
from hall_controller.pulse import INTERVAL_S, Pulse
from hall_controller.service import HallService
from hall_controller.settings import ControllerSettings, complaints_key, duty_file, hall_file, identity_file, items_file
from hall_controller.store.hall_store import Committed
from hall_controller.store.recollection import Recollection
from hall_controller.supervision import WindowSupervision
from hall_controller.views import ControllerViews

CLOCK_DRIFT_MAX_MS = 2_000
"""The hall goes on by running time after a jump of the wall clock; beyond this people see other times than the hall's."""


class Controller:
    """One hall, once. `environment` and `pid` are the process's, for systemd; `configuration` says how its file is."""

    def __init__(
        self, settings: ControllerSettings, config: HallConfig, environment: Mapping[str, str], pid: int, configuration: Probe
    ) -> None:
        self._settings = settings
        self._config = config
        self._environment = environment
        self._pid = pid
        self._ready = False
        self._configuration = configuration
        self._log = structlog.get_logger("hall_controller")

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then close everything within a few seconds.

        Raises:
            ConfigurationError: a file with a secret can't be read, or the HTTP port is taken.
            HallIsTaken: another controller works on this data folder.
            NewerDatabase, AccountError, SideFileError, sqlite3.Error, OSError: the data folder can't be used.
        """
        data_dir, started_at_s = self._settings.data_dir, time.monotonic()
        data_dir.mkdir(parents=True, exist_ok=True)
        bus = bus_settings(self._settings.broker, site=self._config.hall.site, node=CONTROLLER_NODE, data_dir=data_dir)
        async with AsyncExitStack() as closing:
            clock = HallClock()
            service = HallService(hall_file(data_dir), self._config, clock, new_id)
            owed = await service.open()
            closing.push_async_callback(service.close)
            # From here to `listen` nothing is awaited, so that no commit of a timer passes unheard.
            office = PrivacyOffice(self._config)
            local = office.local
            identity = IdentityService(
                IdentityStore(identity_file(data_dir), self._config.privacy, local.day),
                build_adapters(self._settings.identity, now_ms=wall_ms, monotonic_s=time.monotonic, new_id=new_id),
                lambda: service.projection.hall,
                clock.now_ms,
            )
            duty = DutyService(
                DutyStore(duty_file(data_dir), self._settings.complaints_key or complaints_key(data_dir), self._config.duty),
                self._config,
                lambda: bus_side.registry.board(clock.now_ms()).devices,
                lambda ticket: number_of(service.projection.hall, ticket),
                lambda: service.projection.emergency(),
                clock.now_ms,
                new_id,
            )
            items = build_items(
                self._settings.items,
                items_file(data_dir),
                now_ms=clock.now_ms,
                wall_ms=wall_ms,
                monotonic_s=time.monotonic,
                new_id=new_id,
            )
            background = Background()
            closing.push_async_callback(background.stop)
            bus_side = BusSide(bus, self._config, service, identity, duty, items, clock, Recollection(hall_file(data_dir)))
            people = PeopleWatch(
                identity,
                office,
                lambda: bus_side.registry.board(clock.now_ms()).devices,
                service.note,
                lambda: service.projection.hall,
                clock.now_ms,
                new_id,
            )
            forecast = ForecastService(service.projection.hall, hall_file(data_dir), WorkerProcess(), clock.now_ms)
            screens = ScreenWatch(expected_screens(self._config), clock.now_ms)
            pulse = Pulse(service, self._feed_watchdog, self._pulse_interval_s())
            ledger_check = LedgerCheck(service.ledger)
            counters = RequestCounters()
            calendar = self._config.calendar.calendar()
            health = HealthReport(
                product_version(),
                (
                    pulse.health,
                    ledger_check.health,
                    bus_side.health,
                    lambda: requests_part(counters.refusals()),
                    background.health,
                    forecast.health,
                    people.health,
                    duty.health,
                    items.health,
                    lambda: _clock_part(clock.drift_ms()),
                    lambda: calendar_part(calendar, local.date_of(clock.now_ms())),
                    lambda: disk_part(data_dir),
                    self._configuration,
                ),
                bus_side.registry,
                screens.views,
                clock.now_ms,
                time.monotonic,
                started_at_s,
            )
            views = ControllerViews(service.projection, bus_side.registry, screens, health, clock.now_ms)
            http_side = HttpSide(
                self._settings,
                self._config,
                service,
                views,
                bus_side.registry,
                screens,
                counters,
                bus_side.web_pads,
                bus_side.device_orders,
                PrivacyReader(identity, office, clock.now_ms),
                duty,
            )
            rating_watch = RatingWatch(duty, service.ledger, lambda: service.projection.seq)
            fault_watch = FaultWatch(
                duty,
                lambda: bus_side.registry.board(clock.now_ms()).devices,
                lambda: service.projection.hall,
                lambda: bus_side.connected,
                clock.now_ms,
                self._config.duty.fault_after_s,
            )
            supervision = WindowSupervision(
                service,
                lambda: service.projection.hall,
                WindowLacks(self._config.windows, bus_side.registry.is_usable, http_side.has_desk),
                lambda: bus_side.connected,
                time.monotonic,
                new_id,
            )

            pad_supervision = PadSupervision(
                service,
                lambda: service.projection.hall,
                bus_side.registry.is_usable,
                lambda: bus_side.connected,
                clock.now_ms,
                new_id,
            )

            def follow(committed: Committed) -> None:
                bus_side.follow(committed)
                http_side.follow(committed)
                supervision.follow(committed)
                rating_watch.follow(committed.events)

            service.listen(follow)
            service.promise_by(forecast.cache)
            service.projection.observe_by(forecast.observe)

            closing.push_async_callback(identity.close)
            await identity.open()
            closing.push_async_callback(duty.close)
            await duty.open()
            closing.push_async_callback(items.close)
            await items.open()
            background.start("identity", identity.run)
            background.start("duty", duty.run)
            background.start("items", items.run)
            background.start("duty ratings", rating_watch.run)
            background.start("duty faults", fault_watch.run)
            background.start("people stored", people.run)
            background.start("pulse", pulse.run)
            background.start("ledger", ledger_check.run)
            background.start("forecast", forecast.run)
            await bus_side.start(owed, background, closing)
            port = await http_side.start(background, closing)
            monitoring = Monitoring(
                views,
                service,
                bus_side,
                http_side,
                counters,
                duty,
                clock.drift_ms,
                data_dir,
                self._settings.backup.folder,
            )
            status = StatusServer(self._settings.metrics, monitoring.readings, views.health)
            closing.push_async_callback(status.stop)
            await status.start()
            background.start("windows", supervision.run)
            background.start("pads", pad_supervision.run)
            # Once more, so that at the end the tasks stop before what they work with.
            closing.push_async_callback(background.stop)
            self._log.info("controller.serves", address=f"http://{self._settings.http.host}:{port}/", owed=len(owed))
            # The first real service: something is on the disk, and requests are answered.
            await service.beat()
            notify(self._environment, "READY=1")
            self._ready = True
            await stop.wait()
            self._log.info("controller.stops")
        self._log.info("controller.stopped")

    def _feed_watchdog(self) -> None:
        # The first word to it starts systemd's watchdog: not in the midst of a slow start.
        if self._ready and watchdog_interval_s(self._environment, self._pid) is not None:
            notify(self._environment, "WATCHDOG=1")

    def _pulse_interval_s(self) -> float:
        return min(INTERVAL_S, watchdog_interval_s(self._environment, self._pid) or INTERVAL_S)


def _clock_part(drift_ms: int) -> PartHealth:
    return PartHealth(name="clock", well=abs(drift_ms) <= CLOCK_DRIFT_MAX_MS, detail=f"{drift_ms} ms from the machine's time")
