"""A UPS, through the `upsd` of Network UPS Tools on this host or another one. Read only: NUT itself shuts hosts down."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import DeviceCommand, TestPattern
from api.messages.state import Status
from api.messages.words import Action, BatteryState, DeviceState, UpsState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import DeviceNotReady
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.ups.conversation import NoData, ask_variables
from drivers.ups.power import Outages, Power, battery_state, power, trouble, ups_state
from drivers.ups.protocol import list_variables


class UpsConfig(DriverConfig):
    ups: str = Field(default="ups", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    """Its name in `ups.conf`."""
    poll_s: float = Field(default=2.0, ge=0.5, le=10)
    settle_s: float = Field(default=3.0, ge=0, le=60)
    """A change of the mains must last so long before it is told."""


class Ups(Driver):
    kind = "ups"
    Config = UpsConfig

    def __init__(self, config: UpsConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._question = list_variables(config.ups)
        self._ups = config.ups
        self._poll_s = config.poll_s
        self._next_look_s = 0.0
        self._outages = Outages(config.settle_s)
        self._power: Power | None = None
        self._no_data = ""
        self._identity = Identity()

    def connect(self, link: Link) -> None:
        """Nothing is said by either side until the first question, which `check` asks."""

    def disconnect(self) -> None:
        self._power = None

    def check(self) -> None:
        """Raises DeviceSilent: `upsd` gave no whole answer."""
        self._look()

    def listen(self, timeout_s: float) -> None:
        wait_s = self._next_look_s - self.context.clock.monotonic_s()
        if wait_s > 0:
            self.link.read(min(timeout_s, wait_s))
        else:
            self._look()

    def status(self) -> Status:
        if self._power is None:
            # `upsd` answers, but what it knows of the UPS is old, or nothing.
            detail = {"ups": UpsState.UNKNOWN.value, "battery": BatteryState.UNKNOWN.value}
            return Status(
                device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason=self._no_data or "device.silent", detail=detail
            )
        reason, action = trouble(self._power, out=self._outages.out)
        state = ups_state(self._power)
        unclear = state is UpsState.UNKNOWN and reason == "ok"
        return Status(
            device=DeviceState.UNKNOWN if unclear else DeviceState.ONLINE,
            action=Action.MAINTENANCE if unclear else action,
            reason="ups.noStatus" if unclear else reason,
            detail=self._words(self._power),
        )

    def identity(self) -> Identity:
        return self._identity

    def measure(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Read now; the UPS itself isn't touched.

        Raises:
            DeviceNotReady: `upsd` has no fresh values of the UPS.
            DeviceSilent: `upsd` gave no whole answer.
        """
        self._look()
        if self._power is None:
            raise DeviceNotReady("upsd has no fresh values", reason=self._no_data, action=Action.MAINTENANCE)
        return self._words(self._power)

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {TestPattern: measure}

    def _look(self) -> None:
        now_s = self.context.clock.monotonic_s
        self._next_look_s = now_s() + self._poll_s
        try:
            variables = ask_variables(self.link, self._question, self._ups, now_s)
        except NoData as error:
            self._power, self._no_data = None, error.reason
            return
        self._power, self._no_data = power(variables), ""
        self._identity = Identity(
            maker=_short(variables, "ups.mfr", "device.mfr"),
            model=_short(variables, "ups.model", "device.model"),
            serial=_short(variables, "ups.serial", "device.serial"),
            firmware=_short(variables, "ups.firmware"),
        )
        for event in self._outages.look(self._power, now_s()):
            self.context.emit(event)

    @staticmethod
    def _words(now: Power) -> dict[str, Any]:
        # Runtime and charge change by the second while the battery feeds; ten-second steps keep the status document calm.
        numbers = {
            "runtime_s": None if now.runtime_s is None else now.runtime_s // RUNTIME_STEP_S * RUNTIME_STEP_S,
            "charge_percent": now.charge_percent,
            "load_percent": None if now.load_percent is None else now.load_percent // LOAD_STEP * LOAD_STEP,
        }
        known = {name: number for name, number in numbers.items() if number is not None}
        return {"ups": ups_state(now).value, "battery": battery_state(now).value, **known}


RUNTIME_STEP_S = 10
LOAD_STEP = 5
SHORT_TEXT = 64


def _short(variables: Mapping[str, str], *names: str) -> str:
    """The first of these variables that is there."""
    return next((variables[name][:SHORT_TEXT].strip() for name in names if name in variables), "")
