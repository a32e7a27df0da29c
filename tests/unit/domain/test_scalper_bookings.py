"""A scalper (黄牛) tries bookings: he never holds more than the hall's file allows, and can't pass a place on."""

from collections import Counter
from itertools import cycle

from api.messages.hall_commands import Book, Cancel, CheckIn
from api.messages.words import FINAL_TICKET_STATES, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from tests.support.booking_hall import MONDAY, TODAY, TUESDAY, WEDNESDAY, booking_hall
from tests.support.guarded_hall import person, wish
from tests.support.hall_core import CoreHall

DAYS = (TODAY, MONDAY, TUESDAY, WEDNESDAY)
SERVICES = ("s-a", "s-b")
CAPACITY = 2
DAY_LIMIT, AGENT_LIMIT = 3, 2
GUARDS = {"tickets_per_day": DAY_LIMIT, "agent_per_day": AGENT_LIMIT}


def hall() -> CoreHall:
    return booking_hall({"capacity": CAPACITY}, guards=GUARDS)


def tries(core: CoreHall, command: Book | Cancel | CheckIn) -> str | None:
    try:
        return str(core.do(command)["ticket"]["id"])
    except Refused:
        return None


def standing(core: CoreHall) -> Counter[tuple[str, str]]:
    """Bookings that somebody still holds, by person and day, counted from the ledger."""
    booked = [event.body for event in core.events if event.kind is EventKind.TICKET_BOOKED]
    held = [(body, core.hall.find(body["ticket"])) for body in booked]
    return Counter(
        (body["holder"], body["day"]) for body, ticket in held if ticket is not None and ticket.state not in FINAL_TICKET_STATES
    )


def test_one_document_holds_one_booking_a_day_whatever_the_service_or_slot() -> None:
    core = hall()
    for slot in ("10:00", "10:30", "11:00", "15:00"):
        for day in DAYS:
            for service in SERVICES:
                tries(core, Book(service=service, day=day, slot=slot, holder=person(1)))
    assert standing(core) == {(person(1), day): 1 for day in DAYS}


def test_a_slot_is_never_sold_beyond_its_capacity() -> None:
    core = hall()
    for number in range(20):
        tries(core, Book(service="s-a", day=MONDAY, slot="10:00", holder=person(number)))
    assert sum(standing(core).values()) == CAPACITY


def test_a_booking_is_no_way_to_a_second_number() -> None:
    core = hall()
    booking = tries(core, Book(service="s-a", day=TODAY, slot="14:00", holder=person(1)))
    assert booking is not None
    for _ in range(5):
        try:
            core.do(wish(holder=person(1)))
        except Refused:
            core.later(60)
    assert [core.hall.find(ticket) for ticket in core.hall.tickets] == [core.hall.find(booking)]


def test_a_cancelled_place_isn_t_there_for_the_buyer_who_waits_for_it() -> None:
    """The seller cancels, the buyer asks in the same moment and every second after it, until the earliest release."""
    core = hall()
    seller = tries(core, Book(service="s-a", day=TODAY, slot="15:00", holder=person(1)))
    tries(core, Book(service="s-a", day=TODAY, slot="15:00", holder=person(2)))
    assert seller is not None
    core.do(Cancel(ticket=seller))
    for _ in range(5 * 60 - 1):
        assert tries(core, Book(service="s-a", day=TODAY, slot="15:00", holder=person(9))) is None
        core.later(1)
    core.later(2 * 3600)
    assert tries(core, Book(service="s-a", day=TODAY, slot="15:00", holder=person(9))) is not None


def test_booking_and_cancelling_ends_with_the_day_s_limit() -> None:
    core = hall()
    slots, got = cycle(["10:00", "11:00", "14:00", "15:00", "16:00"]), 0
    for _ in range(50):
        booking = tries(core, Book(service="s-a", day=MONDAY, slot=next(slots), holder=person(1)))
        if booking is not None:
            got += 1
            core.do(Cancel(ticket=booking))
        core.later(10)
    assert got == DAY_LIMIT


def test_an_agent_books_for_no_more_people_than_the_ceiling() -> None:
    core = hall()
    for number in range(10):
        slot = f"{10 + number % 6}:00"
        tries(core, Book(service="s-a", day=MONDAY, slot=slot, holder=person(100 + number), agent=person(1)))
    assert sum(standing(core).values()) == AGENT_LIMIT


def test_one_check_in_is_one_place_in_line() -> None:
    core = hall()
    booking = tries(core, Book(service="s-a", day=TODAY, slot="10:00", holder=person(1)))
    core.later(50 * 60)
    for _ in range(5):
        tries(core, CheckIn(ticket=booking))
        tries(core, CheckIn(holder=person(1)))
    waiting = [ticket for ticket in core.hall.tickets.values() if ticket.state is TicketState.WAITING]
    assert [ticket.id for ticket in waiting] == [booking]
