"""The four-key evaluator on the FF 68 bus: it sends keys whenever they are pressed and beeps when told to."""

from collections.abc import Callable, Mapping

from api.messages.device_commands import DeviceCommand, ShowStaff
from api.messages.words import DeviceState, RatingLevel
from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.ff68.functions import BEEP, SHOW
from drivers.ff68.line import BLANK, PadLine
from drivers.ff68.profile import RatingPadProfile
from drivers.ff68.protocol import PadFrame
from drivers.rating_pad.dialect import Dialect, Press, Question


class Ff68Dialect(Dialect):
    """One evaluator on its line."""

    lacks: frozenset[type[DeviceCommand]] = frozenset({ShowStaff})

    def __init__(
        self,
        profile: RatingPadProfile,
        address: int,
        levels: Mapping[int, RatingLevel | None],
        on_press: Callable[[Press], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(on_press, monotonic_s)
        self._profile = profile
        self._levels = levels
        self._line = PadLine(profile, address, self._on_frame, monotonic_s)
        self._ignored = 0

    def connect(self, link: Link) -> None:
        self._line.connect(link)

    def disconnect(self) -> None:
        self._line.disconnect()

    def check(self) -> None:
        """Blank the display that it hasn't got: the only harmless question this protocol has."""
        if self._profile.pad_acknowledges:
            self._line.request(SHOW, BLANK)

    def listen(self, timeout_s: float) -> None:
        self._line.listen(timeout_s)

    def ask(self, question: Question) -> None:  # noqa: ARG002 (the pad only beeps)
        self._line.request(BEEP)

    def identify(self, label: str, seconds: int) -> None:  # noqa: ARG002
        """One beep: this pad can't do more."""
        self._line.request(BEEP)

    def state(self) -> tuple[DeviceState, str]:
        return self._line.state()

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    @property
    def ignored(self) -> int:
        return self._ignored

    def _on_frame(self, frame: PadFrame) -> None:
        code = frame.data[0] if len(frame.data) == 1 else None
        if frame.function != self._profile.rating_function or code is None or code not in self._levels:
            self._ignored += 1
            return
        self.on_press(Press(self._levels[code]))
