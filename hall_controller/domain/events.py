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
    """Body: everything of the new ticket; `state` is issuing or waiting; `plan`: legs to come; `forecast`: the promise. One from
    a range outside the main series also has `block`, `marked`, `issued_at` (when it was taken) and may be expired or void."""
    TICKET_BOOKED = "ticket-booked"
    """预约. Body: as an issued ticket's, with `slot`; `day` may be to come."""
    TICKET_CHECKED_IN = "ticket-checked-in"
    """签到. Body: `ticket`, `state` (waiting or early), `reference`, `forecast`."""
    SLOT_REACHED = "slot-reached"
    """Checked in early, waits from now on. Body: `ticket`, `forecast`."""
    GRACE_EXTENDED = "grace-extended"
    """The hall was away when the booking should have lapsed. Body: `ticket`, `until`."""
    BOOKING_LAPSED = "booking-lapsed"
    """Nobody checked in. Body: `ticket`."""
    SLOT_KEPT_BACK = "slot-kept-back"
    """A cancelled slot is free again at a random moment. Body: the fact `KeptSlot`."""
    SLOT_RELEASED = "slot-released"
    """Body: `key` of the KeptSlot."""
    NO_SHOW_COUNTED = "no-show-counted"
    """A booked person stayed away. Body: the fact `NoShows`."""
    COOL_OFF_LIFTED = "cool-off-lifted"
    """Body: `holder`, `reason`."""
    NUMBERS_LEASED = "numbers-leased"
    """A range outside the main series was given out. Body: the fact `Block`."""
    NUMBERS_RETURNED = "numbers-returned"
    """Nothing more comes from the range. Body: `block`, `reusable`: its unused numbers may be given out again."""
    NUMBERS_SKIPPED = "numbers-skipped"
    """The hall came back from a backup: numbers that may be in people's hands since are passed over. Body: `day`, `prefix`,
    `number`: the last of them."""
    TICKET_HANDED_OVER = "ticket-handed-over"
    """Body: `ticket`, `hand_over` (printer, screen; None when nobody confirmed it in time)."""
    TICKET_REPRINTED = "ticket-reprinted"
    """Body: `ticket`, `copy`."""
    TICKET_CALLED = "ticket-called"
    """Body: `ticket`, `label`, `window`, `times`, `source` (next, kept, auto, chosen, held, direct), `waited_ms`,
    `why` (a WhyView), `over`: skills of its queue whose lines were compared; who is earlier there was passed over once more."""
    TICKET_RECALLED = "ticket-recalled"
    """Body: `ticket`, `label`, `window`, `times`."""
    TICKET_ARRIVED = "ticket-arrived"
    TICKET_RETURNED = "ticket-returned"
    TICKET_MISSED = "ticket-missed"
    TICKET_CAME_BACK = "ticket-came-back"
    """Body: `ticket`, `behind`: so many calls of its queue come first."""
    TICKET_NO_SHOW = "ticket-no-show"
    """Body: `ticket`; `reason` and, when it was called, `window`, when a clerk said so."""
    TICKET_HELD = "ticket-held"
    """Body: `ticket`, `window`, `reason`, `back_at`."""
    TICKET_UNHELD = "ticket-unheld"
    """The held citizen is back, or the time is over. Body: `ticket`."""
    TICKET_TRANSFERRED = "ticket-transferred"
    """Body: `ticket`, `window`, `leg` (a Leg), `to_clerk`, `place` (a TransferPlace), `reference` when it is a new one, `plan`
    (legs to come), `reason`."""
    TICKET_POSTPONED = "ticket-postponed"
    """Body: `ticket`, `minutes`, `reference`: the new one."""
    TICKET_TOPPED = "ticket-topped"
    """置顶. Body: `ticket`, `label`, `queue`, `service`, `reason`."""
    TICKET_DIRECTED = "ticket-directed"
    """Goes to one window. Body: `ticket`, `to_window`, `reason`."""
    TICKET_RECLASSIFIED = "ticket-reclassified"
    """Body: `ticket`, `from_class`, `ticket_class`, `passed`: within the new class's bound, `reason`."""
    TICKET_REACTIVATED = "ticket-reactivated"
    """Body: `ticket`, `leg` (a Leg), `plan` (legs to come), `reason`."""
    TICKET_REJECTED = "ticket-rejected"
    """Body: `ticket`, `window`, `results` as of a finished one, `reason`."""
    TICKET_FINISHED = "ticket-finished"
    """Body: `ticket`, `window`, `ask` and `until` when the window's pad asks for a rating, `results` (pairs of service and
    outcome), `plan` (legs to come), `reason`."""
    LEG_BEGUN = "leg-begun"
    """The visit goes on: waiting for its next leg. Follows a finish or a rating of the same decision. Body: `ticket`, `leg` (a
    Leg)."""
    FINISH_UNDONE = "finish-undone"
    """Body: `ticket`, `window`, `ask`, `leg_begun`: the next leg had begun and is taken back."""
    TICKET_RATED = "ticket-rated"
    """Body: `ask`, `ticket`, `window`, `outcome`, `level`, `labels` (with `label_set`, their version), `replaces`, `goes_on`:
    the next leg begins.
    """
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
    WINDOW_REPORTED = "window-reported"
    """What the window lacks. Body: `window`, `fault`, `offline`."""
    TIDAL_OPENED = "tidal-opened"
    """潮汐窗口. Body: `window`, `queue`."""
    TIDAL_ENDED = "tidal-ended"
    """Body: `window`, `queue`."""
    PEAK_BEGUN = "peak-begun"
    """A queue is longer than its windows can serve. Body: the fact `Peak`."""
    PEAK_OVER = "peak-over"
    """Body: `queue`."""
    RULE_SET = "rule-set"
    """Body: the fact `RuleInForce`, `reason`."""
    HOURS_EXTENDED = "hours-extended"
    """Body: the fact `LongerHours`, `reason`."""
    PERSON_LISTED = "person-listed"
    """Body: the fact `ListedPerson`."""
    PERSON_UNLISTED = "person-unlisted"
    """Body: `holder`, `reason`."""
    EMERGENCY_BEGUN = "emergency-begun"
    """Everybody is asked to leave, or the text changed. Body: the fact `Emergency`."""
    EMERGENCY_ENDED = "emergency-ended"
    ALERT_RAISED = "alert-raised"
    """Body: the fact `Alert`."""
    ALERT_DISMISSED = "alert-dismissed"
    """Body: `alert`."""
    DELIVERY_FAILED = "delivery-failed"
    """An output didn't show or say it. Body: `delivery`, `device`, `call` (ledger seq of the call or None), `reason`."""

    DEVICE_COMMANDED = "device-commanded"
    """A person had a device do something; put down before it is sent. Body: `device`, `name` (of the command), `fields`."""
    DEVICE_ANSWERED = "device-answered"
    """How that ended. Body: `order` (id of the command), `device`, `name`, `code`, `reason`."""


BY_ITSELF = "auto"
"""Source of a call that nobody pressed a key for."""
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
