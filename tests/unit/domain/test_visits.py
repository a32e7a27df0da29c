"""受理 → 收费 → 出件: legs of one visit, their results, and the finish that is taken back."""

import pytest

from api.messages.hall_commands import (
    Arrive,
    Call,
    CloseDay,
    CloseWindow,
    Finish,
    ItemResult,
    Next,
    PressKey,
    Rate,
    Reject,
    Return,
    Transfer,
    UndoFinish,
    Void,
)
from api.messages.words import PadKey, RatingLevel, RatingOutcome, Refusal, ServiceOutcome, TicketClass, TicketState, WindowState
from hall_controller.domain.events import EventKind
from hall_controller.domain.views import desk_view, ticket_view
from tests.support.guarded_hall import refused
from tests.support.visit_hall import CASHIER, DESK, EXIT, PAD, VisitHall, visit_hall


@pytest.fixture
def hall() -> object:
    """A hall whose invariants hold at the end, whatever the test did."""
    core = visit_hall()
    core.open(PAD, DESK, CASHIER, EXIT)
    yield core
    assert core.sound() == []


def rate(core: VisitHall, window: int, outcome: RatingOutcome = RatingOutcome.SUBMITTED) -> None:
    level = RatingLevel.GOOD if outcome is RatingOutcome.SUBMITTED else None
    core.do(Rate(ask=core.window(window).ask or "", outcome=outcome, level=level))


def test_a_visit_goes_from_leg_to_leg_under_one_number(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    row = hall.ticket(ticket)
    number, reference = row.label, row.reference
    for window, queue, service in ((DESK, "accept", "permit"), (CASHIER, "pay", "fee"), (EXIT, "exit", "document")):
        hall.later(60)
        assert (row.queue, row.service, row.items, row.reference, row.label) == (queue, service, (service,), reference, number)
        assert hall.serve(window) == ticket
        hall.finish(window)
        assert hall.window(window).served == 1
    assert (row.state, row.legs, row.plan) == (TicketState.DONE, 3, ())
    assert [interval.leg for interval in hall.intervals] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [over.leg.service for over in row.past] == ["permit", "fee", "document"]


@pytest.mark.parametrize("outcome", [RatingOutcome.SUBMITTED, RatingOutcome.DECLINED, RatingOutcome.DEVICE_FAULT, None])
def test_the_next_leg_begins_when_the_rating_is_over_however_it_ends(hall: VisitHall, outcome: RatingOutcome | None) -> None:
    ticket = hall.take_for("permit")
    hall.serve(PAD)
    hall.finish(PAD)
    assert (hall.state(ticket), hall.ticket(ticket).queue) == (TicketState.RATING, "accept")
    if outcome is None:
        hall.later(17)
    else:
        rate(hall, PAD, outcome)
    assert (hall.state(ticket), hall.ticket(ticket).queue) == (TicketState.WAITING, "pay")
    assert hall.window(PAD).state is WindowState.IDLE
    assert TicketState.DONE not in {interval.state for interval in hall.intervals}
    assert hall.serve(CASHIER) == ticket


def test_class_and_place_in_line_are_kept_and_passing_starts_anew(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    hall.later(60)
    hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    hall.take_for("fee")
    hall.later(60)
    assert hall.serve(PAD) != ticket
    assert hall.ticket(ticket).passed == 1
    hall.serve(DESK)
    hall.finish(DESK)
    assert hall.ticket(ticket).passed == 0
    assert hall.call(CASHIER) == ticket


def test_outcomes_are_stored_for_each_item(hall: VisitHall) -> None:
    ticket = hall.take_for("permit", "change", "question")
    assert hall.ticket(ticket).items == ("permit", "change", "question")
    hall.serve(DESK)
    results = (ItemResult(service="question", outcome=ServiceOutcome.CONSULTED),)
    hall.finish(DESK, outcome=ServiceOutcome.ACCEPTED, results=results)
    finished = next(event for event in hall.events if event.kind is EventKind.TICKET_FINISHED)
    assert finished.body["results"] == [["permit", "accepted"], ["change", "accepted"], ["question", "consulted"]]
    view = ticket_view(hall.hall, ticket)
    assert view is not None
    assert view.results == {"permit": "accepted", "change": "accepted", "question": "consulted"}
    assert (view.items, view.to_come) == (("fee",), ("document",))


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((("fee", "done"),), Refusal.UNKNOWN_SERVICE),
        ((("permit", "done"), ("permit", "rejected")), Refusal.SENSELESS),
    ],
)
def test_results_name_items_of_the_leg_once(hall: VisitHall, results: tuple[tuple[str, str], ...], expected: Refusal) -> None:
    hall.take_for("permit")
    hall.serve(DESK)
    items = tuple(ItemResult(service=service, outcome=ServiceOutcome(outcome)) for service, outcome in results)
    assert refused(hall, Finish(window=DESK, results=items)) is expected


@pytest.mark.parametrize(
    ("failed", "to_come"),
    [(("permit",), ["document"]), (("change",), ["fee", "document"]), (("permit", "change"), [])],
)
def test_nothing_follows_from_an_item_that_was_sent_away(hall: VisitHall, failed: tuple[str, ...], to_come: list[str]) -> None:
    """Permit: fee, then document. Change: document."""
    ticket = hall.take_for("permit", "change")
    hall.serve(DESK)
    hall.finish(DESK, results=tuple(ItemResult(service=item, outcome=ServiceOutcome.SUPPLEMENT) for item in failed))
    row = hall.ticket(ticket)
    assert [*([row.service] if row.state is TicketState.WAITING else []), *[leg.service for leg in row.plan]] == to_come
    assert row.state is (TicketState.WAITING if to_come else TicketState.DONE)


def test_what_was_asked_for_itself_is_still_to_come(hall: VisitHall) -> None:
    """The fee follows from the permit, but the citizen came for a fee as well."""
    ticket = hall.take_for("permit", "fee")
    hall.serve(DESK)
    hall.finish(DESK, outcome=ServiceOutcome.SUPPLEMENT)
    assert (hall.ticket(ticket).service, hall.ticket(ticket).plan) == ("fee", ())


def test_a_rejection_ends_the_whole_visit(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    hall.serve(DESK)
    hall.do(Reject(window=DESK, reason="papers"))
    assert (hall.state(ticket), hall.ticket(ticket).past[-1].results) == (TicketState.DONE, {"permit": "rejected"})


def test_the_desk_shows_items_results_and_what_is_to_come(hall: VisitHall) -> None:
    hall.take_for("permit", "question")
    hall.serve(DESK)
    desk = desk_view(hall.hall, DESK, hall.now)
    assert desk is not None
    assert [item.id for item in desk.items] == ["permit", "question"]
    assert [item.id for item in desk.to_come] == ["fee", "document"]
    hall.finish(DESK)
    hall.serve(CASHIER)
    desk = desk_view(hall.hall, CASHIER, hall.now)
    assert desk is not None
    assert desk.ticket is not None
    assert desk.ticket.results == {"permit": "done", "question": "done"}


@pytest.mark.parametrize("pad", [False, True])
def test_undoing_a_finish_takes_back_the_leg_that_began(hall: VisitHall, *, pad: bool) -> None:
    window = PAD if pad else DESK
    ticket = hall.take_for("permit")
    row = hall.ticket(ticket)
    hall.serve(window)
    hall.finish(window)
    if pad:
        rate(hall, window, RatingOutcome.DEVICE_FAULT)
    assert row.queue == "pay"
    hall.do(UndoFinish(window=window))
    assert (row.state, row.queue, row.items, row.legs, row.past) == (TicketState.SERVING, "accept", ("permit",), 1, ())
    assert [leg.service for leg in row.plan] == ["fee", "document"]
    assert (hall.window(window).served, hall.hall.waiting_in("pay")) == (0, 0)
    hall.finish(window)
    assert (row.queue if not pad else row.state) == ("pay" if not pad else TicketState.RATING)


def undo_until(core: VisitHall) -> int | None:
    """What the desk offers its clerk."""
    desk = desk_view(core.hall, DESK, core.now)
    assert desk is not None
    return desk.undo_until


def test_once_called_to_the_next_leg_a_finish_stays(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    hall.serve(DESK)
    hall.finish(DESK)
    assert undo_until(hall) == hall.now + 10_000
    hall.call(CASHIER)
    assert refused(hall, UndoFinish(window=DESK)) is Refusal.ILLEGAL_TRANSITION
    assert undo_until(hall) is None
    hall.do(Return(window=CASHIER))
    assert refused(hall, UndoFinish(window=DESK)) is Refusal.ILLEGAL_TRANSITION
    assert hall.call(CASHIER) == ticket


def test_a_finish_can_not_be_undone_once_another_window_finished_a_later_leg(hall: VisitHall) -> None:
    """However quick that was: the later leg is that window's to undo."""
    ticket = hall.take_for("permit")
    for window in (DESK, CASHIER, EXIT):
        hall.serve(window)
        hall.finish(window)
    assert hall.state(ticket) is TicketState.DONE
    assert refused(hall, UndoFinish(window=DESK)) is Refusal.ILLEGAL_TRANSITION
    hall.do(UndoFinish(window=EXIT))
    assert (hall.ticket(ticket).service, hall.window(EXIT).ticket) == ("document", ticket)


def test_a_finish_can_not_be_undone_while_another_window_s_question_is_open(hall: VisitHall) -> None:
    hall.take_for("permit")
    hall.serve(DESK)
    hall.finish(DESK)
    hall.serve(CASHIER)
    hall.do(Transfer(window=CASHIER, to_window=PAD))
    hall.serve(PAD)
    hall.finish(PAD)
    assert refused(hall, UndoFinish(window=DESK)) is Refusal.ILLEGAL_TRANSITION
    assert hall.window(PAD).ask is not None


def test_a_late_answer_about_an_earlier_leg_leaves_the_present_finish_undoable(hall: VisitHall) -> None:
    ticket = hall.take_for("permit")
    hall.serve(PAD)
    hall.finish(PAD)
    first = str(hall.window(PAD).ask)
    hall.later(20)
    hall.serve(CASHIER)
    hall.do(Transfer(window=CASHIER, to_window=PAD))
    hall.serve(PAD)
    hall.finish(PAD)
    hall.do(Rate(ask=first, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD))
    assert hall.hall.asks[first].replaced
    hall.do(UndoFinish(window=PAD))
    assert hall.state(ticket) is TicketState.SERVING


def test_an_undo_withdraws_the_question_of_its_own_leg(hall: VisitHall) -> None:
    """Each leg asks once: an answered question of an earlier one isn't touched."""
    ticket = hall.take_for("permit")
    hall.serve(PAD)
    hall.finish(PAD)
    rate(hall, PAD)
    hall.serve(CASHIER)
    hall.do(Transfer(window=CASHIER, service="question"))
    assert hall.serve(PAD) == ticket
    hall.finish(PAD)
    second = hall.window(PAD).ask
    hall.do(UndoFinish(window=PAD))
    answered, withdrawn = hall.hall.asks.values()
    assert (answered.outcome, answered.cancelled) == (RatingOutcome.SUBMITTED, False)
    assert (withdrawn.id, withdrawn.cancelled) == (second, True)


def test_an_undo_where_nobody_asked_leaves_earlier_answers_alone(hall: VisitHall) -> None:
    hall.take_for("permit")
    hall.serve(PAD)
    hall.finish(PAD)
    rate(hall, PAD)
    hall.serve(CASHIER)
    hall.finish(CASHIER)
    hall.do(UndoFinish(window=CASHIER))
    (answered,) = hall.hall.asks.values()
    assert (answered.outcome, answered.cancelled) == (RatingOutcome.SUBMITTED, False)


def test_a_kept_next_calls_by_the_rule_as_it_is_when_the_leg_has_begun() -> None:
    """The window serves the next leg too: the citizen's old reference is the earliest there."""
    windows = [
        {"number": 1, "names": {"zh-CN": "名"}, "queues": ["accept", "pay", "exit", "notary"], "rating_pad": "agent/rating-1"},
    ]
    hall = visit_hall(windows=windows)
    hall.open(1)
    ticket = hall.take_for("permit")
    hall.later(60)
    hall.take_for("question")
    hall.serve(1)
    hall.finish(1)
    hall.do(Next(window=1))
    hall.later(17)
    assert (hall.window(1).ticket, hall.state(ticket)) == (ticket, TicketState.CALLED)
    hall.do(Arrive(window=1))
    hall.finish(1)
    hall.do(Next(window=1))
    hall.do(Void(ticket=ticket, reason="test"))
    assert hall.window(1).state is WindowState.CALLING
    assert hall.sound() == []


def test_the_pad_s_next_key_finishes_a_leg_and_calls(hall: VisitHall) -> None:
    first, second = hall.take_for("permit"), hall.take_for("permit")
    assert hall.serve(DESK) == first
    answer = hall.do(PressKey(window=DESK, key=PadKey.NEXT.value))
    assert answer["ticket"]["id"] == second
    assert (hall.state(first), hall.ticket(first).queue) == (TicketState.WAITING, "pay")
    assert _layouts(hall, "agent/led-2") == ["calling"]


def _layouts(hall: VisitHall, device: str) -> list[str]:
    return [delivery.body["layout"] for delivery in hall.told if delivery.device == device]


def test_a_leg_kept_for_a_window_waits_there_and_in_the_queue_once_it_closes(hall: VisitHall) -> None:
    """Return-here, before and after the window goes."""
    ticket = hall.take_for("question")
    assert hall.serve(DESK) == ticket
    hall.do(Transfer(window=DESK, service="fee", return_here=True))
    hall.serve(CASHIER)
    hall.finish(CASHIER)
    row = hall.ticket(ticket)
    assert (row.service, row.reserved, hall.hall.place_of(row)) == ("question", DESK, ("window", "2", ""))
    assert refused(hall, Call(window=PAD, ticket=ticket)) is Refusal.NOT_THIS_WINDOW
    assert hall.serve(DESK) == ticket
    hall.do(Transfer(window=DESK, service="fee", return_here=True))
    hall.do(CloseWindow(window=DESK))
    hall.serve(CASHIER)
    hall.finish(CASHIER)
    assert hall.serve(PAD) == ticket


def test_a_visit_that_is_under_way_at_the_end_of_the_day_is_over(hall: VisitHall) -> None:
    served, rated, between = (hall.take_for("permit") for _ in range(3))
    hall.serve(DESK)
    hall.serve(PAD)
    hall.finish(PAD)
    hall.do(Transfer(window=DESK, to_window=PAD))
    assert hall.serve(DESK) == between
    hall.do(CloseDay())
    assert [hall.state(ticket) for ticket in (served, rated, between)] == [
        TicketState.EXPIRED,
        TicketState.DONE,
        TicketState.DONE,
    ]
