import pytest

from api.messages.hall_commands import Call, Next, ReportHandOver, Reprint, Take
from api.messages.words import HandOver, Refusal, Role, TicketClass, TicketState
from api.ports import Actor
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from tests.support.hall_core import KIOSK, MORNING, PLAIN_WINDOW, CoreHall


def refusal(core: CoreHall, command: object) -> Refusal:
    seq = core.hall.seq
    with pytest.raises(Refused) as refused:
        core.do(command)  # type: ignore[arg-type]
    assert core.hall.seq == seq
    return refused.value.refusal


def test_a_take_answers_with_what_is_printed(core: CoreHall) -> None:
    core.take()
    result = core.do(Take(service="s-a", ticket_class=TicketClass.ELDERLY, hand_over=HandOver.SCREEN))
    assert result["ticket"]["number"] == "A002"
    assert result["ticket"]["ahead"] == 1
    assert result["ticket"]["ticket_class"] == "elderly"
    assert result["slip"]["windows"] == [1, 2]
    assert core.events[-1].body["label"] == "A002"


def test_a_number_counts_as_ahead_of_later_ones_only_when_it_waits(core: CoreHall) -> None:
    first = core.take(hand_over=HandOver.PRINTER)
    second = core.do(Take(service="s-a", hand_over=HandOver.SCREEN))
    assert second["ticket"]["ahead"] == 0
    core.do(ReportHandOver(ticket=first, handed_over=HandOver.PRINTER))
    core.open(PLAIN_WINDOW)
    assert core.do(Next(window=PLAIN_WINDOW))["ticket"]["id"] == first


def test_numbers_count_for_each_prefix_from_its_first(core: CoreHall) -> None:
    labels = [core.ticket(core.take(service)).label for service in ("s-a", "s-b", "s-a", "s-b")]
    assert labels == ["A001", "B005", "A002", "B006"]


def test_refusals_consume_no_number(core: CoreHall) -> None:
    assert refusal(core, Take(service="nothing")) is Refusal.UNKNOWN_SERVICE
    assert refusal(core, Take(service="s-c")) is Refusal.NO_WINDOW_TODAY
    core.take()
    assert core.hall.counters == {(core.hall.day, "A"): 1}


def test_a_queue_gives_its_last_number_and_no_more(core: CoreHall) -> None:
    assert [core.ticket(core.take("s-b")).number for _ in range(3)] == [5, 6, 7]
    assert refusal(core, Take(service="s-b")) is Refusal.NUMBERS_EXHAUSTED


@pytest.mark.parametrize(
    ("minutes_after_nine", "is_open"), [(-31, False), (-30, True), (8 * 60 + 29, True), (8 * 60 + 30, False)]
)
def test_opening_hours_are_the_hall_s_own(minutes_after_nine: int, *, is_open: bool) -> None:
    core = CoreHall(now=MORNING + minutes_after_nine * 60_000)
    if is_open:
        core.take()
    else:
        assert refusal(core, Take(service="s-a")) is Refusal.SERVICE_CLOSED


def test_an_unconfirmed_paper_waits_in_line_in_the_end(core: CoreHall) -> None:
    ticket = core.take(hand_over=HandOver.PRINTER)
    assert core.later(89) == []
    assert core.later(1) == [EventKind.TICKET_HANDED_OVER]
    assert core.state(ticket) is TicketState.WAITING


def test_a_late_report_of_the_paper_is_still_taken_down_once(core: CoreHall) -> None:
    ticket = core.take(hand_over=HandOver.PRINTER)
    core.later(90)
    core.open(PLAIN_WINDOW)
    core.do(Call(window=PLAIN_WINDOW, ticket=ticket))
    core.do(ReportHandOver(ticket=ticket, handed_over=HandOver.PRINTER))
    assert core.state(ticket) is TicketState.CALLED
    assert core.ticket(ticket).handed == "printer"
    assert refusal(core, ReportHandOver(ticket=ticket, handed_over=HandOver.PRINTER)) is Refusal.ILLEGAL_TRANSITION


def test_a_number_nobody_took_away_is_void_and_stays_used(core: CoreHall) -> None:
    ticket = core.take(hand_over=HandOver.PRINTER)
    core.do(ReportHandOver(ticket=ticket, handed_over=None))
    assert core.state(ticket) is TicketState.VOID
    assert core.ticket(core.take()).number == 2


def test_reprints_are_counted_and_keep_the_number(core: CoreHall) -> None:
    ticket = core.take()
    assert [core.do(Reprint(ticket=ticket))["copy"] for _ in range(2)] == [1, 2]
    assert core.ticket(ticket).label == "A001"


def test_an_unknown_ticket_is_refused(core: CoreHall) -> None:
    assert refusal(core, Reprint(ticket="0" * 26)) is Refusal.UNKNOWN_TICKET


def test_a_number_for_the_screen_that_came_too_late_is_taken_back_by_its_own_terminal(core: CoreHall) -> None:
    ticket = core.take(hand_over=HandOver.SCREEN)
    with pytest.raises(Refused):
        core.do(ReportHandOver(ticket=ticket, handed_over=None), Actor("kiosk-02", Role.DEVICE))
    core.do(ReportHandOver(ticket=ticket, handed_over=None), KIOSK)
    assert core.state(ticket) is TicketState.VOID
    called = core.take(hand_over=HandOver.SCREEN)
    core.open(PLAIN_WINDOW)
    core.do(Next(window=PLAIN_WINDOW))
    with pytest.raises(Refused):
        core.do(ReportHandOver(ticket=called, handed_over=None), KIOSK)
