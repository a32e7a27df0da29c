"""预约: a place in a slot of a day to come, given up in time or lost; 爽约 and the cool-off after it."""

import datetime as dt
from collections.abc import Iterator

from api.messages.hall_commands import Book, LiftCoolOff
from api.messages.words import Refusal, TicketClass, TicketState
from hall_controller.config_times import minute_of, text_of
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import KeptSlot, NoShows, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.issuing import number_body
from hall_controller.domain.legs import legs_of
from hall_controller.domain.lists import ENTRY_ENDED
from hall_controller.domain.lookup import require_reason, require_service
from hall_controller.domain.persons import require_person_among
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import BookingRule, QueueRule, ServiceRule
from hall_controller.domain.slots import Slot, bookable_days, free_places, is_served, require_bookable, slots_of
from hall_controller.domain.state import Ticket
from hall_controller.domain.wishes import Wish


def book(hall: Hall, request: Request, command: Book) -> Decision:
    service = require_service(hall, command.service)
    queue, booking = require_bookable(hall, service)
    slot = require_slot(hall, service, command.day, command.slot, request.at)
    require_no_cool_off(hall, command.holder)
    if any(ticket.day == command.day for ticket in hall.booked.standing(command.holder)):
        raise Refused(Refusal.BOOKED_ALREADY, f"has a booking on {command.day}")
    wish = Wish([service], command.holder, command.agent)
    alerts = require_person_among(hall, request, wish, *own_tickets(hall, command.day, command.holder, command.agent))
    require_free_place(hall, queue, booking, slot)
    booked = booked_event(hall, request, service, slot, holder=command.holder, agent=command.agent, language=command.language)
    return Decision([booked, *alerts], ticket=request.id, slip=True)


def require_free_place(hall: Hall, queue: QueueRule, booking: BookingRule, slot: Slot) -> None:
    """
    Raises:
        Refused: the slot is full.
    """
    if not free_places(hall, queue, booking, slot):
        raise Refused(Refusal.SLOT_FULL, f"all {booking.capacity} places of {slot.day} {text_of(slot.minute)} are taken")


def booked_event(
    hall: Hall, request: Request, service: ServiceRule, slot: Slot, *, holder: str | None, agent: str | None, language: str
) -> Event:
    """The booking under the request's id, with the next number of its day.

    Raises:
        Refused: the id was used, or all numbers of that day are given.
    """
    if hall.find(request.id) is not None:
        raise Refused(Refusal.TOO_LATE, "a ticket of this id was issued before")
    queue, day = hall.rules.queues[service.queue], slot.day.isoformat()
    number = _next_number(hall, queue, day)
    return request.event(
        EventKind.TICKET_BOOKED,
        **number_body(hall, request, legs_of(hall.rules, [service]), TicketClass.APPOINTMENT, language),
        day=day,
        prefix=queue.booking_prefix,
        number=number,
        label=queue.label_of(queue.booking_prefix, number),
        state=TicketState.BOOKED.value,
        reference=slot.at,
        slot=slot.at,
        holder=holder,
        agent=agent,
        wanted=[service.id],
    )


def require_slot(hall: Hall, service: ServiceRule, day_text: str, clock: str, at: int) -> Slot:
    """The slot of a service on that local day at that time of day.

    Raises:
        Refused: there is none, it has begun, or nobody serves it.
    """
    queue, booking = require_bookable(hall, service)
    try:
        day = dt.date.fromisoformat(day_text)
    except ValueError as error:
        raise Refused(Refusal.SENSELESS, f"there is no day {day_text}") from error
    if day not in set(bookable_days(hall, queue, booking, at)):
        raise Refused(Refusal.UNKNOWN_SLOT, f"{day_text} can't be booked: today and {booking.days_ahead} working days can")
    if not is_served(hall, queue, service.skill, day):
        raise Refused(Refusal.NO_WINDOW_TODAY, f"no window serves queue {queue.id} on {day_text}")
    minute = minute_of(clock)
    slot = next((slot for slot in slots_of(hall, queue, booking, day) if slot.minute == minute), None)
    if slot is None:
        raise Refused(Refusal.UNKNOWN_SLOT, f"queue {queue.id} has no slot at {clock} on {day_text}")
    if slot.at <= at:
        raise Refused(Refusal.UNKNOWN_SLOT, f"the slot of {clock} has begun")
    return slot


def own_tickets(hall: Hall, day: str, holder: str, agent: str | None) -> tuple[list[Ticket], list[Ticket]]:
    """What the person, and the one who books for them, have on the slot's day; today not only bookings."""
    if day == hall.day:
        return hall.indexes.by_holder.get(holder, []), hall.indexes.by_agent.get(agent or "", [])
    return hall.booked.of_holder(holder, day), hall.booked.of_agent(agent or "", day)


def _next_number(hall: Hall, queue: QueueRule, day: str) -> int:
    number = hall.counters.get((day, queue.booking_prefix), 0) + 1
    if number > queue.highest:
        raise Refused(Refusal.NUMBERS_EXHAUSTED, f"queue {queue.id} has given all numbers for bookings on {day}")
    return number


def cancelled(hall: Hall, request: Request, ticket: Ticket, reason: str = "") -> list[Event]:
    """A booking is given up; its place comes back at a moment nobody can foresee, so that it can't be passed on.

    Who has checked in may leave at any time: the hall then calls nobody in vain.

    Raises:
        Refused: too short before the slot.
    """
    queue = hall.rules.queues.get(ticket.queue)
    why = {"reason": reason} if reason else {}
    events = [request.event(EventKind.TICKET_CANCELLED, ticket=ticket.id, **why)]
    if ticket.slot is None or queue is None or queue.booking is None:
        return events
    booking = queue.booking
    if ticket.state is TicketState.BOOKED and not gives_up_in_time(hall, ticket, request.at):
        raise Refused(Refusal.TOO_LATE, f"a booking can be cancelled until {booking.cancel_before_ms} ms before its slot")
    earliest, latest = booking.release_ms
    release_at = request.at + earliest + int(request.chance() * (latest - earliest))
    kept = KeptSlot(request.new_id(), queue.id, ticket.slot, release_at)
    return [*events, request.event(EventKind.SLOT_KEPT_BACK, **fact_body(kept))]


def gives_up_in_time(hall: Hall, ticket: Ticket, at: int) -> bool:
    """Whether a booking that nobody checked in can be given up, or moved, now."""
    queue = hall.rules.queues.get(ticket.queue)
    if queue is None or queue.booking is None or ticket.slot is None:
        return False
    return at <= ticket.slot - queue.booking.cancel_before_ms


def require_no_cool_off(hall: Hall, holder: str) -> None:
    """
    Raises:
        Refused: stayed away too often.
    """
    no_shows = hall.facts.get(NoShows, holder)
    if no_shows is not None and in_cool_off(no_shows, hall.day):
        raise Refused(Refusal.COOL_OFF, f"no booking until the end of {no_shows.cool_off_until}")


def in_cool_off(no_shows: NoShows, day: str) -> bool:
    return no_shows.cool_off_until is not None and no_shows.cool_off_until >= day


def no_show_counted(hall: Hall, request: Request, ticket: Ticket, booking: BookingRule) -> list[Event]:
    """One more lapsed booking of this person; the configured number of them begins a cool-off and the count anew."""
    if ticket.holder is None:
        return []
    known = hall.facts.get(NoShows, ticket.holder)
    day = dt.date.fromisoformat(ticket.day)
    oldest = (day - dt.timedelta(days=booking.no_shows_days - 1)).isoformat()
    since = max(oldest, known.cool_off_until or "") if known is not None else oldest
    days = (*(past for past in known.days if past >= since), ticket.day) if known is not None else (ticket.day,)
    cool_off_until = known.cool_off_until if known is not None else None
    if len(days) >= booking.no_shows_max:
        cool_off_until = (day + dt.timedelta(days=booking.cool_off_days)).isoformat()
        days = ()
    counted = NoShows(ticket.holder, days, cool_off_until)
    return [request.event(EventKind.NO_SHOW_COUNTED, **fact_body(counted))]


def lift_cool_off(hall: Hall, request: Request, command: LiftCoolOff) -> Decision:
    reason = require_reason(command.reason)
    no_shows = hall.facts.get(NoShows, command.holder)
    if no_shows is None or not in_cool_off(no_shows, hall.day):
        raise Refused(Refusal.UNKNOWN_ENTRY, "this person may book")
    return Decision([request.event(EventKind.COOL_OFF_LIFTED, holder=command.holder, reason=reason)])


def forgotten(hall: Hall, request: Request, day: str) -> Iterator[Event]:
    """With a new day: counts that can't matter any more. Nothing is kept of them but the ledger's record."""
    longest = max((queue.booking.no_shows_days for queue in hall.rules.queues.values() if queue.booking is not None), default=0)
    oldest = (dt.date.fromisoformat(day) - dt.timedelta(days=longest)).isoformat()
    for no_shows in hall.facts.of(NoShows).values():
        if not in_cool_off(no_shows, day) and all(past < oldest for past in no_shows.days):
            yield request.event(EventKind.COOL_OFF_LIFTED, holder=no_shows.holder, reason=ENTRY_ENDED)
