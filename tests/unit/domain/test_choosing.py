"""Who is next, against a second implementation that keeps no lines and compares everybody; and what is stored about it."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.hall_commands import (
    Arrive,
    Back,
    Call,
    Cancel,
    Hold,
    Miss,
    MoveToTop,
    Next,
    OpenTidal,
    SetRule,
    Transfer,
    Unhold,
)
from api.messages.words import CallReason, Refusal, RuleName, TicketClass, TicketState
from hall_controller.domain.choosing import Choice, choose
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.domain.state import Ticket
from hall_controller.domain.turns import in_turn
from tests.support.window_hall import (
    ANY,
    LEVELS,
    LI,
    PLAIN,
    SKILLED,
    TIDAL_ONE,
    WindowHall,
    clerk,
    window_config,
)

C = TicketClass
ELDERLY = TicketClass.ELDERLY


@pytest.fixture
def hall() -> WindowHall:
    return WindowHall.of(window_config())


def why(hall: WindowHall) -> dict[str, Any]:
    return dict(next(event for event in reversed(hall.events) if event.kind.value == "ticket-called").body["why"])


def test_the_larger_credit_is_called_and_the_call_says_why(hall: WindowHall) -> None:
    walk_in = hall.come()
    hall.later(20 * 60)
    elderly = hall.come(ticket_class=ELDERLY)
    hall.later(372)
    hall.open(PLAIN)
    assert hall.call_next(PLAIN) == elderly
    assert why(hall) == {
        "rule": "accumulating",
        "reason": "turn",
        "ticket_class": "elderly",
        "waited_ms": 372_000,
        "points": 2.48,
        "level": 1,
        "passed": 0,
        "next_best": {
            "number": hall.ticket(walk_in).label,
            "ticket_class": "walk-in",
            "waited_ms": 1_572_000,
            "points": 1.048,
        },
    }
    assert hall.ticket(walk_in).passed == 1


def test_the_only_one_is_called_as_such(hall: WindowHall) -> None:
    hall.come()
    hall.open(PLAIN)
    hall.call_next(PLAIN)
    assert (why(hall)["reason"], why(hall)["next_best"]) == (CallReason.ONLY.value, None)


def test_the_next_best_may_be_the_second_of_the_same_line(hall: WindowHall) -> None:
    hall.come(ticket_class=ELDERLY)
    second = hall.come(ticket_class=ELDERLY)
    hall.come()
    hall.later(300)
    hall.open(PLAIN)
    hall.call_next(PLAIN)
    assert why(hall)["next_best"]["number"] == hall.ticket(second).label


def test_a_lower_level_is_turned_to_when_the_higher_is_empty_and_is_the_next_best(hall: WindowHall) -> None:
    low = hall.come("s-b", ELDERLY)
    hall.later(3_600)
    high = hall.come("s-a")
    hall.open(LEVELS)
    assert hall.call_next(LEVELS) == high
    assert (why(hall)["level"], why(hall)["next_best"]["number"]) == (1, hall.ticket(low).label)
    hall.serve(LEVELS)
    assert hall.call_next(LEVELS) == low
    assert (why(hall)["level"], why(hall)["reason"]) == (2, "only")


def test_a_skill_is_the_window_s_or_its_clerk_s(hall: WindowHall) -> None:
    ticket = hall.come("s-deeds")
    hall.open(PLAIN, SKILLED)
    assert hall.refusal(Next(window=PLAIN)) is Refusal.NOBODY_WAITING
    assert hall.refusal(Call(window=PLAIN, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    hall.card(LI, PLAIN)
    assert hall.call_next(PLAIN) == ticket


def test_an_any_service_window_calls_every_queue_by_its_levels(hall: WindowHall) -> None:
    low = hall.come("s-b")
    others = [hall.come(service) for service in ("s-e", "s-d", "s-a")]
    deeds = hall.come("s-deeds")
    hall.open(ANY)
    for expected in (*others, low):
        assert hall.call_next(ANY) == expected
        hall.serve(ANY)
    assert hall.refusal(Next(window=ANY)) is Refusal.NOBODY_WAITING
    assert hall.state(deeds) is TicketState.WAITING


def test_whom_a_window_held_comes_first_there_and_in_turn_elsewhere(hall: WindowHall) -> None:
    held = hall.come()
    hall.later(60)
    hall.open(PLAIN, LEVELS)
    hall.call_next(PLAIN)
    hall.do(Arrive(window=PLAIN))
    hall.do(Hold(window=PLAIN, reason="papers"))
    urgent = hall.come(ticket_class=ELDERLY)
    hall.later(600)
    hall.do(Unhold(ticket=held))
    assert hall.call_next(LEVELS) == urgent
    assert hall.call_next(PLAIN) == held
    assert why(hall)["reason"] == "owner"


def test_calls_that_people_decide_say_who_would_have_been_next(hall: WindowHall) -> None:
    first, second = hall.come(), hall.come()
    hall.open(PLAIN)
    hall.do(Call(window=PLAIN, ticket=second))
    assert (why(hall)["reason"], why(hall)["next_best"]["number"]) == ("chosen", hall.ticket(first).label)
    assert hall.ticket(first).passed == 0


def test_who_is_moved_to_the_top_goes_before_every_level(hall: WindowHall) -> None:
    first = hall.come("s-a", ELDERLY)
    hall.later(3_600)
    top = hall.come("s-b")
    hall.do(MoveToTop(ticket=top, reason="heart"))
    hall.open(LEVELS)
    assert hall.call_next(LEVELS) == top
    assert (why(hall)["reason"], why(hall)["level"]) == ("top", 2)
    assert why(hall)["next_best"]["number"] == hall.ticket(first).label
    assert hall.ticket(first).passed == 0


def test_who_came_back_after_a_miss_goes_when_nobody_else_waits(hall: WindowHall) -> None:
    missed = hall.come()
    hall.open(PLAIN)
    others = [hall.come(), hall.come()]
    hall.call_next(PLAIN)
    hall.do(Miss(window=PLAIN))
    hall.do(Back(ticket=missed))
    for expected in (*others, missed):
        assert hall.call_next(PLAIN) == expected
        hall.serve(PLAIN)


@pytest.mark.parametrize("window", [LEVELS, ANY])
def test_who_came_back_doesn_t_wait_for_people_of_other_queues(hall: WindowHall, window: int) -> None:
    """Nobody else of the queue is left whose call could count, and the window is never idle."""
    missed = hall.come()
    others = [hall.come(), hall.come()]
    hall.open(window)
    hall.call_next(window)
    hall.do(Miss(window=window))
    hall.do(Back(ticket=missed))
    for other in others:
        hall.do(Cancel(ticket=other))
    hall.later(60)
    busy = [hall.come("s-b"), hall.come("s-b")]
    assert hall.ticket(missed).behind == 2
    assert [ticket.id for ticket in in_turn(hall.hall, window, hall.now, 3)] == [missed, *busy]
    assert hall.call_next(window) == missed


def test_who_came_back_doesn_t_wait_for_people_whom_only_others_can_call(hall: WindowHall) -> None:
    """Nobody with the skill may be there today."""
    missed = hall.come()
    deeds = hall.come("s-deeds")
    hall.open(LEVELS)
    hall.call_next(LEVELS)
    hall.do(Miss(window=LEVELS))
    hall.do(Back(ticket=missed))
    hall.come("s-b")
    assert hall.ticket(missed).behind == 1
    assert hall.call_next(LEVELS) == missed
    assert hall.state(deeds) is TicketState.WAITING


def test_a_transfer_to_a_window_stands_at_its_first_level(hall: WindowHall) -> None:
    sent = hall.come("s-b")
    hall.later(60)
    other = hall.come("s-a")
    hall.open(ANY, LEVELS)
    hall.do(Call(window=ANY, ticket=sent))
    hall.do(Arrive(window=ANY))
    hall.do(Transfer(window=ANY, to_window=LEVELS))
    assert hall.call_next(LEVELS) == sent
    assert why(hall)["level"] == 1
    assert hall.ticket(other).passed == 0


def test_a_tidal_queue_comes_after_the_window_s_own(hall: WindowHall) -> None:
    helped = hall.come("s-a", ELDERLY)
    hall.later(3_600)
    own = hall.come("s-e")
    hall.open(TIDAL_ONE)
    hall.do(OpenTidal(window=TIDAL_ONE, queue="a"))
    assert hall.call_next(TIDAL_ONE) == own
    hall.serve(TIDAL_ONE)
    assert hall.call_next(TIDAL_ONE) == helped


# The second implementation.


def reference_choice(hall: Hall, number: int, at: int, without: Ticket | None = None) -> tuple[Ticket, str] | None:
    """Every waiting ticket but `without` is looked at; no index of the hall is asked."""
    waiting = [ticket for ticket in hall.tickets.values() if ticket.state is TicketState.WAITING and ticket is not without]
    able = {ticket.id: level for ticket in waiting if (level := reference_level(hall, number, ticket)) is not None}
    own = [t for t in waiting if t.owner == number and t.reserved in (None, number)]
    if own:
        return min(own, key=lambda t: (t.state_since, t.seq)), "owner"
    mine = [t for t in waiting if t.id in able]
    if not mine:
        return None
    top = [t for t in mine if t.front]
    if top:
        return min(top, key=lambda t: t.front), "top"
    standing = [t for t in mine if not t.behind or is_alone(t, mine)]
    only = "only" if len(mine) == 1 else "turn"
    if not standing:
        level = min(able[t.id] for t in mine)
        return min((t for t in mine if able[t.id] == level), key=lambda t: t.order), only
    level = min(able[t.id] for t in standing)
    compared = [t for t in standing if able[t.id] == level]
    bounds = hall.rules.overtakes_max
    in_line = [t for t in compared if not t.behind]
    lines = {reference_line(t) for t in in_line if t.passed >= bounds[t.ticket_class]}
    if lines:
        return min((t for t in in_line if reference_line(t) in lines), key=lambda t: t.order), "bound"
    return min(compared, key=lambda t: reference_score(hall, t, at)), only


def is_alone(ticket: Ticket, mine: list[Ticket]) -> bool:
    """Back after a miss, and so is everybody else of the queue whom the window may call."""
    return ticket.reserved is None and all(t.behind for t in mine if t.queue == ticket.queue and t.reserved is None)


def reference_line(ticket: Ticket) -> tuple[object, ...]:
    return ticket.ticket_class, ticket.reserved, *(() if ticket.reserved else (ticket.queue, ticket.skill))


def reference_level(hall: Hall, number: int, ticket: Ticket) -> int | None:
    rule, window = hall.rules.windows[number], hall.windows[number]
    if ticket.reserved is not None:
        return 1 if ticket.reserved == number else None
    person = hall.rules.staff.get(window.clerk or "")
    if ticket.skill and ticket.skill not in rule.skills and (person is None or ticket.skill not in person.skills):
        return None
    for level, queues in rule.levels:
        if ticket.queue in queues:
            return level
    return 99 if ticket.queue in window.tidal else None


def reference_score(hall: Hall, ticket: Ticket, at: int) -> tuple[object, ...]:
    rates = {C.WALK_IN: 40_000, C.APPOINTMENT: 285_714}
    rule = hall.discipline.rule
    if rule is RuleName.FIFO:
        return ticket.order
    if rule is RuleName.STRICT:
        return {C.WALK_IN: 2, C.APPOINTMENT: 1}.get(ticket.ticket_class, 0), ticket.order
    return -rates.get(ticket.ticket_class, 400_000) * (at - ticket.reference), ticket.order


CLASSES = st.sampled_from([C.WALK_IN, C.WALK_IN, C.WALK_IN, C.APPOINTMENT, C.ELDERLY, C.DISABLED])
STEPS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from(["s-a", "s-a", "s-b", "s-deeds", "s-e"]), CLASSES),
    st.tuples(st.just("wait"), st.integers(1, 900), st.none()),
    st.tuples(st.just("call"), st.sampled_from([PLAIN, LEVELS, SKILLED, ANY]), st.booleans()),
    st.tuples(st.just("end"), st.sampled_from([PLAIN, LEVELS, SKILLED, ANY]), st.integers(0, 3)),
    st.tuples(st.just("rule"), st.sampled_from(["fifo", "strict", "accumulating"]), st.none()),
    st.tuples(st.just("ticket"), st.integers(0, 50), st.sampled_from(["back", "top", "unhold"])),
    st.tuples(st.just("card"), st.just(PLAIN), st.none()),
)
WINDOWS = (PLAIN, LEVELS, SKILLED, ANY)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, min_size=10, max_size=60), st.sampled_from([1, 2, 15]))
def test_the_choice_is_that_of_a_reference_that_compares_everybody(steps: list[tuple[Any, ...]], bound: int) -> None:
    hall = WindowHall.of(window_config(discipline={"overtakes_max": {"walk-in": bound, "elderly": bound}}))
    hall.open(*WINDOWS)
    for step in steps:
        attempt(hall, step)
        for window in WINDOWS:
            chosen, expected = choose(hall.hall, window, hall.now), reference_choice(hall.hall, window, hall.now)
            assert as_pair(chosen) == (None if expected is None else (expected[0].label, expected[1]))
            if chosen is not None:
                second = reference_choice(hall.hall, window, hall.now, chosen.ticket)
                next_best = chosen.why["next_best"]
                assert (next_best and next_best["number"]) == (second and second[0].label)


def as_pair(choice: Choice | None) -> tuple[str, str] | None:
    return None if choice is None else (choice.ticket.label, choice.why["reason"])


def attempt(hall: WindowHall, step: tuple[Any, ...]) -> None:
    """One step; what the hall's state forbids just doesn't happen."""
    what, first, second = step
    try:
        if what == "come":
            hall.come(first, second)
        elif what == "wait":
            hall.later(first)
        elif what == "call":
            hall.do(Next(window=first), clerk(first))
            if second:
                hall.do(Arrive(window=first), clerk(first))
        elif what == "end":
            end(hall, first, second)
        elif what == "rule":
            hall.do(SetRule(rule=RuleName(first), reason="test"))
        elif what == "card":
            hall.card(LI, first)
        elif tickets := sorted(hall.hall.tickets):
            of_ticket(hall, tickets[first % len(tickets)], second)
    except Refused:
        return


def end(hall: WindowHall, window: int, how: int) -> None:
    commands: Iterable[Any] = (
        Miss(window=window),
        Hold(window=window, reason="papers"),
        Transfer(window=window, to_window=ANY if window == PLAIN else PLAIN),
        Transfer(window=window, service="s-b"),
    )
    hall.do(list(commands)[how], clerk(window))


def of_ticket(hall: WindowHall, ticket: str, what: str) -> None:
    if what == "back":
        hall.do(Back(ticket=ticket))
    elif what == "top":
        hall.do(MoveToTop(ticket=ticket, reason="heart"))
    else:
        hall.do(Unhold(ticket=ticket))


def test_a_hall_of_the_simulator_lets_one_other_in_after_k_of_the_green_channel() -> None:
    config = window_config()
    ratio = config.discipline.model_copy(update={"rule": RuleName.RATIO, "ratio_k": 2})
    hall = WindowHall.of(config.model_copy(update={"discipline": ratio}))
    hall.open(PLAIN)
    for ticket_class in (C.WALK_IN, C.WALK_IN, C.ELDERLY, C.DISABLED, C.MILITARY, C.VETERAN):
        hall.come(ticket_class=ticket_class)
    called = []
    for _ in range(6):
        called.append(hall.ticket(hall.call_next(PLAIN)).ticket_class)
        hall.serve(PLAIN)
    assert called == [C.ELDERLY, C.DISABLED, C.WALK_IN, C.MILITARY, C.VETERAN, C.WALK_IN]


def test_a_hall_of_the_simulator_calls_whose_due_time_is_earliest() -> None:
    config = window_config()
    due = config.discipline.model_copy(update={"rule": RuleName.EARLIEST_DUE, "targets_min": {C.WALK_IN: 30.0, C.ELDERLY: 5.0}})
    hall = WindowHall.of(config.model_copy(update={"discipline": due}))
    hall.open(PLAIN)
    walk_in = hall.come()
    hall.later(24 * 60)
    elderly = hall.come(ticket_class=C.ELDERLY)
    hall.later(120)
    later = hall.come(ticket_class=C.ELDERLY)
    for expected in (elderly, walk_in, later):
        assert hall.call_next(PLAIN) == expected
        hall.serve(PLAIN)
