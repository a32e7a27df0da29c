"""The mouth of a kiosk printer: is a ticket in it, for how long, and what is due. Pure; times are monotonic seconds."""

from dataclasses import dataclass
from typing import Literal

from api.messages.words import PrinterMedia

BeforeNext = Literal["eject", "retract", "refuse"]


@dataclass(frozen=True, slots=True)
class MouthPolicy:
    not_taken_after_s: float
    """From then on staff are told."""
    retract_after_s: float
    """From then on the printer takes it back by itself; 0: never."""
    before_next: BeforeNext
    """What happens with a ticket left there when the next one is to be printed."""


class Mouth:
    """What is known of it. A printer without a presenter never says anything, and the word stays `unknown`."""

    def __init__(self, policy: MouthPolicy) -> None:
        self._policy = policy
        self._since_s: float | None = None
        self._retracted = False

    @property
    def occupied(self) -> bool:
        return self._since_s is not None

    def saw(self, ticket: bool | None, now_s: float) -> None:
        """What the sensor says."""
        if not ticket:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = now_s
            self._retracted = False

    def took_back(self) -> None:
        """The ticket was retracted: it isn't in the mouth, and nobody has it."""
        self._since_s = None
        self._retracted = True

    def forget(self) -> None:
        """The printer is gone; how long a ticket has been there counts from when it is seen again."""
        self._since_s = None
        self._retracted = False

    def word(self, sensed: PrinterMedia) -> PrinterMedia:
        """The sensor doesn't tell a taken ticket from a retracted one."""
        return PrinterMedia.RETRACTED if sensed is PrinterMedia.NOT_PRESENT and self._retracted else sensed

    def not_taken(self, now_s: float) -> bool:
        return self._since_s is not None and now_s - self._since_s >= self._policy.not_taken_after_s

    def retract_due(self, now_s: float) -> bool:
        after_s = self._policy.retract_after_s
        return bool(after_s) and self._since_s is not None and now_s - self._since_s >= after_s
