"""改约: another slot for the same visit, both or neither; what it may not be used for."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.hall_commands import Book, Cancel, CheckIn, ListPerson, MoveBooking
from api.messages.words import ListKind, Refusal, TicketClass, TicketState
from hall_controller.config_times import minute_of
from hall_controller.domain.booked import MOVED
from hall_controller.domain.facts import KeptSlot
from hall_controller.domain.invariants import number_problems
from hall_controller.domain.requests import Refused
from hall_controller.domain.slots import slot_views
from hall_controller.domain.state import Ticket
from tests.support.booking_hall import HOUR_S, MONDAY, TODAY, TUESDAY, WEDNESDAY, booked, booking_hall, check_in
from tests.support.guarded_hall import person, refused
from tests.support.hall_core import MANAGER, CoreHall

A, B, C, D = (person(number) for number in range(4))


def moved(core: CoreHall, ticket: Ticket, day: str, slot: str) -> Ticket:
    ident = core.do(MoveBooking(ticket=ticket.id, day=day, slot=slot))["ticket"]["id"]
    found = core.hall.find(ident)
    assert found is not None
    return found


def test_the_new_booking_takes_the_olds_place_and_the_paper_says_so() -> None:
    core = booking_hall()
    old = booked(core, A, MONDAY)
    answer = core.do(MoveBooking(ticket=old.id, day=TUESDAY, slot="14:00"))
    new = core.hall.find(answer["ticket"]["id"])
    assert new is not None
    assert (new.state, new.day, new.label, new.ticket_class) == (TicketState.BOOKED, TUESDAY, "AY001", TicketClass.APPOINTMENT)
    assert (new.holder, new.service, new.language) == (old.holder, old.service, old.language)
    assert (old.state, old.reason) == (TicketState.CANCELLED, MOVED)
    assert answer["slip"]["check"].isdecimal()
    assert [ticket.id for ticket in core.hall.booked.standing(A)] == [new.id]


def test_within_the_day_it_is_still_one_booking() -> None:
    core = booking_hall(guards={"tickets_per_day": 1, "waiting_per_service": 1})
    ticket = booked(core, A, slot="14:00")
    for slot in ("15:00", "16:00"):
        ticket = moved(core, ticket, TODAY, slot)
    assert ticket.label == "AY003"


def test_the_agents_ceiling_counts_the_visit_once() -> None:
    core = booking_hall(guards={"agent_per_day": 1})
    ticket = booked(core, A, slot="14:00", agent=D)
    ticket = moved(core, ticket, TODAY, "15:00")
    moved(core, ticket, TODAY, "16:00")


def test_the_place_that_was_left_comes_back_later_as_after_any_cancelling() -> None:
    core = booking_hall()
    old = booked(core, A, MONDAY)
    moved(core, old, TUESDAY, "10:00")
    [kept] = core.hall.facts.of(KeptSlot).values()
    assert kept.slot == old.slot


@pytest.mark.parametrize(
    ("day", "slot", "refusal"),
    [
        (MONDAY, "10:00", Refusal.SAME_SLOT),
        (MONDAY, "10:10", Refusal.UNKNOWN_SLOT),
        ("2025-11-22", "10:00", Refusal.UNKNOWN_SLOT),
        ("2025-02-30", "10:00", Refusal.SENSELESS),
        (TODAY, "09:00", Refusal.UNKNOWN_SLOT),
        (TUESDAY, "11:00", Refusal.SLOT_FULL),
        (WEDNESDAY, "11:00", Refusal.BOOKED_ALREADY),
    ],
)
def test_what_it_cant_be_moved_to_leaves_it_where_it_was(day: str, slot: str, refusal: Refusal) -> None:
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    booked(core, A, WEDNESDAY)
    for holder in (B, C):
        booked(core, holder, TUESDAY, "11:00")
    before = core.hall.seq
    assert refused(core, MoveBooking(ticket=ticket.id, day=day, slot=slot)) is refusal
    assert (core.hall.seq, ticket.state) == (before, TicketState.BOOKED)


def test_too_short_before_the_slot_or_once_checked_in_it_stays() -> None:
    core = booking_hall()
    late, here = booked(core, A, slot="11:00"), booked(core, B, slot="11:00")
    check_in(core, here)
    assert refused(core, MoveBooking(ticket=here.id, day=MONDAY, slot="10:00")) is Refusal.ILLEGAL_TRANSITION
    core.later(1)
    assert refused(core, MoveBooking(ticket=late.id, day=MONDAY, slot="10:00")) is Refusal.TOO_LATE


def test_moves_come_to_an_end_for_a_person_not_for_a_booking() -> None:
    core = booking_hall({"moves_max": 1})
    ticket = moved(core, booked(core, A, MONDAY), TUESDAY, "10:00")
    assert refused(core, MoveBooking(ticket=ticket.id, day=MONDAY, slot="10:00")) is Refusal.MOVES_USED_UP
    core.do(Cancel(ticket=ticket.id))
    again = booked(core, A, MONDAY)
    assert refused(core, MoveBooking(ticket=again.id, day=TUESDAY, slot="10:00")) is Refusal.MOVES_USED_UP
    moved(core, booked(core, B, MONDAY, "14:00"), TUESDAY, "10:00")


def test_who_was_put_on_a_list_since_moves_nothing() -> None:
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    entry = ListPerson(holder=A, kind=ListKind.BLOCKED, reason="resale", approver="manager-2", until="2025-12-31")
    core.do(entry, MANAGER)
    assert refused(core, MoveBooking(ticket=ticket.id, day=TUESDAY, slot="10:00")) is Refusal.LISTED


def test_a_cool_off_keeps_nobody_from_it() -> None:
    core = booking_hall({"no_shows_max": 1})
    kept = booked(core, A, MONDAY)
    missed = booked(core, A, slot="09:30")
    core.later(HOUR_S / 2 + 15 * 60)
    assert missed.state is TicketState.LAPSED
    assert refused(core, Book(service="s-a", day=TUESDAY, slot="10:00", holder=A)) is Refusal.COOL_OFF
    moved(core, kept, TUESDAY, "10:00")


def test_the_same_tap_twice_is_one_move() -> None:
    """The store answers a known id; should it ever come to the core again, the old booking is over."""
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    command: Any = MoveBooking(ticket=ticket.id, day=TUESDAY, slot="10:00")
    core.do(command)
    assert refused(core, command) is Refusal.ILLEGAL_TRANSITION


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["book", "move", "cancel", "come"]),
        st.integers(0, 3),
        st.sampled_from([TODAY, MONDAY, TUESDAY]),
        st.sampled_from(["11:30", "14:00", "14:30"]),
        st.sampled_from([0, 60, 1_800]),
    ),
    max_size=30,
)


@given(ACTS)
def test_whatever_people_do_no_slot_is_overbooked_and_no_booking_gets_lost(acts: list[tuple[str, int, str, str, int]]) -> None:
    core = booking_hall()
    for act, who, day, slot, wait_s in acts:
        core.later(wait_s)
        holder = person(who)
        standing = [ticket for ticket in core.hall.booked.standing(holder) if ticket.state is TicketState.BOOKED]
        before = len(standing)
        command: Any = {
            "book": Book(service="s-a", day=day, slot=slot, holder=holder),
            "move": MoveBooking(ticket=standing[0].id, day=day, slot=slot) if standing else None,
            "cancel": Cancel(ticket=standing[0].id) if standing else None,
            "come": CheckIn(holder=holder),
        }[act]
        if command is None:
            continue
        change = {"book": 1, "move": 0, "cancel": -1, "come": -1}[act]
        try:
            core.do(command)
        except Refused:
            change = 0
        after = core.hall.booked.standing(holder)
        assert len([ticket for ticket in after if ticket.state is TicketState.BOOKED]) == before + change
        days = [ticket.day for ticket in after]
        assert len(days) == len(set(days)), "one booking a day"
        service = core.rules.services["s-a"]
        for view in slot_views(core.hall, service, core.now):
            at = core.rules.local.instant(dt.date.fromisoformat(view.day), minute_of(view.slot))
            assert core.hall.booked.places_taken(("AY", at)) <= view.capacity
        assert all(core.hall.booked.moves(person(number)) <= 3 for number in range(4))
    given_out = [
        (ticket.day, ticket.prefix, ticket.number) for ticket in (*core.hall.tickets.values(), *core.hall.bookings.values())
    ]
    assert number_problems(given_out, {}) == []
