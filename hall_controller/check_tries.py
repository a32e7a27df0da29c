"""Wrong check codes are counted, by number and by who asks: four digits would be guessed else. In memory only."""

from collections import OrderedDict
from dataclasses import dataclass

from api.messages.hall_commands import FindTicket
from api.messages.words import Refusal
from api.ports import Submission
from hall_controller.domain.requests import Refused

TRIES_OF_NUMBER = 5
"""Wrong codes for one number within the span: 5 of 10 000."""
TRIES_OF_ASKER = 20
"""Wrong codes at one terminal within the span: a row of people who misread theirs, and far from enough to guess one."""
SPAN_MS = 600_000
KEYS_MAX = 4_096
"""Numbers and terminals remembered: more than a hall has; who floods it only forgets the oldest."""

_Key = tuple[str, str]


@dataclass(slots=True)
class _Count:
    since: int
    wrong: int = 0


class CheckTries:
    """Counts begin with the first wrong code and end with the span."""

    def __init__(self) -> None:
        self._counts: OrderedDict[_Key, _Count] = OrderedDict()

    def require_left(self, submission: Submission, at: int) -> None:
        """
        Args:
            at: UTC ms.

        Raises:
            Refused: no further code is looked at, right or wrong.
        """
        for key, most in _keys(submission):
            count = self._counts.get(key)
            if count is not None and at - count.since < SPAN_MS and count.wrong >= most:
                raise Refused(Refusal.TOO_MANY_TRIES, "too many wrong check codes")

    def wrong(self, submission: Submission, at: int) -> None:
        """One more."""
        for key, _ in _keys(submission):
            count = self._counts.get(key)
            if count is None or at - count.since >= SPAN_MS:
                count = self._counts[key] = _Count(at)
            count.wrong += 1
            self._counts.move_to_end(key)
        while len(self._counts) > KEYS_MAX:
            self._counts.popitem(last=False)


def _keys(submission: Submission) -> tuple[tuple[_Key, int], ...]:
    """What a code counts for; nothing when none was given."""
    command = submission.command
    if not isinstance(command, FindTicket) or command.ticket is not None or not command.check:
        return ()
    number = command.number.strip().upper()
    return (("number", number), TRIES_OF_NUMBER), (("asker", submission.actor.name), TRIES_OF_ASKER)
