"""The rules' arithmetic: whole numbers, the same on every machine."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.words import GREEN_CHANNEL, RuleName, TicketClass
from hall_controller.config_queueing import starting_rates
from hall_controller.domain.discipline import Discipline, micro_rates, ranks_of

C = TicketClass
AT = 1_764_036_000_000
MIN = 60_000
CLASSES = st.sampled_from(TicketClass)
REFERENCES = st.integers(AT - 10 * 3_600_000, AT + 3_600_000)


def discipline(rule: RuleName, **changes: object) -> Discipline:
    values: dict[str, object] = {
        "rates": micro_rates(starting_rates()),
        "ranks": ranks_of([C.DISABLED]),
        "targets_ms": dict.fromkeys(TicketClass, 30 * MIN) | {C.ELDERLY: 5 * MIN},
        **changes,
    }
    return Discipline(rule=rule, **values)  # type: ignore[arg-type]  # The test names fields.


def first(rule: RuleName, *waiting: tuple[TicketClass, int], streak: int = 0) -> int:
    """Index of whom the rule calls; each is a class and the minutes of waiting."""
    found = discipline(rule)
    scores = [
        found.score(ticket_class, (AT - minutes * MIN, seq, 0), AT, streak) for seq, (ticket_class, minutes) in enumerate(waiting)
    ]
    return scores.index(min(scores))


@given(CLASSES, REFERENCES, CLASSES, REFERENCES)
def test_credit_is_compared_as_whole_numbers_and_like_exact_fractions(
    one: TicketClass, one_since: int, other: TicketClass, other_since: int
) -> None:
    rule = discipline(RuleName.ACCUMULATING)
    scores = [rule.score(one, (one_since, 1, 0), AT), rule.score(other, (other_since, 2, 0), AT)]
    assert all(type(score[0]) is int for score in scores)
    exact = [Fraction(rule.rates[c]) * max(0, AT - since) for c, since in ((one, one_since), (other, other_since))]
    if exact[0] != exact[1]:
        assert (scores[0] < scores[1]) == (exact[0] > exact[1])
    else:
        assert (scores[0] < scores[1]) == ((one_since, 1) < (other_since, 2))


@given(st.sampled_from(RuleName), CLASSES, REFERENCES, REFERENCES, st.integers(0, 9))
def test_within_a_class_the_earlier_reference_is_first_under_every_rule(
    rule: RuleName, ticket_class: TicketClass, one: int, other: int, streak: int
) -> None:
    found = discipline(rule)
    orders = sorted([(one, 1, 0), (other, 2, 0)])
    assert found.score(ticket_class, orders[0], AT, streak) < found.score(ticket_class, orders[1], AT, streak)


def test_credit_grows_at_the_class_s_rate() -> None:
    assert first(RuleName.ACCUMULATING, (C.WALK_IN, 60), (C.ELDERLY, 5)) == 0
    assert first(RuleName.ACCUMULATING, (C.WALK_IN, 60), (C.ELDERLY, 7)) == 1
    assert first(RuleName.ACCUMULATING, (C.APPOINTMENT, 8), (C.ELDERLY, 7)) == 1


def test_points_are_what_the_rates_promise() -> None:
    rule = discipline(RuleName.ACCUMULATING)
    assert rule.points(C.ELDERLY, (AT - round(6.2 * MIN), 1, 0), AT) == 2.48
    assert rule.points(C.WALK_IN, (AT - 25 * MIN, 1, 0), AT) == 1.0
    assert discipline(RuleName.FIFO).points(C.WALK_IN, (AT - MIN, 1, 0), AT) is None


def test_a_reference_to_come_has_no_credit_and_no_debt() -> None:
    rule = discipline(RuleName.ACCUMULATING)
    assert rule.points(C.ELDERLY, (AT + 10 * MIN, 1, 0), AT) == 0
    soon, later = rule.score(C.ELDERLY, (AT + MIN, 5, 0), AT), rule.score(C.WALK_IN, (AT + 2 * MIN, 4, 0), AT)
    just_came = rule.score(C.WALK_IN, (AT, 6, 0), AT)
    assert just_came < soon < later


def test_first_come_first_served_knows_no_class() -> None:
    assert first(RuleName.FIFO, (C.ELDERLY, 10), (C.WALK_IN, 11)) == 1


def test_strict_order_names_first_then_green_channel_appointment_walk_in() -> None:
    assert first(RuleName.STRICT, (C.WALK_IN, 600), (C.APPOINTMENT, 1)) == 1
    assert first(RuleName.STRICT, (C.APPOINTMENT, 600), (C.MILITARY, 1)) == 1
    assert first(RuleName.STRICT, (C.MILITARY, 600), (C.DISABLED, 1)) == 1
    assert first(RuleName.STRICT, (C.MILITARY, 1), (C.ELDERLY, 2)) == 1


def test_ranks_name_every_class_once_and_ignore_repetitions() -> None:
    ranks = ranks_of([C.VETERAN, C.WALK_IN, C.VETERAN])
    assert (ranks[C.VETERAN], ranks[C.WALK_IN], ranks[C.APPOINTMENT]) == (0, 1, 3)
    assert {ranks[ticket_class] for ticket_class in GREEN_CHANNEL - {C.VETERAN}} == {2}


@pytest.mark.parametrize(("streak", "expected"), [(0, 1), (2, 1), (3, 0), (7, 0)])
def test_ratio_lets_one_other_in_after_k_of_the_green_channel(streak: int, expected: int) -> None:
    assert first(RuleName.RATIO, (C.WALK_IN, 1), (C.ELDERLY, 9), streak=streak) == expected


def test_earliest_due_adds_the_class_s_target() -> None:
    assert first(RuleName.EARLIEST_DUE, (C.WALK_IN, 26), (C.ELDERLY, 0)) == 0
    assert first(RuleName.EARLIEST_DUE, (C.WALK_IN, 24), (C.ELDERLY, 0)) == 1


def test_the_starting_rates_in_micro_points() -> None:
    rates = micro_rates(starting_rates())
    assert (rates[C.ELDERLY], rates[C.APPOINTMENT], rates[C.WALK_IN]) == (400_000, 285_714, 40_000)
    assert set(rates) == set(TicketClass)
