"""What the overview boards should show now: the whole list, for a board or agent that lost it. Pure.

Each call reaches the boards as a delivery of its own (`outputs`); the list only confirms it, and restores it after a power cut.
"""

from collections.abc import Iterator

from hall_controller.domain.hall import Hall
from hall_controller.domain.outputs import BOARD_LANGUAGE, CALL_TTL_S, STANDING_TTL_S, Command

CALLS_LISTED = 10
"""More than a board has rows."""
_MS_PER_S = 1_000


def overview_commands(hall: Hall, now: int) -> Iterator[Command]:
    """One command for each overview board: the last call of each of its windows that still holds, the newest first.

    Args:
        now: hall time, UTC ms.
    """
    latest = _latest_calls(hall, now)
    for board in hall.rules.overviews:
        calls = sorted(((at, number, label) for number, (at, label) in latest.items() if number in board.windows), reverse=True)
        data = {"title": board.names.get(BOARD_LANGUAGE, "")}
        for place, (at, number, label) in enumerate(calls[:CALLS_LISTED], start=1):
            left_s = CALL_TTL_S - (now - at) // _MS_PER_S
            data |= {f"ticket_{place}": label, f"window_{place}": str(number), f"left_s_{place}": str(left_s)}
        yield board.device, "show", {"layout": "overview", "data": data, "ttl_s": STANDING_TTL_S}


def _latest_calls(hall: Hall, now: int) -> dict[int, tuple[int, str]]:
    """By window: when it called last and whom, for calls that still hold."""
    latest = {call.window: (call.at, call.label) for call in hall.calls}
    for number, window in hall.windows.items():
        ticket = hall.tickets.get(window.ticket) if window.ticket is not None else None
        if ticket is not None and ticket.called_at is not None:
            # The hall keeps its last calls only; a window's own ticket is there in any case.
            latest[number] = max(latest.get(number, (0, "")), (ticket.called_at, ticket.label))
    return {number: call for number, call in latest.items() if now - call[0] < CALL_TTL_S * _MS_PER_S}
