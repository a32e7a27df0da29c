"""A window's call pad (呼叫器): keys in, people waiting and the present ticket out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand, Identify, PadDisplay
from api.messages.device_events import KeyPressed
from api.messages.state import Status
from drivers.call_pad.dialect import CallDialect, UnknownKey
from drivers.call_pad.ff68 import Ff68CallDialect
from drivers.call_pad.keys import KeysCallDialect
from drivers.core.driver import Driver, DriverContext, Identity, Result
from drivers.core.errors import Misconfigured, UnsupportedCommand
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.ff68.keys import Press
from drivers.ff68.profile import CallPadProfile
from drivers.profiles import Profile
from drivers.rating_pad.key_frames import hex_text
from drivers.rating_pad.keys_profile import KeysProfile
from drivers.rating_pad.profiles import PadConfig, load_pad_profile, require_address

FAMILIES: Mapping[str, type[Profile]] = {"ff68": CallPadProfile, "keys": KeysProfile}
"""Profile models by the profile's `protocol`."""


class CallPadConfig(PadConfig):
    profile: str = "ff68-hall"


class CallPad(Driver):
    """Each key is an event; what it means at its window the hall decides."""

    kind = "call-pad"
    Config = CallPadConfig
    check_every_s = 10.0

    def __init__(self, config: CallPadConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._window = config.window
        self._dialect = self._make_dialect(config)
        self._unknown = 0
        self._last_unknown = ""

    def connect(self, link: Link) -> None:
        self._dialect.connect(link)

    def disconnect(self) -> None:
        self._dialect.disconnect()

    def check(self) -> None:
        self._dialect.check()

    def listen(self, timeout_s: float) -> None:
        self._dialect.listen(timeout_s)

    def status(self) -> Status:
        """A profile that doesn't fit the pad shows here: keys that mean nothing, and the last one's code."""
        state, reason = self._dialect.state()
        detail = {"unknown_keys": self._unknown, "last_unknown": self._last_unknown} if self._unknown else {}
        return Status(device=state, reason=reason, detail=detail)

    def identity(self) -> Identity:
        known = self._dialect.identity()
        return replace(known, capabilities={"window": self._window}, lacks=self._dialect.lacks)

    def display(self, command: PadDisplay, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Show people waiting and the present ticket; beep if wanted.

        Raises:
            DeviceSilent: the pad doesn't acknowledge.
            UnsupportedCommand: it has no display.
        """
        self._require(PadDisplay)
        self._dialect.display(command)
        return None

    def identify(self, command: Identify, job: Job) -> Result:  # noqa: ARG002
        self._require(Identify)
        self._dialect.identify(command.label)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        PadDisplay: display,
        Identify: identify,
    }

    def _make_dialect(self, config: CallPadConfig) -> CallDialect:
        profile = load_pad_profile(config, self.kind, FAMILIES)
        monotonic_s = self.context.clock.monotonic_s
        match profile:
            case CallPadProfile():
                return Ff68CallDialect(profile, require_address(config), self._pressed, self._not_known, monotonic_s)
            case KeysProfile():
                address = require_address(config) if profile.frame.address_at is not None else None
                return KeysCallDialect(profile, address, self._pressed, self._not_known, monotonic_s)
            case _:
                raise Misconfigured(f"no dialect for {type(profile).__name__}", reason="profile.invalid")

    def _pressed(self, press: Press) -> None:
        self.context.emit(KeyPressed(window=self._window, key=press.key, digits=press.digits))

    def _not_known(self, key: UnknownKey) -> None:
        self._unknown += 1
        self._last_unknown = hex_text(key.code)

    def _require(self, command: type[DeviceCommand]) -> None:
        if command in self._dialect.lacks:
            raise UnsupportedCommand(f"this pad can't do {command.__name__}")
