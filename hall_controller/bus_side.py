"""The controller's half that lives on the bus: inbox, fan-out, boards, device registry, own state, joined to one hall."""

from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.duty_commands import DUTY_COMMANDS
from api.messages.item_commands import ITEM_COMMANDS
from api.messages.views import PartHealth
from api.process.common_readings import of_bus
from api.process.readings import Reading
from api.process.version import product_version
from hall_controller.background import Background
from hall_controller.beside import Beside
from hall_controller.clock import HallClock, wall_ms
from hall_controller.config import HallConfig
from hall_controller.devices.bindings import WEB_NODE, expected_devices, web_pads
from hall_controller.devices.orders import DeviceOrders
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.watch import DeviceWatch
from hall_controller.devices.web_pads import WebPads
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.outputs import Command
from hall_controller.duty.service import DutyService
from hall_controller.health import broker_part
from hall_controller.identity.beside import WithIdentity
from hall_controller.identity.service import IdentityService
from hall_controller.items.service import ItemsService
from hall_controller.mqtt.boards import Boards
from hall_controller.mqtt.emergency_voice import EmergencyVoice
from hall_controller.mqtt.fanout import MUTE, Fanout
from hall_controller.mqtt.inbox import Inbox
from hall_controller.mqtt.own_state import OwnState
from hall_controller.mqtt.settling import Settling
from hall_controller.service import HallService
from hall_controller.store.hall_store import Committed
from hall_controller.store.recollection import Recollection


class BusSide:
    """Made after `HallService.open`; listens to nothing before `start`."""

    def __init__(
        self,
        settings: BusSettings,
        config: HallConfig,
        service: HallService,
        identity: IdentityService,
        duty: DutyService,
        items: ItemsService,
        clock: HallClock,
        recollection: Recollection,
    ) -> None:
        self._service = service
        self._clock = clock
        self._recollection = recollection
        self._windows = [window.number for window in config.windows]
        self._bus = MqttBus(settings, clock=wall_ms)
        self.registry = DeviceRegistry(expected_devices(config), frozenset({WEB_NODE}))
        self.web_pads = WebPads(config.hall.site, web_pads(config), service, self.registry, clock.now_ms, new_id)
        local = {WEB_NODE: self.web_pads}
        self._fanout = Fanout(self._bus, Settling(service), self.registry, clock.now_ms, local)
        self._boards = Boards(self._present, self._fanout, self.registry, clock.now_ms, new_id)
        self.device_orders = DeviceOrders(
            self._bus,
            lambda: self._bus.connected,
            local,
            self.registry,
            service.note,
            new_id,
            lambda address: self._came_back([address]),
        )
        rules = service.projection.hall.rules
        self._voice = EmergencyVoice(
            self._bus,
            self._fanout,
            rules.all_speakers,
            rules.voice_languages,
            lambda: service.projection.emergency() is not None,
            clock.now_ms,
            new_id,
        )
        self._own_state = OwnState(self._bus, service.projection.hall_board, product_version())
        self._watch = DeviceWatch(self._bus, self.registry, clock.now_ms, new_id, self._came_back)
        pads = {window.number: window.call_pad for window in config.windows if window.call_pad is not None}
        # Envelopes carry their senders' wall clocks, so their age is measured by ours.
        with_items = Beside(WithIdentity(service, identity), items, ITEM_COMMANDS.values())
        hall = Beside(with_items, duty, DUTY_COMMANDS.values())
        self._inbox = Inbox(self._bus, hall, recollection.stored_answer, pads, wall_ms)

    async def start(self, owed: Iterable[Delivery], background: Background, closing: AsyncExitStack) -> None:
        """Connect, and send what devices were still owed when the last run ended."""
        for address in await self._recollection.failed_outputs():
            self.registry.output_failed(address, MUTE, self._clock.now_ms())
        self.web_pads.begin(product_version(), self._service.projection.hall.asks.values())
        self._watch.listen()
        self._inbox.listen()
        self._own_state.describe()
        closing.push_async_callback(self._watch.close)
        closing.push_async_callback(self._bus.stop)
        closing.push_async_callback(self._fanout.close)
        closing.push_async_callback(self.device_orders.close)
        background.start("boards", self._boards.run)
        background.start("emergency voice", self._voice.run)
        background.start("web pads", self.web_pads.run)
        background.start("own state", self._own_state.run)
        await self._bus.start()
        self._fanout.deliver(owed)

    @property
    def connected(self) -> bool:
        """The controller's own link to the broker stands."""
        return self._bus.connected

    def follow(self, committed: Committed) -> None:
        """A commit of the hall. Calls go out before anything else happens with it."""
        self._fanout.deliver(committed.deliveries)
        self._boards.changed()
        self._voice.changed()
        self._own_state.changed()

    def health(self) -> PartHealth:
        """The part `broker` of /healthz: the link, what the bus holds against itself, and what was refused why."""
        counters = self._bus.counters
        refusals = dict(self._inbox.rejected) | {
            "tooLarge": counters.oversized,
            "outsideContract": counters.malformed,
            "malformedState": self._watch.malformed,
            "deniedByBroker": counters.refused,
            "givenUp": counters.dropped,
        }
        return broker_part(self._bus.connected, self._bus.faults, self._inbox.accepted, refusals)

    def readings(self) -> Iterator[Reading]:
        return of_bus(self._bus.connected, self._bus.counters)

    @property
    def accepted(self) -> int:
        """Commands taken in over the broker."""
        return self._inbox.accepted

    def rejected(self) -> dict[str, int]:
        """Commands refused before the hall saw them, by reason."""
        return {reason.value: count for reason, count in self._inbox.rejected.items()}

    def _present(self) -> Iterator[Command]:
        yield from self._service.projection.emergency_commands()
        for number in self._windows:
            yield from self._service.projection.window_commands(number)
            yield from self._service.projection.plate_commands(number)
        yield from self._service.projection.overview_commands()

    def _came_back(self, addresses: list[str]) -> None:
        self._boards.came_back(addresses)
