"""Call pads by a profile of their key frames: one frame a key, digits among them, no display."""

from collections.abc import Callable

from api.messages.device_commands import DeviceCommand, Identify, PadDisplay
from api.messages.words import DeviceState, PadKey
from drivers.call_pad.dialect import CallDialect, UnknownKey
from drivers.call_pad.digits import TypedDigits
from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.ff68.keys import Press
from drivers.rating_pad.key_line import KeyLine
from drivers.rating_pad.keys_profile import CLEAR_KEY, DIGIT_KEYS, ENTER_KEY, KeysProfile


class KeysCallDialect(CallDialect):
    """One pad on its line."""

    def __init__(
        self,
        profile: KeysProfile,
        address: int | None,
        on_press: Callable[[Press], None],
        on_unknown: Callable[[UnknownKey], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(on_press, on_unknown, monotonic_s)
        self._profile = profile
        self._line = KeyLine(profile, address, self._on_key, monotonic_s)
        self._typed = TypedDigits()
        lacks: set[type[DeviceCommand]] = {PadDisplay}
        if not profile.host.beep:
            lacks.add(Identify)
        self.lacks = frozenset(lacks)

    def connect(self, link: Link) -> None:
        self._line.connect(link)

    def disconnect(self) -> None:
        self._line.disconnect()
        self._typed.clear()

    def check(self) -> None:
        self._line.check()

    def listen(self, timeout_s: float) -> None:
        self._line.listen(timeout_s)

    def identify(self, label: str) -> None:  # noqa: ARG002 (it can only beep)
        self._line.send(self._line.host.beep)

    def state(self) -> tuple[DeviceState, str]:
        return self._line.state()

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    def _on_key(self, meaning: str | None, code: bytes) -> None:
        now_s = self.monotonic_s()
        if meaning is None:
            self.on_unknown(UnknownKey(code))
            self.on_press(self._typed.operation(PadKey.UNKNOWN, now_s))
        elif meaning in DIGIT_KEYS:
            self._typed.typed(meaning[-1], now_s)
        elif meaning == CLEAR_KEY:
            self._typed.clear()
        elif meaning == ENTER_KEY:
            press = self._typed.entered(self._profile.entered, self._profile.entered_with_digits, now_s)
            if press is not None:
                self.on_press(press)
        else:
            self.on_press(self._typed.operation(PadKey(meaning), now_s))
