"""A temperature and humidity sensor on a Modbus line."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from api.messages.device_commands import DeviceCommand, TestPattern
from api.messages.device_events import ClimateChanged
from api.messages.state import Status
from api.messages.words import Action, ClimateState, DeviceState
from drivers.climate.values import Limits, Reading, SensorDefect, first_register, reading, register_count
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import DeviceSilent, HardwareFailed
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.modbus.conversation import Conversation
from drivers.modbus.maps import MAP_DIRECTORY, SensorMap
from drivers.modbus.requests import MAX_UNIT, read_registers
from drivers.profiles import load_profile

DEFECT = "climate.sensorFault"
ROUND_C = 1
"""Decimals on the device board: more only flutter."""


class ClimateConfig(DriverConfig):
    map: str = "xy-md02"
    """Register map in `firmware_configs/modbus/`."""
    address: int = Field(default=1, ge=1, le=MAX_UNIT)
    high_c: float | None = 32.0
    low_c: float | None = 5.0
    """Outside these the state is `high` or `low`, °C; a cabinet of devices wants closer ones than a room of people."""
    hysteresis_c: float = Field(default=1.0, ge=0, le=20)
    humidity_high_percent: float | None = Field(default=None, gt=0, le=100)
    """Above it the state is `high` too: water, or dew on boards. None: not watched."""
    humidity_hysteresis_percent: float = Field(default=5.0, ge=0, le=50)

    @model_validator(mode="after")
    def _limits_are_apart(self) -> Self:
        if self.high_c is not None and self.low_c is not None and self.high_c - self.low_c <= 2 * self.hysteresis_c:
            raise ValueError("high_c must be above low_c by more than twice hysteresis_c")
        return self


class Climate(Driver):
    kind = "climate"
    Config = ClimateConfig
    check_every_s = 10.0
    """Rooms warm slowly; a sensor that is asked more often warms itself."""

    def __init__(self, config: ClimateConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._map = load_profile(SensorMap, config.map, kind=self.kind, directory=MAP_DIRECTORY)
        self._question = read_registers(
            config.address, 3 if self._map.read == "holding" else 4, first_register(self._map), register_count(self._map)
        )
        self._temperature = Limits(config.low_c, config.high_c, config.hysteresis_c)
        self._humidity = Limits(None, config.humidity_high_percent, config.humidity_hysteresis_percent)
        self._states = (ClimateState.NORMAL, ClimateState.NORMAL)
        self._told = ClimateState.NORMAL
        self._reading: Reading | None = None
        self._defect = False
        self._talk: Conversation | None = None

    def connect(self, link: Link) -> None:
        self._talk = Conversation(link, self.context.clock.monotonic_s)

    def disconnect(self) -> None:
        self._talk = None
        self._reading = None

    def check(self) -> None:
        """Raises DeviceSilent: no answer."""
        # It answers all the same, so the line is well; `status` says that its values are nonsense.
        with suppress(HardwareFailed):
            self._read()

    def status(self) -> Status:
        if self._defect:
            detail = {"climate": ClimateState.UNKNOWN.value}
            return Status(device=DeviceState.HARDWARE_ERROR, action=Action.MAINTENANCE, reason=DEFECT, detail=detail)
        if self._reading is None:
            return Status(device=DeviceState.UNKNOWN, reason="device.silent", detail={"climate": ClimateState.UNKNOWN.value})
        state = self._state
        detail_values: dict[str, Any] = {"climate": state.value, "celsius": round(self._reading.celsius, ROUND_C)}
        if self._reading.humidity_percent is not None:
            detail_values["humidity_percent"] = round(self._reading.humidity_percent)
        outside = state in (ClimateState.HIGH, ClimateState.LOW)
        return Status(
            device=DeviceState.ONLINE,
            action=Action.CLEAR if outside else Action.NONE,
            reason=f"climate.{state.value}" if outside else "ok",
            detail=detail_values,
        )

    def identity(self) -> Identity:
        return Identity(
            maker=self._map.maker, model=self._map.model, capabilities={"humidity": self._map.humidity_percent is not None}
        )

    def measure(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Read now.

        Raises:
            DeviceSilent: no answer.
            HardwareFailed: the value can't be true.
        """
        taken = self._read()
        return {"celsius": taken.celsius, "humidity_percent": taken.humidity_percent}

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {TestPattern: measure}

    @property
    def _state(self) -> ClimateState:
        """The room's: whichever of the two is outside, temperature before humidity."""
        return next((state for state in self._states if state is not ClimateState.NORMAL), ClimateState.NORMAL)

    def _read(self) -> Reading:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        try:
            taken = reading(self._map, self._talk.ask(self._question).registers)
        except SensorDefect as error:
            self._reading, self._defect = None, True
            raise HardwareFailed(str(error), reason=DEFECT) from error
        except HardwareFailed:
            self._reading, self._defect = None, True
            raise
        self._reading, self._defect = taken, False
        humidity = taken.humidity_percent
        self._states = (
            self._temperature.state(taken.celsius, self._states[0]),
            ClimateState.NORMAL if humidity is None else self._humidity.state(humidity, self._states[1]),
        )
        if self._state is not self._told:
            self._told = self._state
            self.context.emit(ClimateChanged(state=self._state, celsius=taken.celsius, humidity_percent=humidity))
        return taken
