"""Quotas at the take: what was given in the same part of the day."""

from api.messages.words import Refusal, TicketState
from hall_controller.domain.hall import Hall
from hall_controller.domain.quotas import Quota
from hall_controller.domain.requests import Refused
from hall_controller.domain.wishes import Wish


def require_quota(hall: Hall, wish: Wish, at: int) -> None:
    """
    Raises:
        Refused: a quota that holds now leaves no room for one of the services.
    """
    local = hall.rules.local
    day, minute = local.date_of(at), local.minute_of_day(at)
    for quota in hall.rules.quotas:
        if not quota.holds(day.weekday(), minute) or not any(service.id in quota.services for service in wish.services):
            continue
        if sum([len(hall.indexes.by_service.get(service, ())) for service in quota.services]) < quota.most:
            # There can't be more of them than all numbers of the day: no need to look at each.
            continue
        if _given(hall, quota, local.instant(day, quota.start), local.instant(day, quota.end)) >= quota.most:
            raise Refused(Refusal.QUOTA_USED_UP, f"quota of {quota.name}: {quota.most} numbers are given")


def _given(hall: Hall, quota: Quota, start: int, end: int) -> int:
    """Numbers issued in [start, end), each once; withdrawn ones are free again, bookings have their own capacity."""
    return len(
        {
            ticket.id
            for service in quota.services
            for ticket in hall.indexes.by_service.get(service, ())
            if start <= ticket.issued_at < end and ticket.slot is None and ticket.state is not TicketState.VOID
        }
    )
