"""What happened in the hall: one event for each transition, self-contained, without personal data.

The ledger, the audit, the live feed and the replication all read these. Bodies hold plain JSON values.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """Past tense: each is one thing that happened."""

    # Events are dispatched by kind several times each; the text's own hash is cached, an enum's is computed in Python.
    __hash__ = str.__hash__

    DAY_OPENED = "day-opened"
    """Counters start again. Body: `day`."""
    DAY_CLOSED = "day-closed"
    """Body: `day`."""
    TICKET_ISSUED = "ticket-issued"
    """Body: everything of the new ticket; `state` is issuing or waiting."""
    TICKET_HANDED_OVER = "ticket-handed-over"
    """Body: `ticket`, `hand_over` (printer, screen; None when nobody confirmed it in time)."""
    TICKET_REPRINTED = "ticket-reprinted"
    """Body: `ticket`, `copy`."""
    TICKET_CALLED = "ticket-called"
    """Body: `ticket`, `label`, `window`, `times`, `clerk`, `source` (next, kept, chosen, held), `waited_ms`."""
    TICKET_RECALLED = "ticket-recalled"
    """Body: `ticket`, `label`, `window`, `times`."""
    TICKET_ARRIVED = "ticket-arrived"
    TICKET_RETURNED = "ticket-returned"
    TICKET_MISSED = "ticket-missed"
    TICKET_CAME_BACK = "ticket-came-back"
    """Body: `ticket`, `order`: the new place in line."""
    TICKET_NO_SHOW = "ticket-no-show"
    TICKET_HELD = "ticket-held"
    """Body: `ticket`, `window`, `reason`."""
    TICKET_TRANSFERRED = "ticket-transferred"
    """Body: `ticket`, `window`, `service`, `queue`, `to_window`, `reason`."""
    TICKET_REJECTED = "ticket-rejected"
    """Body: `ticket`, `window`, `reason`."""
    TICKET_FINISHED = "ticket-finished"
    """Body: `ticket`, `window`, `ask` and `until` when the window's pad asks for a rating, `reason`."""
    FINISH_UNDONE = "finish-undone"
    """Body: `ticket`, `window`, `ask`."""
    TICKET_RATED = "ticket-rated"
    """Body: `ask`, `ticket`, `window`, `outcome`, `level`, `labels`, `replaces`."""
    TERMINAL_RATED = "terminal-rated"
    """A citizen rated the self-service terminal. Body: `ticket`, `terminal`, `service`, `outcome`, `level`."""
    TICKET_CANCELLED = "ticket-cancelled"
    TICKET_VOIDED = "ticket-voided"
    """Body: `ticket`, `reason`."""
    TICKET_EXPIRED = "ticket-expired"
    NEXT_KEPT = "next-kept"
    """Body: `window`."""
    WINDOW_OPENED = "window-opened"
    """Body: `window`, `clerk`."""
    WINDOW_CLOSED = "window-closed"
    WINDOW_PAUSED = "window-paused"
    """Body: `window`, `reason`, `back_at`."""
    WINDOW_RESUMED = "window-resumed"
    DELIVERY_FAILED = "delivery-failed"
    """An output didn't show or say it. Body: `delivery`, `device`, `call` (ledger seq of the call or None), `reason`."""


CALL_KINDS = frozenset({EventKind.TICKET_CALLED, EventKind.TICKET_RECALLED})
"""Events that every bound output must show or say."""


@dataclass(slots=True)
class Event:
    """One record of the ledger."""

    kind: EventKind
    at: int
    """Hall time, UTC ms, never decreasing along the ledger."""
    by: str
    """Account, node, or `hall` for the hall's own timers."""
    role: str
    command: str
    """Id of the command that made it; empty for timers."""
    body: dict[str, Any]
    seq: int = 0
    """Place in the ledger, from 1; 0 until the hall takes it in."""
