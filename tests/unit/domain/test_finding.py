"""查号: what a paper, a number and a person show, and what the number alone doesn't."""

import pytest

from api.check_code import CHECK_DIGITS, check_code, is_check_code
from api.ids import new_id
from api.messages.hall_commands import Back, Book, Bookings, Cancel, FindTicket, Miss, Next, Postpone, Slots, Take
from api.messages.views import FollowView
from api.messages.words import HandOver, Refusal, TicketClass, TicketState
from hall_controller.domain.finding import find_ticket, tickets_of_person
from hall_controller.domain.hall import Hall
from hall_controller.domain.reads import READS, read
from hall_controller.domain.requests import Refused
from tests.support.booking_hall import MONDAY, TUESDAY, booked, booking_hall
from tests.support.guarded_hall import person, refused
from tests.support.hall_core import CoreHall

A, B = person(0), person(1)


def found(core: CoreHall, **by: str) -> FollowView:
    return find_ticket(core.hall, FindTicket(**by), core.now)


def not_found(core: CoreHall, **by: str) -> Refusal:
    with pytest.raises(Refused) as error:
        found(core, **by)
    return error.value.refusal


def taken(core: CoreHall, **fields: object) -> dict[str, str]:
    answer = core.do(Take(service="s-a", hand_over=HandOver.SCREEN, **fields))  # type: ignore[arg-type]
    return {"id": answer["ticket"]["id"], "number": answer["ticket"]["number"], "check": answer["slip"]["check"]}


def test_codes_have_four_digits_and_differ() -> None:
    codes = [check_code(new_id()) for _ in range(200)]
    assert all(len(code) == CHECK_DIGITS and code.isdecimal() for code in codes)
    assert len(set(codes)) > 150
    assert check_code("01JD0V5Y3M9D8XQ2T7W4R6K1ZB") == "3083", "papers in people's hands keep their code"


def test_the_paper_shows_everything_by_its_code_or_by_number_and_check_code() -> None:
    core = booking_hall()
    paper = taken(core, ticket_class=TicketClass.ELDERLY)
    by_code = found(core, ticket=paper["id"])
    assert by_code == found(core, number=f" {paper['number'].lower()}", check=paper["check"])
    assert (by_code.id, by_code.ticket_class, by_code.may_cancel) == (paper["id"], TicketClass.ELDERLY, True)
    assert by_code.windows


def test_the_number_alone_shows_how_it_stands_and_no_more() -> None:
    core = booking_hall()
    paper = taken(core, ticket_class=TicketClass.LOW_INCOME, holder=A)
    seen = found(core, number=paper["number"])
    assert (seen.number, seen.state, seen.ahead) == (paper["number"], TicketState.WAITING, 0)
    assert seen.service_names == core.rules.queues["a"].names
    text = seen.model_dump_json()
    assert not [told for told in (paper["id"], paper["check"], "low-income", "s-a", A) if told in text]


def test_a_wrong_code_a_strange_number_and_nothing_at_all() -> None:
    core = booking_hall()
    paper = taken(core)
    wrong = f"{(int(paper['check']) + 1) % 10_000:04d}"
    assert not_found(core, number=paper["number"], check=wrong) is Refusal.WRONG_CHECK_CODE
    assert not_found(core, number="Z999", check=wrong) is Refusal.UNKNOWN_TICKET
    assert not_found(core, ticket="01JD0V5Y3M9D8XQ2T7W4R6K1ZZ") is Refusal.UNKNOWN_TICKET
    assert not_found(core) is Refusal.SENSELESS


def test_bookings_share_numbers_among_days_and_the_code_tells_which() -> None:
    core = booking_hall()
    monday, tuesday = booked(core, A, MONDAY), booked(core, B, TUESDAY)
    assert monday.label == tuesday.label
    assert not_found(core, number=monday.label) is Refusal.CHECK_CODE_REQUIRED
    for ticket in (monday, tuesday):
        seen = found(core, number=ticket.label, check=check_code(ticket.id))
        assert (seen.id, seen.day, seen.may_move, seen.may_check_in) == (ticket.id, ticket.day, True, False)


def test_todays_booking_may_be_checked_in_and_close_to_its_slot_no_longer_moved() -> None:
    core = booking_hall()
    ticket = booked(core, A, slot="11:00")
    seen = found(core, ticket=ticket.id)
    assert (seen.may_check_in, seen.may_move, seen.may_cancel) == (True, True, True)
    core.later(1)
    seen = found(core, ticket=ticket.id)
    assert (seen.may_check_in, seen.may_move, seen.may_cancel) == (True, False, False)


def test_a_missed_one_comes_back_by_its_number_while_it_may() -> None:
    core = booking_hall()
    core.open(1)
    paper = taken(core)
    core.do(Next(window=1))
    core.later(30)
    core.do(Miss(window=1))
    assert found(core, number=paper["number"]).may_come_back
    assert core.do(Back(number=paper["number"].lower()))["ticket"]["state"] == "waiting"
    assert refused(core, Back(number=paper["number"])) is Refusal.ILLEGAL_TRANSITION
    assert refused(core, Back(number="Z999")) is Refusal.UNKNOWN_TICKET
    assert refused(core, Back()) is Refusal.SENSELESS


def test_nobody_comes_back_by_the_number_of_a_booking_to_come() -> None:
    core = booking_hall()
    assert refused(core, Back(number=booked(core, A, MONDAY).label)) is Refusal.NOT_TODAY


def test_a_promise_that_is_over_or_was_put_off_is_not_told_again() -> None:
    core = booking_hall()

    class Steady:
        def promise(self, *_: object) -> tuple[int, int, int]:
            return core.now + 60_000, core.now + 120_000, core.now + 180_000

    core.hall.forecasts = Steady()
    paper, other = taken(core), taken(core)
    assert found(core, ticket=paper["id"]).forecast is not None
    core.do(Postpone(ticket=other["id"], minutes=10))
    assert found(core, ticket=other["id"]).forecast is None
    core.later(181)
    seen = found(core, ticket=paper["id"])
    assert (seen.forecast, seen.late) == (None, True)


def test_a_person_finds_bookings_and_numbers_that_arent_over() -> None:
    core = booking_hall()
    paper = taken(core, holder=A)
    core.do(Cancel(ticket=core.do(Take(service="s-b", holder=A, hand_over=HandOver.SCREEN))["ticket"]["id"]))
    later, sooner = booked(core, A, TUESDAY), booked(core, A, MONDAY)
    booked(core, B, MONDAY)
    assert [view.id for view in tickets_of_person(core.hall, A, core.now)] == [paper["id"], sooner.id, later.id]
    assert tickets_of_person(core.hall, person(7), core.now) == ()


def test_every_read_leaves_the_hall_as_it_was() -> None:
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    before = core.hall.seq
    asked = (Slots(service="s-a"), FindTicket(ticket=ticket.id), Bookings(holder=A))
    assert {type(command) for command in asked} == set(READS)
    for command in asked:
        assert read(core.hall, command, core.now)
    assert core.hall.seq == before


def test_a_booking_of_another_hall_is_none_here() -> None:
    core = booking_hall()
    elsewhere = Hall(core.rules)
    with pytest.raises(Refused):
        find_ticket(elsewhere, FindTicket(ticket=booked(core, A, MONDAY).id), core.now)


def test_the_paper_of_a_booking_carries_its_code() -> None:
    core = booking_hall()
    answer = core.do(Book(service="s-a", day=MONDAY, slot="10:00", holder=A))
    assert is_check_code(answer["ticket"]["id"], answer["slip"]["check"])
