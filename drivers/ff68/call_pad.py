"""The call pad (呼叫器): keys in, two small numbers out."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand, PadDisplay
from api.messages.device_events import KeyPressed
from api.messages.state import Status
from drivers.core.driver import DriverContext, Result
from drivers.core.job import Job
from drivers.ff68.functions import BEEP, SHOW
from drivers.ff68.keys import display_digits, read_press
from drivers.ff68.pad import BLANK, Pad, PadConfig
from drivers.ff68.profile import CallPadProfile
from drivers.ff68.protocol import PadFrame
from drivers.profiles import load_profile


class CallPadConfig(PadConfig):
    profile: str = "ff68-hall"


class CallPad(Pad):
    """A window's call pad on the FF 68 bus."""

    kind = "call-pad"
    Config = CallPadConfig

    def __init__(self, config: CallPadConfig, context: DriverContext) -> None:
        profile = load_profile(CallPadProfile, config.profile, kind=self.kind)
        super().__init__(config, context, profile)
        self._keys = profile.key_map()
        self._key_functions = frozenset(profile.key_functions)
        self._shown = BLANK
        self._unread = 0

    def status(self) -> Status:
        state, reason = self._device_state()
        return Status(device=state, reason=reason, detail={"unread_frames": self._unread})

    def display(self, command: PadDisplay, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Show people waiting and the present ticket; beep if wanted.

        Raises:
            DeviceSilent: the pad doesn't acknowledge.
        """
        self._shown = display_digits(command.waiting, command.ticket)
        self._request(SHOW, self._shown)
        if command.beep:
            self._request(BEEP)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {PadDisplay: display}

    def _digits(self) -> bytes:
        return self._shown

    def _on_frame(self, frame: PadFrame) -> None:
        press = read_press(frame.data, self._keys) if frame.function in self._key_functions else None
        if press is None:
            self._unread += 1
            return
        self.context.emit(KeyPressed(window=self._window, key=press.key, digits=press.digits))
