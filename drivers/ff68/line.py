"""What call pads and rating pads of the FF 68 bus share: their life on the line."""

import math
from collections.abc import Callable

from api.messages.words import DeviceState
from drivers.core.errors import DeviceSilent
from drivers.core.link import Link
from drivers.ff68.conversation import PadConversation
from drivers.ff68.keys import BLANK_DIGIT
from drivers.ff68.profile import PadProfile
from drivers.ff68.protocol import PadFrame

HEARD_LATELY_S = 300.0
"""A pad that never acknowledges counts as there for so long after its last frame."""
BLANK = bytes((BLANK_DIGIT,)) * 6
"""An empty display."""


class PadLine:
    """One pad on its line, connected or not.

    Args:
        on_frame: the pad's own frames, each once, before it is acknowledged.
    """

    def __init__(
        self, profile: PadProfile, address: int, on_frame: Callable[[PadFrame], None], monotonic_s: Callable[[], float]
    ) -> None:
        self._profile = profile
        self._address = address
        self._on_frame = on_frame
        self._monotonic_s = monotonic_s
        self._talk: PadConversation | None = None
        self._heard_s = -math.inf

    def connect(self, link: Link) -> None:
        self._talk = PadConversation(
            link,
            self._address,
            self._heard,
            monotonic_s=self._monotonic_s,
            repeat_window_s=self._profile.repeat_window_s,
        )

    def disconnect(self) -> None:
        self._talk = None
        self._heard_s = -math.inf

    def listen(self, timeout_s: float) -> None:
        """Take what comes within `timeout_s`."""
        self._conversation().listen(timeout_s)

    def request(self, function: int, data: bytes = b"") -> None:
        """Send; wait for the pad's echo where it has one.

        Raises:
            DeviceSilent: no echo.
        """
        self._conversation().ask(function, data, acknowledged=self._profile.pad_acknowledges)
        if self._profile.pad_acknowledges:
            self._heard_s = self._monotonic_s()

    def state(self) -> tuple[DeviceState, str]:
        """Whether the pad is there, as far as it can be known."""
        if self._talk is None:
            return DeviceState.UNKNOWN, "device.silent"
        if self._monotonic_s() - self._heard_s <= HEARD_LATELY_S:
            return DeviceState.ONLINE, "ok"
        return DeviceState.UNKNOWN, "pad.notHeardYet"

    def _heard(self, frame: PadFrame) -> None:
        self._heard_s = self._monotonic_s()
        self._on_frame(frame)

    def _conversation(self) -> PadConversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk
