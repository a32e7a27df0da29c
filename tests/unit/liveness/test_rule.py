"""The decision table, row by row, and that none of it is an average."""

import itertools

import pytest

from api.messages.identity_words import Assurance
from kiosk.vision.liveness.rule import TABLE, Seen, decide
from kiosk.vision.liveness.words import Confirm, Deny, Result

L1, L2, L3 = Assurance.L1, Assurance.L2, Assurance.L3
ALL = frozenset(Confirm)


@pytest.mark.parametrize("deny", list(Deny))
@pytest.mark.parametrize("level", [L1, L2, L3])
def test_any_deny_cue_vetoes_everything_that_confirms(deny: Deny, level: Assurance) -> None:
    found = decide(Seen(level, frozenset({deny}), ALL))
    assert found.result is Result.NOT_LIVE
    assert found.assurance is Assurance.L0
    assert found.reason


@pytest.mark.parametrize(
    ("deny", "reason"),
    [(Deny.SECOND_FACE, "face.twoFaces"), (Deny.OTHER_PERSON, "face.otherPerson"), (Deny.BEZEL, "face.notLive"),
     (Deny.ERROR, "face.notLive")],
)  # fmt: skip
def test_the_reason_says_which(deny: Deny, reason: str) -> None:
    assert decide(Seen(L2, frozenset({deny}))).reason == reason


@pytest.mark.parametrize(
    ("level", "confirm", "result", "reached"),
    [
        (L1, Confirm.PASSIVE, Result.LIVE, L1),
        (L1, Confirm.MODULE, Result.LIVE, L1),
        (L1, Confirm.TURN, Result.LIVE, L2),
        (L2, Confirm.PASSIVE, Result.PENDING, Assurance.L0),
        (L2, Confirm.MODULE, Result.PENDING, Assurance.L0),
        (L2, Confirm.TURN, Result.LIVE, L2),
        (L3, Confirm.TURN, Result.LIVE, L2),
    ],
)
def test_which_confirm_cue_reaches_which_level(level: Assurance, confirm: Confirm, result: Result, reached: Assurance) -> None:
    found = decide(Seen(level, confirm=frozenset({confirm})))
    assert (found.result, found.assurance) == (result, reached)
    assert found.cues == (f"confirm.{confirm}",)


def test_weak_cues_together_are_no_turn() -> None:
    assert decide(Seen(L2, confirm=frozenset({Confirm.PASSIVE, Confirm.MODULE}))).result is Result.PENDING


def test_nothing_seen_is_not_live_in_the_end() -> None:
    assert decide(Seen(L1)).result is Result.PENDING
    assert decide(Seen(L1, abstained=True)).result is Result.NOT_LIVE
    late = decide(Seen(L2, timed_out=True))
    assert (late.result, late.reason) == (Result.NO_RESPONSE, "face.timeOut")


def test_every_row_decides_something_no_row_before_it_does() -> None:
    reached = set()
    confirms = [frozenset(some) for count in range(3) for some in itertools.combinations(Confirm, count)]
    denies = [frozenset(some) for count in range(2) for some in itertools.combinations(Deny, count)]
    for level, deny, confirm, late, quiet in itertools.product((L1, L2), denies, confirms, (False, True), (False, True)):
        seen = Seen(level, deny, confirm, late, quiet)
        reached.add(next(row.name for row in TABLE if row.fits(seen)))
    assert reached == {row.name for row in TABLE}


def test_live_is_never_said_without_a_confirm_cue() -> None:
    for level, late, quiet in itertools.product(Assurance, (False, True), (False, True)):
        assert decide(Seen(level, timed_out=late, abstained=quiet)).result is not Result.LIVE
