"""Four- and five-key pads without a screen, by a profile of their key frames."""

from collections.abc import Callable

from api.messages.device_commands import DeviceCommand, Identify, ShowStaff
from api.messages.words import DeviceState, RatingLevel
from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.rating_pad.dialect import Dialect, Press, Question
from drivers.rating_pad.key_line import KeyLine
from drivers.rating_pad.keys_profile import DECLINED_KEY, KeysProfile


class KeysDialect(Dialect):
    """One pad on its line."""

    def __init__(
        self,
        profile: KeysProfile,
        address: int | None,
        on_press: Callable[[Press], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(on_press, monotonic_s)
        self._profile = profile
        self._line = KeyLine(profile, address, self._on_key, monotonic_s)
        self._unknown = 0
        lacks: set[type[DeviceCommand]] = {ShowStaff}
        if not (profile.host.beep or profile.host.ask):
            lacks.add(Identify)
        self.lacks = frozenset(lacks)

    def connect(self, link: Link) -> None:
        self._line.connect(link)

    def disconnect(self) -> None:
        self._line.disconnect()

    def check(self) -> None:
        self._line.check()

    def listen(self, timeout_s: float) -> None:
        self._line.listen(timeout_s)

    def ask(self, question: Question) -> None:  # noqa: ARG002 (the pad has one invitation)
        host = self._line.host
        if host.ask:
            self._line.send(host.ask)
        elif host.question:
            # A pad that is known to answer isn't asked when it is dead: somebody would stand before it in vain.
            self._line.check()

    def over(self, ask: str) -> None:  # noqa: ARG002
        if self._line.host.ask_over:
            self._line.send(self._line.host.ask_over)

    def identify(self, label: str, seconds: int) -> None:  # noqa: ARG002 (it can only beep or light up)
        self._line.send(self._line.host.beep or self._line.host.ask)

    def state(self) -> tuple[DeviceState, str]:
        return self._line.state()

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    @property
    def ignored(self) -> int:
        return self._unknown + self._line.rejected

    def _on_key(self, meaning: str | None, code: bytes) -> None:  # noqa: ARG002
        if meaning is None:
            self._unknown += 1
        else:
            self.on_press(Press(None if meaning == DECLINED_KEY else RatingLevel(meaning)))
