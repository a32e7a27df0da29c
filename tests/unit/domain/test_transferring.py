import pytest

from api.messages.hall_commands import Arrive, CloseWindow, LogInByCard, Next, Postpone, PressKey, Transfer
from api.messages.words import PadKey, Refusal, TicketClass, TicketState, TransferPlace
from hall_controller.domain.events import EventKind
from tests.support.guarded_hall import refused
from tests.support.hall_core import KIOSK
from tests.support.visit_hall import CARD, CASHIER, DESK, EXIT, NOTARY, PAD, VisitHall, visit_hall


@pytest.fixture
def hall() -> object:
    core = visit_hall()
    core.open(PAD, DESK, CASHIER)
    yield core
    assert core.sound() == []


def served(hall: VisitHall, service: str = "question", window: int = DESK) -> str:
    ticket = hall.take_for(service)
    assert hall.serve(window) == ticket
    return ticket


def test_by_age_a_citizen_doesn_t_queue_twice(hall: VisitHall) -> None:
    ticket = served(hall)
    hall.later(600)
    hall.take_for("fee")
    hall.do(Transfer(window=DESK, service="fee", reason="first the fee"))
    row = hall.ticket(ticket)
    assert (row.state, row.reason, row.items, row.legs) == (TicketState.WAITING, "first the fee", ("fee",), 2)
    assert hall.call(CASHIER) == ticket


def test_last_is_behind_whoever_waits_now(hall: VisitHall) -> None:
    ticket = served(hall)
    hall.later(600)
    same_instant = hall.take_for("fee")
    hall.do(Transfer(window=DESK, service="fee", place=TransferPlace.LAST))
    assert hall.ticket(ticket).reference == hall.now
    later = hall.take_for("fee")
    hall.open(EXIT)
    assert [hall.call(CASHIER), _gone(hall), hall.call(CASHIER), _gone(hall), hall.call(CASHIER)] == [
        same_instant,
        None,
        ticket,
        None,
        later,
    ]


def test_last_is_never_earlier_than_the_present_place(hall: VisitHall) -> None:
    ticket = hall.take_for("question")
    hall.do(Postpone(ticket=ticket, minutes=20))
    reference = hall.ticket(ticket).reference
    hall.serve(DESK)
    hall.do(Transfer(window=DESK, service="fee", place=TransferPlace.LAST))
    assert hall.ticket(ticket).reference == reference > hall.now


def _gone(hall: VisitHall) -> None:
    hall.do(Arrive(window=CASHIER))
    hall.finish(CASHIER)


def test_first_stands_before_all_and_needs_a_reason(hall: VisitHall) -> None:
    ticket = served(hall)
    hall.take_for("fee", ticket_class=TicketClass.ELDERLY)
    hall.later(600)
    first = Transfer(window=DESK, service="fee", place=TransferPlace.FIRST)
    assert refused(hall, first) is Refusal.REASON_REQUIRED
    hall.do(first.model_copy(update={"reason": "sent here in error"}))
    answer = hall.do(Next(window=CASHIER))
    assert answer["ticket"]["id"] == ticket
    why = next(event.body["why"] for event in reversed(hall.events) if event.kind is EventKind.TICKET_CALLED)
    assert why["reason"] == "top"
    assert EventKind.TICKET_TOPPED not in hall.kinds()


def test_to_a_window_it_goes_there_only(hall: VisitHall) -> None:
    ticket = served(hall)
    hall.do(Transfer(window=DESK, to_window=CASHIER))
    assert refused(hall, Next(window=PAD)) is Refusal.NOBODY_WAITING
    assert hall.call(CASHIER) == ticket
    assert hall.ticket(ticket).service == "question"


def test_to_a_person_it_follows_from_window_to_window(hall: VisitHall) -> None:
    hall.open(NOTARY)
    ticket = served(hall)
    hall.do(Transfer(window=DESK, to_clerk="clerk-5"))
    assert hall.hall.place_of(hall.ticket(ticket)) == ("clerk", "clerk-5", "")
    hall.do(LogInByCard(window=EXIT, card=CARD), KIOSK)
    assert hall.call(EXIT) == ticket


def test_who_waits_for_a_person_who_leaves_goes_to_the_queue(hall: VisitHall) -> None:
    ticket = served(hall)
    hall.do(Transfer(window=DESK, to_clerk="clerk-3"))
    hall.do(CloseWindow(window=CASHIER))
    assert hall.call(PAD) == ticket


def test_who_waits_first_for_a_window_that_closes_is_one_of_many_in_the_queue(hall: VisitHall) -> None:
    ticket = served(hall)
    elder = hall.take_for("question", ticket_class=TicketClass.ELDERLY)
    hall.do(Transfer(window=DESK, to_window=CASHIER, place=TransferPlace.FIRST, reason="wrong counter"))
    hall.do(CloseWindow(window=CASHIER))
    hall.later(600)
    assert hall.ticket(ticket).front == 0
    assert hall.call(PAD) == elder


def test_return_here_comes_back_after_the_other_window_with_what_was_to_come(hall: VisitHall) -> None:
    hall.open(EXIT)
    ticket = served(hall, "permit")
    hall.do(Transfer(window=DESK, service="fee", return_here=True, reason="fee first"))
    for window in (CASHIER, DESK, EXIT):
        assert hall.serve(window) == ticket
        hall.finish(window)
    assert hall.state(ticket) is TicketState.DONE
    assert [over.leg.service for over in hall.ticket(ticket).past] == ["fee", "permit", "document"]


def test_what_follows_from_the_other_service_is_to_come_once(hall: VisitHall) -> None:
    """Another department's permit: its fee and document; the document was to come already."""
    ticket = served(hall, "change")
    hall.do(Transfer(window=DESK, service="permit"))
    assert [leg.service for leg in hall.ticket(ticket).plan] == ["fee", "document"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Refusal.SENSELESS),
        ({"to_window": PAD, "to_clerk": "clerk-3"}, Refusal.SENSELESS),
        ({"service": "nothing"}, Refusal.UNKNOWN_SERVICE),
        ({"to_window": 9}, Refusal.UNKNOWN_WINDOW),
        ({"to_window": DESK}, Refusal.NOT_THIS_WINDOW),
        ({"to_window": EXIT}, Refusal.WINDOW_NOT_OPEN),
        ({"to_clerk": "clerk-2"}, Refusal.NOT_THIS_WINDOW),
        ({"to_clerk": "clerk-5"}, Refusal.WINDOW_NOT_OPEN),
        ({"to_clerk": "nobody"}, Refusal.UNKNOWN_STAFF),
    ],
)
def test_goals_where_nobody_would_call_it(hall: VisitHall, keys: dict[str, object], expected: Refusal) -> None:
    served(hall)
    assert refused(hall, Transfer.model_validate({"window": DESK, **keys})) is expected


def test_no_window_and_no_person_has_the_skill() -> None:
    """The skill is somewhere in the hall, but at no window of its queue."""
    windows = [
        {"number": DESK, "names": {"zh-CN": "名"}, "queues": ["accept"], "skills": ["deeds"]},
        {"number": NOTARY, "names": {"zh-CN": "名"}, "queues": ["notary"]},
    ]
    hall = visit_hall(windows=windows, staff=[])
    hall.open(DESK)
    served(hall)
    assert refused(hall, Transfer(window=DESK, service="deed")) is Refusal.NO_WINDOW_TODAY
    hall.do(Transfer(window=DESK, service="seal"))
    assert hall.sound() == []


def test_the_pad_s_transfer_key_needs_digits(hall: VisitHall) -> None:
    ticket = served(hall)
    assert refused(hall, PressKey(window=DESK, key=PadKey.TRANSFER.value)) is Refusal.SENSELESS
    hall.do(PressKey(window=DESK, key=PadKey.TRANSFER.value, digits="3"))
    assert hall.call(CASHIER) == ticket
