"""Which questions nobody will ever tell the end of."""

from api.messages.words import RatingOutcome
from hall_controller.devices.dead_pads import GRACE_MS, asks_of_dead_pads
from hall_controller.domain.rules import RATING_MARGIN_MS
from hall_controller.domain.state import Ask

ASKED, UNTIL = 1_000_000, 1_017_000
DUE = UNTIL - RATING_MARGIN_MS + GRACE_MS
PADS = {1: "agent/rating-1", 2: "agent/rating-2"}


def found(now_ms: int, *asks: Ask, well: tuple[str, ...] = ("agent/rating-2",)) -> list[str]:
    return asks_of_dead_pads(asks, PADS.get, well.__contains__, now_ms)


def test_a_question_of_a_dead_pad_is_ended_after_its_time_and_before_the_halls_own_end() -> None:
    ask = Ask("a", "t", 1, ASKED, UNTIL)
    assert found(DUE - 1, ask) == []
    assert found(DUE, ask) == ["a"]
    assert DUE < UNTIL


def test_a_well_pad_an_ended_and_a_withdrawn_question_and_a_window_without_a_pad_are_left_alone() -> None:
    well = Ask("b", "t", 2, ASKED, UNTIL)
    ended = Ask("c", "t", 1, ASKED, UNTIL, outcome=RatingOutcome.SUBMITTED)
    withdrawn = Ask("d", "t", 1, ASKED, UNTIL, cancelled=True)
    nowhere = Ask("e", "t", 9, ASKED, UNTIL)
    assert found(DUE, well, ended, withdrawn, nowhere) == []
