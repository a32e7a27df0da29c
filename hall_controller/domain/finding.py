"""查号: a citizen without a phone asks for their number or their bookings. Reads: nothing changes. Pure.

The id on the paper's code is the key to everything; number and check code stand for it. The number alone, which everybody in the
hall may have read, shows how a number of today stands and nothing of what it is for.
"""

from api.check_code import is_check_code
from api.messages.hall_commands import FindTicket
from api.messages.views import FollowView
from api.messages.words import FINAL_TICKET_STATES, Refusal
from hall_controller.domain.follow import followed, shown_to_all
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import of_number, require_ticket_or_booking
from hall_controller.domain.requests import Refused
from hall_controller.domain.state import Ticket


def find_ticket(hall: Hall, command: FindTicket, at: int) -> FollowView:
    """
    Raises:
        Refused: there is none; the check code is another; the number alone isn't enough; SENSELESS when neither is named.
    """
    if command.ticket is not None:
        return followed(hall, require_ticket_or_booking(hall, command.ticket), at)
    if not command.number.strip():
        raise Refused(Refusal.SENSELESS, "a search names a ticket or a number")
    found = of_number(hall, command.number)
    if not found:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such number today, and no such booking")
    if not command.check:
        return shown_to_all(hall, _today(hall, found), at)
    proven = [ticket for ticket in found if is_check_code(ticket.id, command.check)]
    if not proven:
        raise Refused(Refusal.WRONG_CHECK_CODE, "the check code isn't this number's")
    return followed(hall, next((ticket for ticket in proven if ticket.state not in FINAL_TICKET_STATES), proven[0]), at)


def _today(hall: Hall, found: list[Ticket]) -> Ticket:
    """Bookings of days to come share their numbers among the days: the check code tells which."""
    today = next((ticket for ticket in found if ticket.day == hall.day), None)
    if today is None:
        raise Refused(Refusal.CHECK_CODE_REQUIRED, "this number is for another day")
    return today


def tickets_of_person(hall: Hall, holder: str, at: int) -> tuple[FollowView, ...]:
    """What the person has: bookings, and numbers of today that aren't over. By day, then by slot or time of issue."""
    own = {ticket.id: ticket for ticket in (*hall.indexes.by_holder.get(holder, ()), *hall.booked.standing(holder))}
    standing = [ticket for ticket in own.values() if ticket.state not in FINAL_TICKET_STATES and ticket.day >= hall.day]
    standing.sort(key=lambda ticket: (ticket.day, ticket.slot or ticket.issued_at, ticket.seq))
    return tuple(followed(hall, ticket, at) for ticket in standing)
