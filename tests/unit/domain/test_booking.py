"""预约: what can be booked, by whom, what a number it gets, and what becomes of a place that is given up."""

import pytest

from api.messages.hall_commands import Book, Cancel, CloseDay, LiftCoolOff, ListPerson, Void
from api.messages.words import AlertKind, ListKind, Refusal, Role, TicketClass, TicketState
from api.ports import Actor
from hall_controller.domain.facts import Alert, KeptSlot, NoShows
from hall_controller.domain.requests import Refused
from hall_controller.domain.slots import slot_views
from hall_controller.domain.state import Ticket
from tests.support.booking_hall import (
    DAY_S,
    HOUR_MS,
    HOUR_S,
    MONDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    WORKING_WEEK,
    booked,
    booking_hall,
    booking_rules,
    check_in,
)
from tests.support.guarded_hall import person, refused, wish
from tests.support.hall_core import MANAGER, MORNING, CoreHall, counted_ids

A, B, C, D = (person(number) for number in range(4))


def free(core: CoreHall, day: str, slot: str) -> int:
    views = slot_views(core.hall, core.rules.services["s-a"], core.now)
    return next(view.free for view in views if (view.day, view.slot) == (day, slot))


def test_a_booking_has_a_number_of_its_own_series_and_day() -> None:
    core = booking_hall()
    core.take()
    first, second = booked(core, A), booked(core, B)
    later = booked(core, C, MONDAY)
    assert [ticket.label for ticket in (first, second, later)] == ["AY001", "AY002", "AY001"]
    assert core.do(wish())["ticket"]["number"] == "A002"
    assert (first.state, first.ticket_class, first.slot) == (TicketState.BOOKED, TicketClass.APPOINTMENT, MORNING + HOUR_MS)
    assert later.id in core.hall.bookings


def test_today_and_the_next_working_days_can_be_booked_in_slots_within_the_hours() -> None:
    core = booking_hall(hours={"daily": ["08:30-12:00", "13:30-15:00"]})
    views = slot_views(core.hall, core.rules.services["s-a"], core.now)
    assert [view.slot for view in views if view.day == MONDAY] == [
        "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:30", "14:00", "14:30",
    ]  # fmt: skip
    assert next(view.slot for view in views) == "09:30", "the slot that began a moment ago is over"
    assert list(dict.fromkeys(view.day for view in views)) == [TODAY, MONDAY, TUESDAY, WEDNESDAY]
    assert {view.capacity for view in views} == {2}


@pytest.mark.parametrize(
    ("day", "slot", "refusal"),
    [
        ("2025-11-22", "10:00", Refusal.UNKNOWN_SLOT),
        ("2025-11-27", "10:00", Refusal.UNKNOWN_SLOT),
        ("2025-11-20", "10:00", Refusal.UNKNOWN_SLOT),
        ("2025-02-30", "10:00", Refusal.SENSELESS),
        (MONDAY, "10:10", Refusal.UNKNOWN_SLOT),
        (MONDAY, "17:30", Refusal.UNKNOWN_SLOT),
        (TODAY, "09:00", Refusal.UNKNOWN_SLOT),
    ],
)
def test_what_cant_be_booked(day: str, slot: str, refusal: Refusal) -> None:
    assert refused(booking_hall(), Book(service="s-a", day=day, slot=slot, holder=A)) is refusal


def test_a_queue_without_bookings_and_one_without_windows() -> None:
    core = booking_hall()
    assert refused(core, Book(service="s-c", day=MONDAY, slot="10:00", holder=A)) is Refusal.NO_WINDOW_TODAY
    plain = CoreHall()
    assert refused(plain, Book(service="s-a", day=MONDAY, slot="10:00", holder=A)) is Refusal.UNKNOWN_SLOT


def test_a_weekday_on_which_nobody_serves_it() -> None:
    core = booking_hall(windows={"weekdays": ["tue", "wed", "thu", "fri"]})
    assert refused(core, Book(service="s-a", day=MONDAY, slot="10:00", holder=A)) is Refusal.NO_WINDOW_TODAY
    booked(core, A, TUESDAY)
    assert MONDAY not in {view.day for view in slot_views(core.hall, core.rules.services["s-a"], core.now)}


def test_a_slot_is_full_when_its_places_are_booked() -> None:
    core = booking_hall()
    booked(core, A)
    assert free(core, TODAY, "10:00") == 1
    booked(core, B)
    assert free(core, TODAY, "10:00") == 0
    assert refused(core, Book(service="s-a", day=TODAY, slot="10:00", holder=C)) is Refusal.SLOT_FULL
    booked(core, C, slot="10:30")
    booked(core, D, service="s-b")


def test_once_per_person_and_day() -> None:
    core = booking_hall()
    booked(core, A)
    assert refused(core, Book(service="s-b", day=TODAY, slot="14:00", holder=A)) is Refusal.BOOKED_ALREADY
    booked(core, A, MONDAY)
    assert refused(core, Book(service="s-a", day=MONDAY, slot="14:00", holder=A)) is Refusal.BOOKED_ALREADY


def test_after_giving_it_up_in_time_another_slot_of_the_day_can_be_booked() -> None:
    core = booking_hall()
    core.do(Cancel(ticket=booked(core, A, slot="14:00").id))
    booked(core, A, slot="15:00")


def test_a_place_given_up_comes_back_at_a_moment_nobody_foresees() -> None:
    core = booking_hall()
    first = booked(core, A, slot="14:00")
    core.do(Cancel(ticket=first.id))
    assert first.state is TicketState.CANCELLED
    [kept] = core.hall.facts.of(KeptSlot).values()
    assert core.now + 5 * 60_000 <= kept.release_at <= core.now + 120 * 60_000
    assert free(core, TODAY, "14:00") == 1
    core.now = kept.release_at - 1
    core.run_timers()
    assert free(core, TODAY, "14:00") == 1
    core.later(0.001)
    assert free(core, TODAY, "14:00") == 2
    assert not core.hall.facts.of(KeptSlot)


def test_the_moment_is_chances_and_stands_in_the_event() -> None:
    moments = set()
    for chance in (0.0, 0.5, 0.999):
        core = booking_hall()
        core.chance = lambda chance=chance: chance
        core.do(Cancel(ticket=booked(core, A, slot="14:00").id))
        [kept] = core.hall.facts.of(KeptSlot).values()
        moments.add((kept.release_at - core.now) // 60_000)
    assert moments == {5, 62, 119}


def test_a_place_kept_back_on_a_later_day_is_released_too() -> None:
    core = booking_hall()
    late = booked(core, A, MONDAY)
    core.do(Cancel(ticket=late.id))
    assert late.state is TicketState.CANCELLED
    assert free(core, MONDAY, "10:00") == 1
    core.later(2 * HOUR_S)
    assert free(core, MONDAY, "10:00") == 2


def test_too_short_before_the_slot_it_cant_be_cancelled() -> None:
    core = booking_hall()
    ticket = booked(core, A, slot="11:00")
    core.do(Cancel(ticket=booked(core, B, slot="11:00").id))
    core.later(1)
    assert refused(core, Cancel(ticket=ticket.id)) is Refusal.TOO_LATE


def test_a_manager_withdraws_a_booking_of_a_day_to_come() -> None:
    core = booking_hall()
    ticket = booked(core, A, MONDAY)
    core.do(Void(ticket=ticket.id, reason="entered twice"))
    assert ticket.state is TicketState.VOID
    booked(core, A, MONDAY)


def test_the_agents_ceiling_counts_the_bookings_of_the_slots_day() -> None:
    core = booking_hall(guards={"agent_per_day": 1})
    booked(core, A, agent=D)
    booked(core, A, MONDAY, agent=D)
    assert refused(core, Book(service="s-a", day=MONDAY, slot="10:00", holder=B, agent=D)) is Refusal.AGENT_CEILING
    assert refused(core, Book(service="s-a", day=TODAY, slot="10:00", holder=B, agent=D)) is Refusal.AGENT_CEILING
    booked(core, B, TUESDAY, agent=D)


def test_name_lists_hold_for_bookings() -> None:
    core = booking_hall()
    for holder, kind in ((A, ListKind.BLOCKED), (B, ListKind.ATTENTION)):
        entry = ListPerson(holder=holder, kind=kind, reason="resale", approver="manager-2", until="2025-12-31")
        core.do(entry, MANAGER)
    assert refused(core, Book(service="s-a", day=MONDAY, slot="10:00", holder=A)) is Refusal.LISTED
    booked(core, B, MONDAY)
    assert [alert.about for alert in core.hall.facts.of(Alert).values()] == [AlertKind.LISTED_PERSON]


def test_who_waits_for_a_service_cant_book_it_for_today_nor_the_other_way_round() -> None:
    core = booking_hall(guards={"waiting_per_service": 1})
    core.do(wish(holder=A))
    assert refused(core, Book(service="s-a", day=TODAY, slot="14:00", holder=A)) is Refusal.ALREADY_WAITING
    booked(core, B)
    assert refused(core, wish(holder=B)) is Refusal.ALREADY_WAITING


def test_a_booking_id_is_used_once() -> None:
    core = booking_hall()
    core.new_id = counted_ids()
    booked(core, A)
    core.new_id = counted_ids()
    with pytest.raises(Refused) as again:
        core.do(Book(service="s-a", day=MONDAY, slot="10:00", holder=B))
    assert again.value.refusal is Refusal.TOO_LATE


def test_the_series_ends_with_its_digits() -> None:
    core = booking_hall()
    core.hall.counters[TODAY, "AY"] = 999
    assert refused(core, Book(service="s-a", day=TODAY, slot="10:00", holder=A)) is Refusal.NUMBERS_EXHAUSTED


class TestNoShows:
    def stay_away(self, core: CoreHall, holder: str, day: str = TODAY) -> Ticket:
        ticket = booked(core, holder, day, "14:00")
        at = (ticket.slot or 0) + 15 * 60_000
        core.later((at - core.now) / 1000 - 1)
        assert ticket.state is TicketState.BOOKED
        core.later(1)
        return ticket

    def next_morning(self, core: CoreHall, days: int) -> None:
        core.later((MORNING + days * DAY_S * 1000 - core.now) / 1000)

    def test_nobody_there_by_the_end_of_the_grace(self) -> None:
        core = booking_hall()
        ticket = self.stay_away(core, A)
        assert ticket.state is TicketState.LAPSED
        assert core.hall.facts.get(NoShows, A) == NoShows(A, (TODAY,))

    def test_too_many_begin_a_cool_off_and_it_ends(self) -> None:
        core = booking_hall()
        self.stay_away(core, A)
        self.next_morning(core, 3)
        self.stay_away(core, A, MONDAY)
        self.next_morning(core, 4)
        again = Book(service="s-a", day=WEDNESDAY, slot="10:00", holder=A)
        assert refused(core, again) is Refusal.COOL_OFF
        core.take()
        self.next_morning(core, 3 + 14)
        assert refused(core, again.model_copy(update={"day": "2025-12-09"})) is Refusal.COOL_OFF
        self.next_morning(core, 3 + 15)
        booked(core, A, "2025-12-10")

    def test_after_the_cool_off_the_count_begins_anew(self) -> None:
        core = booking_hall()
        self.stay_away(core, A)
        self.next_morning(core, 3)
        self.stay_away(core, A, MONDAY)
        self.next_morning(core, 18)
        self.stay_away(core, A, "2025-12-09")
        booked(core, A, "2025-12-10")

    def test_a_person_lifts_it(self) -> None:
        core = booking_hall({"no_shows_max": 1})
        self.stay_away(core, A)
        self.next_morning(core, 3)
        assert refused(core, Book(service="s-a", day=MONDAY, slot="10:00", holder=A)) is Refusal.COOL_OFF
        assert refused(core, LiftCoolOff(holder=A, reason=" ")) is Refusal.REASON_REQUIRED
        core.do(LiftCoolOff(holder=A, reason="was in hospital"), Actor("clerk-1", Role.CLERK))
        booked(core, A, MONDAY)
        assert refused(core, LiftCoolOff(holder=A, reason="again")) is Refusal.UNKNOWN_ENTRY

    def test_old_ones_dont_count_and_are_forgotten(self) -> None:
        core = booking_hall()
        self.stay_away(core, A)
        self.next_morning(core, 31)
        assert core.hall.facts.get(NoShows, A) is None
        self.stay_away(core, A, "2025-12-22")
        assert core.hall.facts.get(NoShows, A) == NoShows(A, ("2025-12-22",))

    def test_a_day_that_the_hall_closed_early_blames_nobody(self) -> None:
        core = booking_hall()
        ticket = booked(core, A, slot="14:00")
        core.do(CloseDay())
        assert ticket.state is TicketState.EXPIRED
        core.later(8 * HOUR_S)
        assert core.hall.facts.get(NoShows, A) is None

    @pytest.mark.parametrize("hours", [None, ["13:00-17:00"]])
    def test_nobody_is_blamed_for_a_day_that_the_hall_has_closed_since(self, hours: list[str] | None) -> None:
        """A holiday was entered after the booking, or the morning is closed now."""
        core = booking_hall()
        ticket = booked(core, A, MONDAY)
        own = {"date": MONDAY, "open": hours is not None} | ({"hours": hours} if hours else {})
        core.hall.rules = booking_rules(calendar=WORKING_WEEK | {"days": [own]})
        core.later(3 * DAY_S)
        core.later(HOUR_S + 15 * 60 + 1)
        assert ticket.state is TicketState.LAPSED
        assert core.hall.facts.get(NoShows, A) is None

    def test_who_comes_is_no_no_show(self) -> None:
        core = booking_hall()
        ticket = booked(core, A, slot="09:30")
        check_in(core, ticket)
        core.later(5 * HOUR_S)
        assert ticket.state is TicketState.WAITING
        assert core.hall.facts.get(NoShows, A) is None


class TestTheHallWasAway:
    def test_over_the_end_of_the_grace_it_begins_anew(self) -> None:
        core = booking_hall()
        ticket = booked(core, A)
        core.later(2 * HOUR_S)
        assert ticket.state is TicketState.BOOKED
        core.later(14 * 60)
        check_in(core, ticket)
        assert ticket.order[0] == core.now

    def test_and_ends(self) -> None:
        core = booking_hall()
        ticket = booked(core, A)
        core.later(2 * HOUR_S)
        core.later(15 * 60)
        assert ticket.state is TicketState.LAPSED

    def test_for_days_stale_bookings_end_before_the_new_day_opens(self) -> None:
        core = booking_hall()
        stale = [booked(core, A, MONDAY), booked(core, B, TUESDAY), booked(core, C, MONDAY, "11:00")]
        alive = booked(core, D, WEDNESDAY)
        seen = len(core.events)
        core.later(5 * DAY_S)
        assert [(event.kind.value, event.body.get("ticket")) for event in core.events[seen:]] == [
            ("day-closed", None),
            ("booking-lapsed", stale[0].id),
            ("booking-lapsed", stale[2].id),
            ("booking-lapsed", stale[1].id),
            ("day-opened", None),
        ]
        assert {ticket.state for ticket in stale} == {TicketState.LAPSED}
        assert not core.hall.facts.of(NoShows)
        assert core.hall.tickets == {alive.id: alive}
        assert core.hall.bookings == {}
