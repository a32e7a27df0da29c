"""What call pads and rating pads share: their life on the line."""

import math

from pydantic import Field

from api.messages.words import DeviceState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity
from drivers.core.errors import DeviceSilent
from drivers.core.link import Link
from drivers.ff68.conversation import PadConversation
from drivers.ff68.functions import SHOW
from drivers.ff68.keys import BLANK_DIGIT
from drivers.ff68.profile import PadProfile
from drivers.ff68.protocol import PadFrame

HEARD_LATELY_S = 300.0
"""A pad that never acknowledges counts as there for so long after its last frame."""
BLANK = bytes((BLANK_DIGIT,)) * 6


class PadConfig(DriverConfig):
    profile: str
    address: int = Field(ge=1, le=0xFE)
    """On the line; the same as the device's `address` in the agent's file."""
    window: int = Field(ge=1, le=999)
    """At which window it stands; events carry it."""


class Pad(Driver):
    """Base of both kinds."""

    check_every_s = 10.0

    def __init__(self, config: PadConfig, context: DriverContext, profile: PadProfile) -> None:
        super().__init__(config, context)
        self._address = config.address
        self._window = config.window
        self._acknowledges = profile.pad_acknowledges
        self._maker, self._model = profile.maker, profile.model
        self._repeat_window_s = profile.repeat_window_s
        self._talk: PadConversation | None = None
        self._heard_s = -math.inf

    def connect(self, link: Link) -> None:
        self._talk = PadConversation(
            link,
            self._address,
            self._heard,
            monotonic_s=self.context.clock.monotonic_s,
            repeat_window_s=self._repeat_window_s,
        )

    def disconnect(self) -> None:
        self._talk = None
        self._heard_s = -math.inf

    def check(self) -> None:
        """Send what the display shows already: the only harmless question this protocol has."""
        if self._acknowledges:
            self._request(SHOW, self._digits())

    def listen(self, timeout_s: float) -> None:
        self._conversation().listen(timeout_s)

    def identity(self) -> Identity:
        return Identity(maker=self._maker, model=self._model, capabilities={"window": self._window})

    def _digits(self) -> bytes:
        """What stands on the display."""
        return BLANK

    def _on_frame(self, frame: PadFrame) -> None:
        """The pad's own frame, once."""
        raise NotImplementedError

    def _heard(self, frame: PadFrame) -> None:
        self._heard_s = self.context.clock.monotonic_s()
        self._on_frame(frame)

    def _conversation(self) -> PadConversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk

    def _request(self, function: int, data: bytes = b"") -> None:
        self._conversation().ask(function, data, acknowledged=self._acknowledges)
        if self._acknowledges:
            self._heard_s = self.context.clock.monotonic_s()

    def _device_state(self) -> tuple[DeviceState, str]:
        if self._talk is None:
            return DeviceState.UNKNOWN, "device.silent"
        if self.context.clock.monotonic_s() - self._heard_s <= HEARD_LATELY_S:
            return DeviceState.ONLINE, "ok"
        return DeviceState.UNKNOWN, "pad.notHeardYet"
