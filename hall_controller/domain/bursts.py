"""Rapid takes at one kiosk: staff are alerted, and for a while it gives anonymous people no number."""

from api.messages.words import AlertKind, Refusal, Role, TicketState
from hall_controller.domain.alerts import raised
from hall_controller.domain.events import Event
from hall_controller.domain.facts import Alert, TerminalCleared
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.wishes import Wish

_MS_PER_S = 1_000


def alert_id(terminal: str) -> str:
    """One alert for a terminal: a newer one takes the older one's place."""
    return f"{AlertKind.RAPID_TAKES.value}:{terminal}"


def require_calm(hall: Hall, request: Request, wish: Wish) -> list[Event]:
    """With the last number of a burst the alert to staff.

    Raises:
        Refused: numbers were taken here faster than people come, a moment ago.
    """
    rule = hall.rules.guards.burst
    if not rule.most or wish.holder is not None or request.actor.role is not Role.DEVICE:
        return []
    terminal = request.actor.name
    alert = hall.facts.get(Alert, alert_id(terminal))
    if alert is not None and request.at < alert.since + rule.pause_s * _MS_PER_S:
        raise Refused(Refusal.TOO_MANY_AT_TERMINAL, f"{terminal} gave {rule.most} anonymous numbers within {rule.period_s} s")
    first, count = _lately(hall, terminal, request.at)
    if count + 1 < rule.most:
        return []
    detail = {"terminal": terminal, "count": count + 1, "period_s": rule.period_s, "since": first or request.at}
    return [raised(request, AlertKind.RAPID_TAKES, alert_id(terminal), detail)]


def _lately(hall: Hall, terminal: str, at: int) -> tuple[int, int]:
    """Instant of the first and count of the terminal's anonymous numbers within the period, since staff last looked at it."""
    begin = at - hall.rules.guards.burst.period_s * _MS_PER_S
    cleared = hall.facts.get(TerminalCleared, terminal)
    first = count = 0
    for ticket in reversed(hall.indexes.by_terminal.get(terminal, [])):
        if ticket.issued_at <= begin or (cleared is not None and ticket.seq <= cleared.seq):
            break
        if ticket.holder is None and ticket.state is not TicketState.VOID:
            first, count = ticket.issued_at, count + 1
    return first, count
