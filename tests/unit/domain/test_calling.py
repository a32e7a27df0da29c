import pytest

from api.messages.hall_commands import (
    Arrive,
    Back,
    Call,
    Finish,
    HallCommand,
    Hold,
    Miss,
    Next,
    Recall,
    Return,
    TakeBack,
    Transfer,
)
from api.messages.words import Refusal, TicketState, WindowState
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from tests.support.hall_core import OTHER_WINDOW, PAD_WINDOW, PLAIN_WINDOW, CoreHall


def refusal(core: CoreHall, command: HallCommand) -> Refusal:
    seq = core.hall.seq
    with pytest.raises(Refused) as refused:
        core.do(command)
    assert core.hall.seq == seq
    return refused.value.refusal


def call_next(core: CoreHall, window: int) -> str:
    return str(core.do(Next(window=window))["ticket"]["id"])


def test_first_come_first_served_over_all_queues_of_the_window(core: CoreHall) -> None:
    tickets = [core.take("s-b"), core.take("s-a"), core.take("s-b")]
    core.open(PLAIN_WINDOW)
    for expected in tickets:
        assert call_next(core, PLAIN_WINDOW) == expected
        core.do(Miss(window=PLAIN_WINDOW))
    assert refusal(core, Next(window=PLAIN_WINDOW)) is Refusal.NOBODY_WAITING


def test_the_ledger_decides_between_tickets_of_one_millisecond(core: CoreHall) -> None:
    tickets = [core.take(service) for service in ("s-b", "s-a", "s-b")]
    assert len({core.ticket(ticket).reference for ticket in tickets}) == 1
    core.open(PLAIN_WINDOW, OTHER_WINDOW)
    assert [call_next(core, PLAIN_WINDOW), call_next(core, OTHER_WINDOW)] == [tickets[0], tickets[2]]


def test_a_call_says_why_this_ticket(core: CoreHall) -> None:
    first, second = core.take(), core.take()
    core.open(PAD_WINDOW, PLAIN_WINDOW)
    core.later(60)
    core.do(Call(window=PAD_WINDOW, ticket=second))
    assert core.events[-1].body["source"] == "chosen"
    core.do(Next(window=PLAIN_WINDOW))
    assert core.events[-1].body["source"] == "next"
    assert core.events[-1].body["waited_ms"] == 60_000
    assert core.events[-1].body["ticket"] == first


@pytest.mark.parametrize("command", [Next(window=9), Recall(window=9), Return(window=0)])
def test_unknown_windows(core: CoreHall, command: HallCommand) -> None:
    assert refusal(core, command) is Refusal.UNKNOWN_WINDOW


def test_a_closed_window_calls_nobody(core: CoreHall) -> None:
    core.take()
    assert refusal(core, Next(window=PAD_WINDOW)) is Refusal.WINDOW_NOT_OPEN


def test_a_desk_does_not_lose_its_present_ticket_by_next(core: CoreHall) -> None:
    core.take()
    core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    assert refusal(core, Next(window=PAD_WINDOW)) is Refusal.WINDOW_BUSY
    core.do(Arrive(window=PAD_WINDOW))
    assert refusal(core, Next(window=PAD_WINDOW)) is Refusal.WINDOW_BUSY


def test_a_chosen_ticket_must_be_one_of_the_window_s_queues(core: CoreHall) -> None:
    ticket = core.take("s-b")
    core.open(PAD_WINDOW)
    assert refusal(core, Call(window=PAD_WINDOW, ticket=ticket)) is Refusal.NOT_THIS_WINDOW


def test_recalls_keep_their_gap_and_their_number(core: CoreHall) -> None:
    ticket = core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.later(4.9)
    assert refusal(core, Recall(window=PAD_WINDOW)) is Refusal.TOO_SOON
    core.later(0.1)
    for times in (2, 3, 4):
        assert core.do(Recall(window=PAD_WINDOW))["ticket"]["calls"] == times
        core.later(5)
    assert refusal(core, Recall(window=PAD_WINDOW)) is Refusal.RECALLS_USED_UP
    core.do(Return(window=PAD_WINDOW))
    core.do(Next(window=PAD_WINDOW))
    core.later(5)
    core.do(Recall(window=PAD_WINDOW))
    assert core.ticket(ticket).calls == 6


def test_a_wrong_press_costs_the_citizen_nothing(core: CoreHall) -> None:
    first, second = core.take(), core.take()
    core.open(PAD_WINDOW)
    assert call_next(core, PAD_WINDOW) == first
    core.later(60)
    core.do(Return(window=PAD_WINDOW))
    assert call_next(core, PAD_WINDOW) == first
    assert core.state(second) is TicketState.WAITING


def missed(core: CoreHall, others: int) -> tuple[str, list[str]]:
    ticket = core.take()
    following = [core.take() for _ in range(others)]
    core.open(PLAIN_WINDOW)
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Miss(window=PLAIN_WINDOW))
    return ticket, following


def called_in_turn(core: CoreHall, count: int) -> list[str]:
    order = []
    for _ in range(count):
        order.append(call_next(core, PLAIN_WINDOW))
        core.do(Miss(window=PLAIN_WINDOW))
    return order


def test_who_comes_back_waits_behind_the_next_three(core: CoreHall) -> None:
    ticket, others = missed(core, 5)
    core.do(Back(ticket=ticket))
    assert called_in_turn(core, 6) == [*others[:3], ticket, *others[3:]]


def test_several_who_come_back_keep_their_order(core: CoreHall) -> None:
    tickets = [core.take() for _ in range(6)]
    core.open(PLAIN_WINDOW)
    called_in_turn(core, 2)
    core.do(Back(ticket=tickets[1]))
    core.do(Back(ticket=tickets[0]))
    assert called_in_turn(core, 6) == [tickets[2], tickets[3], tickets[4], tickets[0], tickets[1], tickets[5]]


def test_who_comes_back_to_an_empty_queue_is_next(core: CoreHall) -> None:
    ticket, _ = missed(core, 0)
    core.do(Back(ticket=ticket))
    late = core.take()
    assert called_in_turn(core, 2) == [ticket, late]


def test_there_is_no_third_chance(core: CoreHall) -> None:
    ticket, _ = missed(core, 0)
    core.do(Back(ticket=ticket))
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Miss(window=PLAIN_WINDOW))
    assert core.state(ticket) is TicketState.NO_SHOW


def test_half_an_hour_after_the_miss_it_is_a_no_show(core: CoreHall) -> None:
    ticket, _ = missed(core, 0)
    assert core.later(30 * 60 - 0.001) == []
    assert core.later(0.001) == [EventKind.TICKET_NO_SHOW]
    assert core.state(ticket) is TicketState.NO_SHOW
    assert refusal(core, Back(ticket=ticket)) is Refusal.ILLEGAL_TRANSITION


def held(core: CoreHall) -> str:
    ticket = core.take()
    core.open(PAD_WINDOW, PLAIN_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Hold(window=PAD_WINDOW, reason="form"))
    return ticket


def test_only_its_owner_takes_a_held_ticket_back(core: CoreHall) -> None:
    ticket = held(core)
    assert refusal(core, TakeBack(window=PLAIN_WINDOW, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    core.do(TakeBack(window=PAD_WINDOW, ticket=ticket))
    assert core.state(ticket) is TicketState.CALLED
    assert core.events[-1].body["source"] == "held"


def test_a_busy_window_takes_nothing_back(core: CoreHall) -> None:
    ticket = held(core)
    core.take()
    core.do(Next(window=PAD_WINDOW))
    assert refusal(core, TakeBack(window=PAD_WINDOW, ticket=ticket)) is Refusal.WINDOW_BUSY


def test_a_ticket_transferred_to_a_window_is_called_only_there_and_in_its_turn(core: CoreHall) -> None:
    first = core.take()
    core.later(60)
    second = core.take("s-b")
    core.open(PAD_WINDOW, PLAIN_WINDOW, OTHER_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Transfer(window=PAD_WINDOW, to_window=OTHER_WINDOW))
    assert refusal(core, Call(window=PLAIN_WINDOW, ticket=first)) is Refusal.NOT_THIS_WINDOW
    assert refusal(core, Next(window=PAD_WINDOW)) is Refusal.NOBODY_WAITING
    assert call_next(core, OTHER_WINDOW) == first
    assert call_next(core, PLAIN_WINDOW) == second
    assert core.ticket(first).legs == 2


def test_the_clerk_of_each_interval_is_stored(core: CoreHall) -> None:
    core.take()
    core.open(PLAIN_WINDOW)
    core.do(Next(window=PLAIN_WINDOW))
    core.do(Arrive(window=PLAIN_WINDOW))
    core.do(Finish(window=PLAIN_WINDOW))
    assert [(interval.state.value, interval.clerk) for interval in core.intervals] == [
        ("waiting", None),
        ("called", "clerk-1"),
        ("serving", "clerk-1"),
    ]
    assert core.window(PLAIN_WINDOW).state is WindowState.IDLE
