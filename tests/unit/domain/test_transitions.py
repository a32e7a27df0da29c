"""The whole table of ticket states and operations: what is allowed leads where it should, all else is refused unchanged."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from api.messages import hall_commands as commands
from api.messages.words import HandOver, RatingLevel, RatingOutcome, TicketClass, TicketState
from hall_controller.domain.invariants import interval_problems, line_problems, window_problems
from hall_controller.domain.requests import Refused
from tests.support.booking_hall import HOUR_S, MONDAY, booked, booking_hall, check_in
from tests.support.hall_core import PAD_WINDOW, CoreHall

W = PAD_WINDOW
S = TicketState
PERSON = "q7Zr2mXw9TkB4sVn8LcY1d"


@pytest.fixture
def core() -> CoreHall:
    """Its queues take bookings."""
    return booking_hall()


def waiting(core: CoreHall) -> str:
    core.open(W)
    return core.take()


def called(core: CoreHall) -> str:
    ticket = waiting(core)
    core.do(commands.Next(window=W))
    core.later(6)
    return ticket


def serving(core: CoreHall) -> str:
    ticket = called(core)
    core.do(commands.Arrive(window=W))
    return ticket


def rating(core: CoreHall) -> str:
    ticket = serving(core)
    core.do(commands.Finish(window=W))
    return ticket


def after(build: Callable[[CoreHall], str], *following: commands.HallCommand) -> Callable[[CoreHall], str]:
    def make(core: CoreHall) -> str:
        ticket = build(core)
        for command in following:
            core.do(command)
        return ticket

    return make


def issuing(core: CoreHall) -> str:
    core.open(W)
    return core.take(hand_over=HandOver.PRINTER)


def done(core: CoreHall) -> str:
    ticket = rating(core)
    core.do(rate(core, ticket))
    return ticket


def no_show(core: CoreHall) -> str:
    ticket = MAKE[S.MISSED](core)
    core.later(30 * 60)
    return ticket


def cancelled(core: CoreHall) -> str:
    ticket = waiting(core)
    core.do(commands.Cancel(ticket=ticket))
    return ticket


def void(core: CoreHall) -> str:
    ticket = waiting(core)
    core.do(commands.Void(ticket=ticket, reason="test"))
    return ticket


def a_booking(core: CoreHall) -> str:
    core.open(W)
    return booked(core, PERSON, slot="15:00").id


def early(core: CoreHall) -> str:
    ticket = a_booking(core)
    check_in(core, core.ticket(ticket))
    return ticket


def lapsed(core: CoreHall) -> str:
    ticket = a_booking(core)
    core.later(6 * HOUR_S + 15 * 60)
    return ticket


def rate(core: CoreHall, ticket: str) -> commands.HallCommand:
    ask = next((ask.id for ask in core.hall.asks.values() if ask.ticket == ticket), "0" * 26)
    return commands.Rate(ask=ask, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)


MAKE: dict[S, Callable[[CoreHall], str]] = {
    S.BOOKED: a_booking,
    S.EARLY: early,
    S.LAPSED: lapsed,
    S.ISSUING: issuing,
    S.WAITING: waiting,
    S.CALLED: called,
    S.SERVING: serving,
    S.RATING: rating,
    S.HELD: after(serving, commands.Hold(window=W, reason="form")),
    S.MISSED: after(called, commands.Miss(window=W)),
    S.DONE: done,
    S.NO_SHOW: no_show,
    S.CANCELLED: cancelled,
    S.EXPIRED: after(waiting, commands.CloseDay()),
    S.VOID: void,
}
COMMANDS: dict[str, Callable[[CoreHall, str], commands.HallCommand]] = {
    "hand-over": lambda _, ticket: commands.ReportHandOver(ticket=ticket, handed_over=HandOver.PRINTER),
    "not handed over": lambda _, ticket: commands.ReportHandOver(ticket=ticket, handed_over=None),
    "reprint": lambda _, ticket: commands.Reprint(ticket=ticket),
    "call": lambda _, ticket: commands.Call(window=W, ticket=ticket),
    "recall": lambda _, __: commands.Recall(window=W),
    "arrive": lambda _, __: commands.Arrive(window=W),
    "miss": lambda _, __: commands.Miss(window=W),
    "return": lambda _, __: commands.Return(window=W),
    "back": lambda _, ticket: commands.Back(ticket=ticket),
    "hold": lambda _, __: commands.Hold(window=W, reason="form"),
    "take-back": lambda _, ticket: commands.TakeBack(window=W, ticket=ticket),
    "transfer": lambda _, __: commands.Transfer(window=W, service="s-b"),
    "reject": lambda _, __: commands.Reject(window=W, reason="papers"),
    "finish": lambda _, __: commands.Finish(window=W),
    "undo-finish": lambda _, __: commands.UndoFinish(window=W),
    "rate": rate,
    "cancel": lambda _, ticket: commands.Cancel(ticket=ticket),
    "check-in": lambda _, ticket: commands.CheckIn(ticket=ticket),
    "abandon": lambda _, ticket: commands.Abandon(ticket=ticket),
    "postpone": lambda _, ticket: commands.Postpone(ticket=ticket, minutes=10),
    "move-to-top": lambda _, ticket: commands.MoveToTop(ticket=ticket, reason="faint"),
    "direct": lambda _, ticket: commands.Direct(ticket=ticket, to_window=W),
    "reclassify": lambda _, ticket: commands.Reclassify(ticket=ticket, ticket_class=TicketClass.ELDERLY, reason="shown"),
    "not served": lambda _, ticket: commands.Reclassify(
        ticket=ticket, ticket_class=TicketClass.ELDERLY, reason="shown", serve=False
    ),
    "reactivate": lambda _, ticket: commands.Reactivate(ticket=ticket, reason="our fault"),
    "unhold": lambda _, ticket: commands.Unhold(ticket=ticket),
    "void": lambda _, ticket: commands.Void(ticket=ticket, reason="wrong"),
    "move": lambda _, ticket: commands.MoveBooking(ticket=ticket, day=MONDAY, slot="10:00"),
}
LEADS_TO: dict[tuple[S, str], S] = {
    (S.ISSUING, "hand-over"): S.WAITING,
    (S.ISSUING, "not handed over"): S.VOID,
    (S.ISSUING, "reprint"): S.ISSUING,
    (S.ISSUING, "void"): S.VOID,
    (S.WAITING, "reprint"): S.WAITING,
    (S.WAITING, "call"): S.CALLED,
    (S.WAITING, "cancel"): S.CANCELLED,
    (S.WAITING, "void"): S.VOID,
    (S.CALLED, "reprint"): S.CALLED,
    (S.CALLED, "recall"): S.CALLED,
    (S.CALLED, "arrive"): S.SERVING,
    (S.CALLED, "miss"): S.MISSED,
    (S.CALLED, "return"): S.WAITING,
    (S.CALLED, "void"): S.VOID,
    (S.SERVING, "reprint"): S.SERVING,
    (S.SERVING, "hold"): S.HELD,
    (S.SERVING, "transfer"): S.WAITING,
    (S.SERVING, "reject"): S.DONE,
    (S.SERVING, "finish"): S.RATING,
    (S.SERVING, "void"): S.VOID,
    (S.RATING, "reprint"): S.RATING,
    (S.RATING, "undo-finish"): S.SERVING,
    (S.RATING, "rate"): S.DONE,
    (S.RATING, "void"): S.VOID,
    (S.HELD, "reprint"): S.HELD,
    (S.HELD, "take-back"): S.CALLED,
    (S.HELD, "void"): S.VOID,
    (S.MISSED, "reprint"): S.MISSED,
    (S.MISSED, "back"): S.WAITING,
    (S.MISSED, "cancel"): S.CANCELLED,
    (S.MISSED, "void"): S.VOID,
    (S.BOOKED, "reprint"): S.BOOKED,
    (S.BOOKED, "check-in"): S.EARLY,
    (S.BOOKED, "move"): S.CANCELLED,
    (S.BOOKED, "not handed over"): S.VOID,
    (S.BOOKED, "cancel"): S.CANCELLED,
    (S.BOOKED, "void"): S.VOID,
    (S.EARLY, "reprint"): S.EARLY,
    (S.EARLY, "cancel"): S.CANCELLED,
    (S.EARLY, "void"): S.VOID,
    (S.WAITING, "postpone"): S.WAITING,
    (S.WAITING, "move-to-top"): S.WAITING,
    (S.WAITING, "direct"): S.CALLED,
    (S.WAITING, "reclassify"): S.WAITING,
    (S.WAITING, "not served"): S.WAITING,
    (S.CALLED, "reclassify"): S.CALLED,
    (S.CALLED, "not served"): S.WAITING,
    (S.CALLED, "abandon"): S.NO_SHOW,
    (S.SERVING, "reclassify"): S.SERVING,
    (S.SERVING, "not served"): S.WAITING,
    (S.HELD, "unhold"): S.WAITING,
    (S.HELD, "cancel"): S.CANCELLED,
    (S.MISSED, "abandon"): S.NO_SHOW,
    (S.DONE, "reactivate"): S.WAITING,
    (S.NO_SHOW, "reactivate"): S.WAITING,
    (S.EXPIRED, "reactivate"): S.WAITING,
}


CHECKS = (line_problems, window_problems)


def picture(core: CoreHall) -> dict[str, Any]:
    hall = core.hall
    return deepcopy(
        {
            "seq": hall.seq,
            "tickets": hall.tickets,
            "windows": hall.windows,
            "asks": hall.asks,
            "counters": hall.counters,
            "lines": {key: [ticket.id for ticket in place.all()] for key, place in hall.places.items()},
        }
    )


def test_the_table_covers_every_state() -> None:
    assert set(MAKE) == set(S)


@pytest.mark.parametrize("state", list(S), ids=str)
def test_states_are_reached(core: CoreHall, state: S) -> None:
    assert core.state(MAKE[state](core)) is state


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("state", list(S), ids=str)
def test_every_edge(core: CoreHall, state: S, name: str) -> None:
    ticket = MAKE[state](core)
    command = COMMANDS[name](core, ticket)
    before = picture(core)
    expected = LEADS_TO.get((state, name))
    if expected is not None:
        core.do(command)
        assert core.state(ticket) is expected
        assert core.hall.seq > before["seq"]
        assert all(event.by and event.role and event.at == core.now for event in core.events[before["seq"] :])
        assert [problem for check in CHECKS for problem in check(core.hall)] == []
        assert interval_problems([core.ticket(ticket)], core.intervals) == []
        return
    with pytest.raises(Refused) as refused:
        core.do(command)
    assert refused.value.detail
    assert picture(core) == before
