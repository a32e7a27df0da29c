"""The device registry on a real broker: presence, last wills, power cuts."""

import time
from collections.abc import AsyncIterator

import pytest

from api.bus.client import MqttBus
from api.bus.codec import Stamp, encode_state
from api.bus.presence import answer_presence
from api.ids import new_id
from api.messages.state import Availability
from api.messages.topics import availability_topic
from api.messages.views import DeviceView
from api.messages.words import AvailabilityState, DeviceState
from hall_controller.devices import watch as watch_module
from hall_controller.devices.bindings import Expected
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.watch import DeviceWatch
from tests.integration.controller.conftest import MakeBus
from tests.support.broker import connected, until
from tests.support.device_node import DeviceNode
from tests.support.hall_config import AGENT, SITE
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

LED = f"{AGENT}/led-1"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Hall:
    def __init__(self, bus: MqttBus) -> None:
        self.registry = DeviceRegistry({LED: Expected(LED, "led-board", "window-1")})
        self.back: list[str] = []
        self.watch = DeviceWatch(bus, self.registry, now_ms, new_id, self.back.extend)
        self.watch.listen()

    @property
    def led(self) -> DeviceView:
        return next(view for view in self.registry.board(1).devices if f"{view.node}/{view.device}" == LED)


@pytest.fixture
async def hall(make_bus: MakeBus) -> AsyncIterator[Hall]:
    bus = make_bus("ctl")
    found = Hall(bus)
    await connected(bus)
    yield found
    await found.watch.close()


def agent(make_bus: MakeBus, **changes: bool) -> DeviceNode:
    return DeviceNode(make_bus(AGENT), {"led-1": "led-board"}, **changes).listen()


async def test_a_node_and_its_device_are_seen_and_their_state_followed(hall: Hall, make_bus: MakeBus) -> None:
    assert hall.led.status is DeviceState.UNKNOWN
    node = agent(make_bus)
    await connected(node.bus)
    await until(lambda: hall.led.status is DeviceState.ONLINE, "online")
    assert LED in hall.back
    node.report("led-1", DeviceState.HARDWARE_ERROR)
    await until(lambda: hall.led.status is DeviceState.HARDWARE_ERROR, "its own word")
    hall.back.clear()
    node.report("led-1", DeviceState.ONLINE)
    await until(lambda: hall.back == [LED], "what it shows is unknown after that")


async def test_a_stopped_node_leaves_its_devices_unknown(hall: Hall, make_bus: MakeBus) -> None:
    node = agent(make_bus)
    await connected(node.bus)
    await until(lambda: hall.led.status is DeviceState.ONLINE, "online")
    await node.bus.stop()
    await until(lambda: hall.led.reason == "node.stopped", "stopped")
    assert hall.led.status is DeviceState.UNKNOWN


async def test_a_late_last_will_of_an_old_connection_is_ignored(hall: Hall, make_bus: MakeBus, broker: PrivateBroker) -> None:
    node = agent(make_bus)
    await connected(node.bus)
    await until(lambda: hall.led.status is DeviceState.ONLINE, "online")
    hall.back.clear()
    late = encode_state(Availability(state=AvailabilityState.LOST), Stamp(at=now_ms(), session=new_id(), seq=0))
    with RawClient(broker, AGENT) as client:
        # As the broker publishes a last will: in the node's name, retained.
        client.publish(availability_topic(SITE, AGENT), late, retain=True)
    node.report("led-1", DeviceState.DEVICE_BUSY)
    await until(lambda: hall.led.status is DeviceState.DEVICE_BUSY, "a later message arrived")
    assert hall.led.node_state is AvailabilityState.ONLINE
    assert hall.back == [], "the node never counted as gone"


async def test_retained_state_is_taken_in_at_a_later_start(make_bus: MakeBus) -> None:
    node = agent(make_bus)
    await connected(node.bus)
    bus = make_bus("ctl")
    late = Hall(bus)
    await connected(bus)
    await until(lambda: late.led.status is DeviceState.ONLINE, "the snapshot of the broker")
    await late.watch.close()


async def test_a_node_that_died_with_the_broker_is_not_online(
    make_bus: MakeBus, broker: PrivateBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker keeps `online` of a node that lost its power with it; no last will ever comes."""
    monkeypatch.setattr(watch_module, "CONFIRM_WITHIN_S", 1.0)
    dead, alive = agent(make_bus, answers_presence=False), make_bus("other-agent")
    answer_presence(alive)
    await connected(dead.bus)
    await connected(alive)
    bus = make_bus("ctl")
    hall = Hall(bus)
    await connected(bus)
    await until(lambda: hall.led.node_state is AvailabilityState.UNKNOWN, "no answer")
    assert (hall.led.status, hall.led.reason) == (DeviceState.UNKNOWN, "node.silent")
    assert hall.registry.node_session("other-agent") == alive.session
    dead.report("led-1", DeviceState.DEVICE_BUSY)
    await until(lambda: hall.led.status is DeviceState.DEVICE_BUSY, "heard again, so it is there after all")
    await hall.watch.close()


async def test_while_the_controller_hears_nobody_every_device_is_unknown(
    hall: Hall, make_bus: MakeBus, broker: PrivateBroker
) -> None:
    node = agent(make_bus)
    await connected(node.bus)
    await until(lambda: hall.led.status is DeviceState.ONLINE, "online")
    await broker.kill()
    await until(lambda: hall.led.status is DeviceState.UNKNOWN, "the link is lost")
    assert hall.registry.node_gone(AGENT) is False, "nobody said that the node is gone"
    await broker.start()
    await until(lambda: hall.led.status is DeviceState.ONLINE, "told again")


async def test_malformed_state_is_counted_and_changes_nothing(hall: Hall, make_bus: MakeBus) -> None:
    node = agent(make_bus)
    await connected(node.bus)
    await until(lambda: hall.led.status is DeviceState.ONLINE, "online")
    node.bus.set_state("led-1", "status", Availability(state=AvailabilityState.ONLINE))
    await until(lambda: hall.watch.malformed == 1, "counted")
    assert hall.led.status is DeviceState.ONLINE
