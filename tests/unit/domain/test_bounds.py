"""Nobody is passed over more often than the class allows, unless somebody decided so and the reason is stored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.hall_commands import Arrive, Call, MoveToTop, Next, Transfer
from api.messages.words import TicketClass
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from tests.support.window_hall import ANY, LEVELS, PLAIN, SKILLED, WindowHall, clerk, window_config

ELDERLY = TicketClass.ELDERLY


@pytest.fixture
def hall() -> WindowHall:
    return WindowHall.of(window_config(discipline={"overtakes_max": {"walk-in": 2}}))


def reasons(hall: WindowHall) -> list[str]:
    return [event.body["why"]["reason"] for event in hall.events if event.kind is EventKind.TICKET_CALLED]


def pass_over(hall: WindowHall, window: int, service: str = "s-a") -> None:
    """A newcomer of the green channel, with more credit after ten minutes than a walk-in after an hour."""
    hall.come(service, ELDERLY)
    hall.later(600)
    hall.call_next(window)
    hall.serve(window)


def test_at_its_bound_a_line_goes_before_every_credit(hall: WindowHall) -> None:
    walk_in = hall.come()
    hall.open(PLAIN)
    pass_over(hall, PLAIN)
    pass_over(hall, PLAIN)
    assert hall.ticket(walk_in).passed == 2
    hall.come(ticket_class=ELDERLY)
    hall.later(600)
    assert hall.call_next(PLAIN) == walk_in
    assert reasons(hall) == ["turn", "turn", "bound"]


def test_the_call_at_the_bound_says_who_had_more_credit(hall: WindowHall) -> None:
    hall.come()
    hall.open(PLAIN)
    pass_over(hall, PLAIN)
    pass_over(hall, PLAIN)
    elderly = hall.come(ticket_class=ELDERLY)
    hall.later(600)
    hall.call_next(PLAIN)
    why = hall.events[-1].body["why"]
    assert (why["passed"], why["next_best"]["number"]) == (2, hall.ticket(elderly).label)


def test_earlier_ones_in_other_queues_are_not_passed_over(hall: WindowHall) -> None:
    other = hall.come("s-e")
    hall.open(ANY)
    pass_over(hall, ANY)
    assert hall.ticket(other).passed == 0


def test_a_window_counts_only_whom_it_compared(hall: WindowHall) -> None:
    deeds = hall.come("s-deeds")
    plain = hall.come()
    hall.open(PLAIN, SKILLED)
    pass_over(hall, PLAIN)
    assert (hall.ticket(deeds).passed, hall.ticket(plain).passed) == (0, 1)
    pass_over(hall, SKILLED)
    assert (hall.ticket(deeds).passed, hall.ticket(plain).passed) == (1, 2)


def test_a_call_from_a_higher_level_passes_nobody_over_at_a_lower(hall: WindowHall) -> None:
    waiting = hall.come("s-b")
    hall.later(60)
    sent = hall.come("s-b", ELDERLY)
    hall.open(ANY, LEVELS)
    hall.do(Call(window=ANY, ticket=sent))
    hall.do(Arrive(window=ANY))
    hall.do(Transfer(window=ANY, to_window=LEVELS))
    assert hall.call_next(LEVELS) == sent
    assert hall.ticket(waiting).passed == 0


def test_who_was_sent_to_a_window_counts_whom_that_window_prefers(hall: WindowHall) -> None:
    sent = hall.come()
    hall.open(ANY, PLAIN)
    hall.call_next(ANY)
    hall.do(Arrive(window=ANY))
    hall.do(Transfer(window=ANY, to_window=PLAIN))
    pass_over(hall, ANY)
    assert hall.ticket(sent).passed == 0
    pass_over(hall, PLAIN)
    pass_over(hall, PLAIN)
    assert hall.ticket(sent).passed == 2
    hall.come(ticket_class=ELDERLY)
    hall.later(600)
    assert hall.call_next(PLAIN) == sent


def test_calls_with_a_stored_reason_count_for_nothing(hall: WindowHall) -> None:
    first = hall.come()
    chosen, top = hall.come(), hall.come()
    hall.open(PLAIN)
    hall.do(Call(window=PLAIN, ticket=chosen))
    hall.serve(PLAIN)
    hall.do(MoveToTop(ticket=top, reason="heart"))
    assert hall.call_next(PLAIN) == top
    assert hall.ticket(first).passed == 0


ARRIVALS = st.tuples(
    st.sampled_from(["s-a", "s-a", "s-b", "s-deeds"]),
    st.sampled_from([TicketClass.WALK_IN, TicketClass.WALK_IN, TicketClass.APPOINTMENT, ELDERLY, TicketClass.VETERAN]),
)
MOVES = st.one_of(
    st.tuples(st.just("come"), ARRIVALS),
    st.tuples(st.just("call"), st.sampled_from([PLAIN, LEVELS, SKILLED, ANY])),
    st.tuples(st.just("wait"), st.integers(60, 1_200)),
    st.tuples(st.just("send"), st.tuples(st.sampled_from([PLAIN, ANY]), st.sampled_from([LEVELS, SKILLED]))),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, min_size=20, max_size=80), st.integers(1, 4))
def test_no_order_of_arrivals_and_windows_passes_anybody_over_beyond_the_bound(moves: list[Any], bound: int) -> None:
    hall = WindowHall.of(window_config(discipline={"overtakes_max": {ticket_class.value: bound for ticket_class in TicketClass}}))
    hall.open(PLAIN, LEVELS, SKILLED, ANY)
    for what, detail in moves:
        try:
            move(hall, what, detail)
        except Refused:
            continue
        assert all(ticket.passed <= bound for ticket in hall.hall.tickets.values())


def move(hall: WindowHall, what: str, detail: Any) -> None:
    if what == "come":
        hall.come(*detail)
    elif what == "wait":
        hall.later(detail)
    elif what == "call":
        hall.do(Next(window=detail), clerk(detail))
        hall.serve(detail)
    else:
        sender, target = detail
        hall.do(Next(window=sender), clerk(sender))
        hall.do(Arrive(window=sender), clerk(sender))
        hall.do(Transfer(window=sender, to_window=target), clerk(sender))
