"""What a sensor's registers mean, and when a value is high or low. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.messages.words import ClimateState
from drivers.modbus.maps import Quantity, SensorMap


class SensorDefect(ValueError):
    """The registers hold what can't be measured: a broken probe, or another device's map."""


@dataclass(frozen=True, slots=True)
class Reading:
    celsius: float
    humidity_percent: float | None


def first_register(sensor: SensorMap) -> int:
    return min(_registers(sensor))


def register_count(sensor: SensorMap) -> int:
    return max(_registers(sensor)) - first_register(sensor) + 1


def reading(sensor: SensorMap, registers: Sequence[int]) -> Reading:
    """`registers` from `first_register` on.

    Raises:
        SensorDefect: outside what the sensor can measure.
    """
    first = first_register(sensor)
    humidity = sensor.humidity_percent
    return Reading(
        _value("temperature", sensor.celsius, registers[sensor.celsius.address - first]),
        None if humidity is None else _value("humidity", humidity, registers[humidity.address - first]),
    )


def _registers(sensor: SensorMap) -> list[int]:
    humidity = sensor.humidity_percent
    return [sensor.celsius.address, *([] if humidity is None else [humidity.address])]


def _value(name: str, quantity: Quantity, raw: int) -> float:
    if quantity.signed and raw >= 0x8000:
        raw -= 0x1_0000
    value = round(raw * quantity.scale, 3)
    if not quantity.lowest <= value <= quantity.highest:
        raise SensorDefect(f"{name} {value:g} is outside {quantity.lowest:g} to {quantity.highest:g}")
    return value


@dataclass(frozen=True, slots=True)
class Limits:
    """Above `high` is high, below `low` is low; None: no limit on that side."""

    low: float | None
    high: float | None
    hysteresis: float
    """A value must come back by so much before the state is normal again, or it would flutter at the limit."""

    def state(self, value: float, before: ClimateState) -> ClimateState:
        high, low = self.high, self.low
        if high is not None and value > high - (self.hysteresis if before is ClimateState.HIGH else 0.0):
            return ClimateState.HIGH
        if low is not None and value < low + (self.hysteresis if before is ClimateState.LOW else 0.0):
            return ClimateState.LOW
        return ClimateState.NORMAL
