"""The decision, as a table: the first row that fits decides. Nothing is weighed or averaged. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from api.messages.identity_words import Assurance
from kiosk.vision.liveness.words import Confirm, Deny, Judgement, Result


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that a decision may depend on."""

    level: Assurance
    """Asked for."""
    deny: frozenset[Deny] = frozenset()
    confirm: frozenset[Confirm] = frozenset()
    timed_out: bool = False
    """What was asked wasn't done in time."""
    abstained: bool = False
    """A judge that the level needs isn't there or can't tell."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    fits: Callable[[Seen], bool]
    result: Result
    reason: str = ""


WEAK = frozenset({Confirm.PASSIVE, Confirm.TURN, Confirm.MODULE})
"""Each of them suffices for L1."""
STRONG = frozenset({Confirm.TURN})
"""L2 wants a turn; a module is no substitute until it was measured on the unit."""

TABLE: tuple[Row, ...] = (
    Row("a judge failed", lambda seen: Deny.ERROR in seen.deny, Result.NOT_LIVE, "face.notLive"),
    Row("two people", lambda seen: Deny.SECOND_FACE in seen.deny, Result.NOT_LIVE, "face.twoFaces"),
    Row("not the same person", lambda seen: Deny.OTHER_PERSON in seen.deny, Result.NOT_LIVE, "face.otherPerson"),
    Row("a deny cue", lambda seen: bool(seen.deny), Result.NOT_LIVE, "face.notLive"),
    Row("turned", lambda seen: bool(seen.confirm & STRONG), Result.LIVE),
    Row("confirmed, L1 asked", lambda seen: seen.level <= Assurance.L1 and bool(seen.confirm & WEAK), Result.LIVE),
    Row("abstained", lambda seen: seen.abstained, Result.NOT_LIVE, "face.notLive"),
    Row("too late", lambda seen: seen.timed_out, Result.NO_RESPONSE, "face.timeOut"),
    Row("nothing yet", lambda _: True, Result.PENDING),
)


def decide(seen: Seen) -> Judgement:
    row = next(row for row in TABLE if row.fits(seen))
    cues = sorted([f"deny.{cue}" for cue in seen.deny] + [f"confirm.{cue}" for cue in seen.confirm])
    live = row.result is Result.LIVE
    reached = Assurance.L2 if seen.confirm & STRONG else Assurance.L1
    return Judgement(row.result, row.reason, reached if live else Assurance.L0, tuple(cues))
