"""预约 at the kiosk, without a phone: made, moved, and never left behind where nobody knows of it. The hall is the real core."""

import pytest

from api.check_code import check_code
from api.messages.hall_commands import Book, Miss, Next
from api.messages.words import Refusal, TicketState
from hall_controller.domain.facts import NoShows
from kiosk.flow.flows import CHECK_IN, SCAN_CODE, TAKE_TICKET
from kiosk.flow.identity.ports import Scanned
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.flows import BOOK
from kiosk.flow.numbers.views import Booked, ChooseDay, ChooseTime, NoAnswer, NumberRefused, OwnNumbers, SureToBook
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.flow.views import Refused
from tests.support.booking_hall import MONDAY, TODAY, TUESDAY, booked
from tests.support.guarded_hall import person
from tests.support.number_rig import ME, NumberRig


async def to_days(rig: NumberRig) -> None:
    """From home to the choice of a day, as somebody who laid their card."""
    await rig.do(IntentKind.START, BOOK)
    await rig.do(IntentKind.CHOOSE, "s-a")
    await rig.by_card()
    assert rig.view == "ChooseDay", rig.view


async def to_confirm(rig: NumberRig, day: str = MONDAY, slot: str = "10:00") -> None:
    await to_days(rig)
    await rig.do(IntentKind.CHOOSE, day)
    await rig.do(IntentKind.CHOOSE, slot)
    assert rig.view == "SureToBook", rig.view


def only_booking(rig: NumberRig) -> str:
    [ticket] = rig.core.hall.booked.standing(ME)
    return ticket.id


async def test_a_booking_from_home_to_the_paper(rig: NumberRig) -> None:
    await to_days(rig)
    days = rig.engine.shown.view
    assert isinstance(days, ChooseDay)
    assert [day.day for day in days.days][:2] == [TODAY, MONDAY]
    await rig.do(IntentKind.CHOOSE, MONDAY)
    times = rig.engine.shown.view
    assert isinstance(times, ChooseTime)
    assert {slot.day for slot in times.slots} == {MONDAY}
    await rig.do(IntentKind.CHOOSE, "10:00")
    assert isinstance(rig.engine.shown.view, SureToBook)
    assert rig.core.hall.booked.standing(ME) == [], "nothing before it was confirmed"
    await rig.do(IntentKind.CONFIRM)
    done = rig.engine.shown.view
    assert isinstance(done, Booked)
    assert (done.printed, done.moved, done.ticket.view.number) == (True, False, "AY001")
    assert done.ticket.slip.check == check_code(only_booking(rig))
    assert [paper.view.id for paper in rig.paper.papers.values()] == [only_booking(rig)]
    await rig.do(IntentKind.CONFIRM)
    assert (rig.view, rig.engine.session) == ("Home", None)


async def test_back_leads_step_by_step_and_books_nothing(rig: NumberRig) -> None:
    await to_confirm(rig)
    seen = []
    for _ in range(5):
        await rig.do(IntentKind.BACK)
        seen.append(rig.view)
    assert seen[:2] == ["ChooseDay", "IdentityHub"]
    assert rig.core.hall.booked.standing(ME) == []


async def test_what_is_full_cant_be_chosen_and_what_was_filled_meanwhile_leads_back(rig: NumberRig) -> None:
    booked(rig.core, person(1), MONDAY)
    await to_confirm(rig)
    booked(rig.core, person(2), MONDAY)
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == NumberRefused(Refusal.SLOT_FULL.value)
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseDay"
    await rig.do(IntentKind.CHOOSE, MONDAY)
    await rig.do(IntentKind.CHOOSE, "10:00")
    assert rig.view == "ChooseTime", "full"
    await rig.do(IntentKind.CHOOSE, "10:30")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Booked"


@pytest.mark.parametrize("paper", ["out", "fails"])
async def test_without_paper_number_and_code_stand_on_the_screen(rig: NumberRig, paper: str) -> None:
    if paper == "out":
        rig.paper.ready = PrinterReadiness(False, "paper.out")
    else:
        rig.paper.outcomes.append(PrintReport(PrintOutcome.NOT_PRINTED, "paper.out"))
    await to_confirm(rig)
    await rig.do(IntentKind.CONFIRM)
    done = rig.engine.shown.view
    assert isinstance(done, Booked)
    assert (done.printed, done.reason) == (False, "paper.out")
    assert only_booking(rig)


async def test_a_lost_answer_is_asked_again_and_books_once(rig: NumberRig) -> None:
    await to_confirm(rig)
    rig.bus.lose_answers = True
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "NoAnswer"
    rig.bus.lose_answers = False
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Booked"
    assert only_booking(rig)
    assert rig.outbox.pending() == []


@pytest.mark.parametrize("leaving", ["later", "home", "walks away"])
async def test_a_booking_nobody_knows_of_is_withdrawn_and_counts_against_nobody(rig: NumberRig, leaving: str) -> None:
    await to_confirm(rig, TODAY, "09:30")
    rig.bus.lose_answers = True
    await rig.do(IntentKind.CONFIRM)
    ticket = rig.ticket(only_booking(rig))
    if leaving == "later":
        await rig.do(IntentKind.SKIP)
    elif leaving == "home":
        await rig.do(IntentKind.HOME)
    else:
        await rig.wait(90)
    assert rig.view == "Home"
    assert rig.deliver() == ["hand-over"]
    assert ticket.state is TicketState.VOID, "even so short before its slot"
    rig.core.later(3_600)
    assert rig.core.hall.facts.get(NoShows, ME) is None
    rig.core.do(Book(service="s-a", day=TODAY, slot="14:00", holder=ME))


async def test_what_was_never_booked_is_no_trouble(rig: NumberRig) -> None:
    await to_confirm(rig)
    rig.bus.away = True
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.SKIP)
    assert rig.view == "Home"
    assert len(rig.outbox.pending()) == 1
    assert rig.core.hall.booked.standing(ME) == []


async def test_a_booking_is_moved_by_its_paper(rig: NumberRig) -> None:
    old = booked(rig.core, ME, MONDAY)
    rig.identity.scan.codes.append(Scanned(data=old.id.encode()))
    await rig.way("scan")
    await rig.do(IntentKind.CHOOSE, "move")
    days = rig.engine.shown.view
    assert isinstance(days, ChooseDay)
    assert days.moving == old.label
    await rig.do(IntentKind.CHOOSE, TUESDAY)
    await rig.do(IntentKind.CHOOSE, "14:00")
    await rig.do(IntentKind.CONFIRM)
    done = rig.engine.shown.view
    assert isinstance(done, Booked)
    assert done.moved
    assert old.state is TicketState.CANCELLED
    assert rig.ticket(only_booking(rig)).day == TUESDAY


@pytest.mark.parametrize("answered", [True, False])
async def test_moving_never_loses_a_booking(rig: NumberRig, answered: bool) -> None:
    old = booked(rig.core, ME, MONDAY)
    rig.identity.scan.codes.append(Scanned(data=old.id.encode()))
    await rig.way("scan")
    await rig.do(IntentKind.CHOOSE, "move")
    await rig.do(IntentKind.CHOOSE, TUESDAY)
    await rig.do(IntentKind.CHOOSE, "14:00")
    rig.bus.lose_answers, rig.bus.away = answered, not answered
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.HOME)
    assert rig.outbox.pending() == [], "neither the old nor the new one is withdrawn"
    assert only_booking(rig)


async def test_going_back_from_moving_leaves_it_as_it_is(rig: NumberRig) -> None:
    old = booked(rig.core, ME, MONDAY)
    rig.identity.scan.codes.append(Scanned(data=old.id.encode()))
    await rig.way("scan")
    await rig.do(IntentKind.CHOOSE, "move")
    await rig.do(IntentKind.BACK)
    assert rig.view == "NumberStands"
    assert old.state is TicketState.BOOKED


async def test_guards_say_why_not(rig: NumberRig) -> None:
    booked(rig.core, ME, MONDAY, "14:00")
    await to_confirm(rig)
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == NumberRefused(Refusal.BOOKED_ALREADY.value)


async def test_whom_staff_shall_look_at_books_at_the_desk(rig: NumberRig) -> None:
    await rig.do(IntentKind.START, BOOK)
    await rig.do(IntentKind.CHOOSE, "s-a")
    await rig.do(IntentKind.CHOOSE, "person")
    assert rig.view == "AskPerson"
    await rig.do(IntentKind.CONFIRM)
    assert (rig.view, rig.core.hall.booked.standing(ME)) == ("Home", [])


async def test_without_the_terminals_key_nobody_has_a_name_here_and_staff_book(rig: NumberRig) -> None:
    rig.identity.register.person = lambda _: ""  # type: ignore[method-assign]
    await rig.do(IntentKind.START, BOOK)
    await rig.do(IntentKind.CHOOSE, "s-a")
    await rig.by_card()
    assert rig.view == "AskAtDesk"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"


async def test_who_finds_nothing_of_theirs_may_book_at_once(rig: NumberRig) -> None:
    await rig.way("identify")
    await rig.by_card()
    assert rig.view == "OwnNumbers"
    await rig.do(IntentKind.CHOOSE, "book")
    await rig.do(IntentKind.CHOOSE, "s-a")
    assert rig.view == "ChooseDay", "they have shown who they are"


async def test_who_leaves_without_an_answer_takes_a_slip_of_what_they_wanted(rig: NumberRig) -> None:
    await to_confirm(rig)
    rig.bus.away = True
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == NoAnswer(act=True, slip=True)
    await rig.do(IntentKind.SKIP)
    assert rig.view == "Home"
    [slip] = rig.paper.slips
    assert (slip.wish, slip.day, slip.slot) == ("book", MONDAY, "10:00")


async def test_nobody_there_gets_no_slip_and_no_printer_promises_none(rig: NumberRig) -> None:
    await to_confirm(rig)
    rig.bus.away = True
    await rig.do(IntentKind.CONFIRM)
    await rig.wait(21)
    assert (rig.view, rig.paper.slips) == ("Home", [])
    rig.bus.away = False
    rig.paper.ready = PrinterReadiness(False, "paper.out")
    await to_confirm(rig)
    rig.bus.away = True
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == NoAnswer(act=True, slip=False)


async def refused(rig: NumberRig, code: str) -> None:
    """From home to a refusal of the chosen service."""
    rig.hall.answer, rig.hall.refusal = "refuse", code
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, "s-a")
    assert rig.view == "Refused", rig.view


async def test_whom_the_hall_gives_no_number_now_may_book_another_time(rig: NumberRig) -> None:
    await refused(rig, Refusal.NUMBERS_EXHAUSTED.value)
    assert rig.engine.shown.view == Refused(Refusal.NUMBERS_EXHAUSTED.value, "book")
    await rig.do(IntentKind.CHOOSE, "book")
    await rig.by_card()
    await rig.do(IntentKind.CHOOSE, MONDAY)
    await rig.do(IntentKind.CHOOSE, "10:00")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Booked"
    assert rig.ticket(only_booking(rig)).service == "s-a"


async def test_who_waits_already_may_look_at_their_number(rig: NumberRig) -> None:
    ticket = rig.taken(holder=ME)
    await refused(rig, Refusal.ALREADY_WAITING.value)
    await rig.do(IntentKind.CHOOSE, "own")
    await rig.by_card()
    own = rig.engine.shown.view
    assert isinstance(own, OwnNumbers)
    assert [view.id for view in own.tickets] == [ticket.id]


async def test_other_refusals_lead_back_and_nowhere_else(rig: NumberRig) -> None:
    await refused(rig, Refusal.LISTED.value)
    await rig.do(IntentKind.CHOOSE, "book")
    assert rig.engine.shown.view == Refused(Refusal.LISTED.value)
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseOneService"


async def test_a_check_in_whose_answer_was_lost_is_done_once_and_heard_of(rig: NumberRig) -> None:
    ticket = booked(rig.core, ME, TODAY, "09:30")
    rig.bus.lose_answers = True
    await rig.do(IntentKind.START, CHECK_IN)
    await rig.typed(ticket.label)
    assert rig.engine.shown.view == NoAnswer(act=True)
    assert ticket.state is TicketState.EARLY, "the hall had heard it"
    rig.bus.lose_answers = False
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "CheckedIn"


async def test_a_missed_number_comes_back_once_however_often_it_is_asked(rig: NumberRig) -> None:
    ticket = rig.taken()
    rig.core.open(1)
    rig.core.do(Next(window=1))
    rig.core.later(30)
    rig.core.do(Miss(window=1))
    rig.identity.scan.codes.append(Scanned(data=ticket.id.encode()))
    rig.bus.away = True
    await rig.do(IntentKind.START, SCAN_CODE)
    rig.bus.away, rig.bus.lose_answers = False, True
    await rig.do(IntentKind.CONFIRM)
    rig.bus.lose_answers = False
    await rig.do(IntentKind.CONFIRM)
    assert (rig.view, ticket.state) == ("CheckedIn", TicketState.WAITING)
