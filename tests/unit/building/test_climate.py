"""The room sensor: the maker's example, limits, defects, several on one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.messages.device_commands import TestPattern
from api.messages.device_events import ClimateChanged
from api.messages.words import Action, ClimateState, DeviceState
from drivers.climate.driver import Climate, ClimateConfig
from drivers.climate.values import Limits, Reading, SensorDefect, first_register, reading, register_count
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceSilent, HardwareFailed
from drivers.core.shared_bus import SharedBus
from drivers.core.tcp_link import TcpLink
from drivers.emulators.climate_sensor import ClimateSensorEmulator
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.wires import TcpWire
from drivers.modbus.bus_codec import ModbusBusCodec
from drivers.modbus.maps import MAP_DIRECTORY, SensorMap
from drivers.profiles import load_profile
from drivers.zone_door.driver import ZoneDoor
from tests.support.emulated import Bench, EmulatorThread

XY_MD02 = load_profile(SensorMap, "xy-md02", kind="climate", directory=MAP_DIRECTORY)


def test_the_makers_example() -> None:
    assert (first_register(XY_MD02), register_count(XY_MD02)) == (1, 2)
    assert reading(XY_MD02, (0x0131, 0x0222)) == Reading(30.5, 54.6)


def test_below_zero() -> None:
    assert reading(XY_MD02, (0xFF85, 0)) == Reading(-12.3, 0.0)
    assert reading(XY_MD02, (0xFF33, 546)) == Reading(-20.5, 54.6), "the maker's own"


@pytest.mark.parametrize("registers", [(0x7FFF, 500), (0x8000, 500), (235, 0x7FFF), (235, 1001), (801, 500)])
def test_what_can_not_be_measured_is_a_defect(registers: tuple[int, int]) -> None:
    with pytest.raises(SensorDefect):
        reading(XY_MD02, registers)


def test_a_value_at_the_limit_does_not_flutter() -> None:
    limits = Limits(low=5, high=30, hysteresis=1)
    state, seen = ClimateState.NORMAL, []
    for value in (29.9, 30.1, 29.9, 29.2, 28.9, 30.0, 4.9, 5.5, 6.1):
        state = limits.state(value, state)
        seen.append(state.value)
    assert seen == ["normal", "high", "high", "high", "normal", "normal", "low", "low", "normal"]


@given(st.floats(-40, 80), st.sampled_from(list(ClimateState)))
def test_far_from_the_limits_what_was_before_does_not_matter(value: float, before: ClimateState) -> None:
    limits = Limits(low=5, high=30, hysteresis=1)
    if 6 < value < 29:
        assert limits.state(value, before) is ClimateState.NORMAL
    elif value > 30:
        assert limits.state(value, before) is ClimateState.HIGH
    elif value < 5:
        assert limits.state(value, before) is ClimateState.LOW


def test_limits_too_close_together_are_refused() -> None:
    with pytest.raises(ValidationError, match="hysteresis"):
        ClimateConfig(high_c=20, low_c=19, hysteresis_c=1)


class Room:
    def __init__(self, bench: Bench, sensor: ClimateSensorEmulator, emulators: EmulatorThread) -> None:
        self.bench, self.driver, self.sensor, self.emulators = bench, bench.driver, sensor, emulators

    def is_at(self, celsius: float) -> None:
        self.emulators.call(lambda: self.sensor.press(f"set:{celsius}"))
        self.driver.check()


@pytest.fixture
def room(emulators: EmulatorThread, common: dict[str, Any], tmp_path: Path) -> Iterator[Room]:
    wire = TcpWire(0)
    line = ModbusLine("line", wire, **common)
    sensor = ClimateSensorEmulator("climate-1", 2, line.send, **common)
    line.add([sensor])
    emulators.start(line)
    bench = Bench(Climate, {"address": 2, "high_c": 30, "low_c": 5}, tmp_path)
    with bench.connected(TcpLink("127.0.0.1", wire.port)):
        yield Room(bench, sensor, emulators)


def test_too_warm_is_told_once_and_calls_staff(room: Room) -> None:
    room.driver.check()
    assert room.driver.status().detail == {"climate": "normal", "celsius": 23.5, "humidity_percent": 48}
    for celsius in (30.1, 31.0, 29.5, 28.9):
        room.is_at(celsius)
        if celsius == 31.0:
            status = room.driver.status()
            assert (status.device, status.action, status.reason) == (DeviceState.ONLINE, Action.CLEAR, "climate.high")
    assert room.bench.events == [
        ClimateChanged(state=ClimateState.HIGH, celsius=30.1, humidity_percent=48.0),
        ClimateChanged(state=ClimateState.NORMAL, celsius=28.9, humidity_percent=48.0),
    ]
    assert room.bench.perform(TestPattern()) == {"celsius": 28.9, "humidity_percent": 48.0}


def test_a_broken_probe_is_a_defect_and_no_temperature(room: Room) -> None:
    room.emulators.call(lambda: room.sensor.fault("probe-broken"))
    room.driver.check()
    status = room.driver.status()
    assert (status.device, status.reason) == (DeviceState.HARDWARE_ERROR, "climate.sensorFault")
    assert "celsius" not in status.detail
    with pytest.raises(HardwareFailed):
        room.bench.perform(TestPattern())
    assert room.bench.events == []
    room.emulators.call(lambda: room.sensor.fault("none"))
    room.driver.check()
    assert room.driver.status().reason == "ok"


def test_silence_is_not_the_last_temperature(room: Room) -> None:
    room.driver.check()
    room.emulators.call(lambda: room.sensor.fault("silent"))
    with pytest.raises(DeviceSilent):
        room.driver.check()


def test_a_door_and_two_sensors_share_one_line(emulators: EmulatorThread, common: dict[str, Any], tmp_path: Path) -> None:
    wire = TcpWire(0)
    line = ModbusLine("line", wire, **common)
    sensors = [ClimateSensorEmulator(f"climate-{unit}", unit, line.send, **common, tenths_celsius=unit * 100) for unit in (2, 3)]
    door = RelayBoardEmulator("door-1", 1, line.send, **common)
    line.add([*sensors, door])
    emulators.start(line)
    bus = SharedBus("line", lambda: TcpLink("127.0.0.1", wire.port), ModbusBusCodec(), SystemClock())

    @contextmanager
    def on_the_line(driver_class: Any, unit: int, **options: Any) -> Iterator[Any]:
        bench = Bench(driver_class, {"address": unit, **options}, tmp_path)
        with bench.connected(bus.member(unit)):
            yield bench.driver

    with (
        on_the_line(Climate, 2) as two,
        on_the_line(Climate, 3) as three,
        on_the_line(ZoneDoor, 1, wiring={"open": 1, "sos": 2}) as one,
    ):
        for driver in (two, three, one) * 3:
            driver.check()
        assert two.status().detail["celsius"] == 20.0
        assert three.status().detail["celsius"] == 30.0
        assert one.status().detail["door"] == "locked"
        # One that is silent costs the others no answer.
        emulators.call(lambda: sensors[0].fault("silent"))
        with pytest.raises(DeviceSilent):
            two.check()
        three.check()
        one.check()
    assert bus.close()
