"""Register maps: what differs between Modbus devices of one class, one TOML file each in `firmware_configs/modbus/`."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.modbus.requests import MAX_BITS, MAX_REGISTERS
from drivers.profiles import PROFILE_DIRECTORY, Profile

MAP_DIRECTORY = PROFILE_DIRECTORY.parent / "modbus"

TimerWord = int | Literal["relay", "time"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Timer(_Part):
    """How the board is told to close a relay for a while by its own clock."""

    write: Literal["coil", "registers"]
    """Function 5 with the time as value, or function 16."""
    address: int = Field(ge=0, le=0xFFFF)
    """For relay 1."""
    step: int = Field(default=0, ge=0, le=0xFF)
    """From one relay's address to the next one's."""
    values: tuple[TimerWord, ...] = Field(default=("time",), min_length=1, max_length=MAX_REGISTERS)
    """What is written; `relay` and `time` stand for their numbers."""
    unit_ms: int = Field(gt=0, le=60_000)
    """What the time counts in."""
    longest: int = Field(gt=0, le=0xFFFF)
    """Most units."""
    relays: int = Field(ge=1, le=64)
    """Relays that have a timer, from the first on."""

    @model_validator(mode="after")
    def _says_when_it_ends(self) -> Self:
        if "time" not in self.values:
            raise ValueError("values: `time` is missing, so the relay would never open again")
        if self.write == "coil" and self.values != ("time",):
            raise ValueError("values: a coil takes the time alone")
        return self

    def units(self, duration_ms: int) -> int:
        """Rounded up: a door is released for at least as long as was asked."""
        return -(-duration_ms // self.unit_ms)


class Coils(_Part):
    """The relays' switches."""

    address: int = Field(ge=0, le=0xFFFF)
    """Of relay 1."""
    count: int = Field(ge=1, le=64)


class Inputs(_Part):
    """Dry contacts; input 1 is the first."""

    read: Literal["discrete", "input-register"]
    """A bit each (function 2), or the bits of one input register, input 1 the lowest (function 4)."""
    address: int = Field(ge=0, le=0xFFFF)
    count: int = Field(ge=1, le=min(64, MAX_BITS))

    @model_validator(mode="after")
    def _fits_a_register(self) -> Self:
        if self.read == "input-register" and self.count > 16:
            raise ValueError("count: a register has 16 bits")
        return self


class Counters(_Part):
    """Pulses that the board counts at its inputs, 16 bits each, wrapping round."""

    read: Literal["holding", "input"]
    address: int = Field(ge=0, le=0xFFFF)
    """Of input 1."""
    count: int = Field(ge=1, le=MAX_REGISTERS)


class RelayMap(Profile):
    """A relay board with inputs."""

    coils: Coils
    timer: Timer | None = None
    """Without one the agent would have to end the pulse itself; a door needs one."""
    inputs: Inputs | None = None
    counters: Counters | None = None


class Quantity(_Part):
    """A measured value in one register."""

    address: int = Field(ge=0, le=0xFFFF)
    scale: float = Field(gt=0)
    """One step of the register in the value's unit."""
    signed: bool = False
    lowest: float
    highest: float
    """What the sensor can measure; anything else is a defect of the sensor."""


class SensorMap(Profile):
    """A temperature and humidity sensor."""

    read: Literal["holding", "input"]
    celsius: Quantity
    humidity_percent: Quantity | None = None

    @model_validator(mode="after")
    def _fits_one_question(self) -> Self:
        if self.humidity_percent is not None and abs(self.humidity_percent.address - self.celsius.address) >= MAX_REGISTERS:
            raise ValueError("humidity_percent.address: too far from celsius.address to be read at once")
        return self
