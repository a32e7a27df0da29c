"""The mouth of a kiosk printer: is a ticket in it, for how long, and what is due. Pure; times are monotonic seconds."""

from dataclasses import dataclass
from typing import Literal

from api.messages.words import PrinterMedia

EMPTY_WITHIN_S = 6.0
"""A retracted or ejected ticket is gone within this time."""
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
        self._gone_by_s: float | None = None
        """A retraction is under way."""
        self._retracted = False

    @property
    def occupied(self) -> bool:
        return self._since_s is not None

    def saw(self, ticket: bool | None, now_s: float) -> None:
        """What the sensor says."""
        if not ticket:
            self._retracted = self._retracted or self._gone_by_s is not None
            self._since_s = self._gone_by_s = None
        elif self._since_s is None:
            self._since_s = now_s
            self._retracted = False
        elif self._gone_by_s is not None and now_s >= self._gone_by_s:
            # It didn't work; the next try comes when it is due again.
            self._since_s, self._gone_by_s = now_s, None

    def takes_back(self, now_s: float) -> None:
        """The printer was told to retract: the sensor doesn't tell a retracted ticket from a taken one."""
        self._gone_by_s = now_s + EMPTY_WITHIN_S

    def forget(self) -> None:
        """The printer is gone; how long a ticket has been there counts from when it is seen again."""
        self._since_s = self._gone_by_s = None
        self._retracted = False

    def word(self, sensed: PrinterMedia) -> PrinterMedia:
        return PrinterMedia.RETRACTED if sensed is PrinterMedia.NOT_PRESENT and self._retracted else sensed

    def not_taken(self, now_s: float) -> bool:
        return self._since_s is not None and now_s - self._since_s >= self._policy.not_taken_after_s

    def retract_due(self, now_s: float) -> bool:
        after_s = self._policy.retract_after_s
        waits = self._since_s is not None and self._gone_by_s is None
        return bool(after_s) and waits and now_s - (self._since_s or 0.0) >= after_s
