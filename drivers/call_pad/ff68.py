"""The call pad of the FF 68 bus: its frames carry whole operations, digits and key together."""

from collections.abc import Callable

from api.messages.device_commands import PadDisplay
from api.messages.words import DeviceState, PadKey
from drivers.call_pad.dialect import CallDialect, UnknownKey
from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.ff68.functions import BEEP, SHOW
from drivers.ff68.keys import Press, display_digits, read_press
from drivers.ff68.line import BLANK, PadLine
from drivers.ff68.profile import CallPadProfile
from drivers.ff68.protocol import PadFrame


class Ff68CallDialect(CallDialect):
    """One pad on its line."""

    def __init__(
        self,
        profile: CallPadProfile,
        address: int,
        on_press: Callable[[Press], None],
        on_unknown: Callable[[UnknownKey], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(on_press, on_unknown, monotonic_s)
        self._profile = profile
        self._keys = profile.key_map()
        self._line = PadLine(profile, address, self._on_frame, monotonic_s)
        self._shown = BLANK

    def connect(self, link: Link) -> None:
        self._line.connect(link)

    def disconnect(self) -> None:
        self._line.disconnect()

    def check(self) -> None:
        """Send what the display shows already: the only harmless question this protocol has."""
        if self._profile.pad_acknowledges:
            self._line.request(SHOW, self._shown)

    def listen(self, timeout_s: float) -> None:
        self._line.listen(timeout_s)

    def display(self, command: PadDisplay) -> None:
        self._shown = display_digits(command.waiting, command.ticket)
        self._line.request(SHOW, self._shown)
        if command.beep:
            self._line.request(BEEP)

    def identify(self, label: str) -> None:
        """Show the label's digits where the ticket stands, and beep; the next display or check puts the old content back."""
        self._line.request(SHOW, display_digits(0, label))
        self._line.request(BEEP)

    def state(self) -> tuple[DeviceState, str]:
        return self._line.state()

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    def _on_frame(self, frame: PadFrame) -> None:
        press = read_press(frame.data, self._keys) if frame.function in self._profile.key_functions else None
        if press is None or press.key is PadKey.UNKNOWN:
            self.on_unknown(UnknownKey(bytes((frame.function,)) + frame.data))
        if press is not None:
            self.on_press(press)
