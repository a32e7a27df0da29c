"""What each role sees of the duty desk, out of one snapshot. Pure.

背靠背: single ratings, and what a complaint is about, are for managers; a clerk sees who needs a hand, a technician what is out.
"""

from dataclasses import dataclass

from api.messages.duty_views import DutyBoard, DutyCallView
from api.messages.duty_words import CallKind, CallState
from api.messages.hall_views import EmergencyView
from api.messages.words import Role

KINDS_OF_ROLE = {
    Role.CLERK: frozenset({CallKind.SOS, CallKind.HELP}),
    Role.TECHNICIAN: frozenset({CallKind.SOS, CallKind.FAULT}),
    Role.MANAGER: frozenset(CallKind),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All calls, as they were after the last change."""

    calls: tuple[DutyCallView, ...] = ()
    closed: tuple[DutyCallView, ...] = ()
    complaints_open: int = 0


def board_of(role: Role, snapshot: Snapshot, *, staffed: bool, now: int, emergency: EmergencyView | None = None) -> DutyBoard:
    kinds = KINDS_OF_ROLE.get(role, frozenset())
    return DutyBoard(
        at=now,
        calls=tuple(call.model_copy(update={"overdue": is_late(call, now)}) for call in snapshot.calls if call.kind in kinds),
        closed=tuple(call for call in snapshot.closed if call.kind in kinds),
        staffed=staffed,
        complaints_open=snapshot.complaints_open if role is Role.MANAGER else None,
        emergency=emergency,
    )


def is_late(call: DutyCallView, now: int) -> bool:
    """Not claimed, or not closed, when it should have been."""
    unclaimed = call.state is CallState.OPEN and now > call.claim_by
    return unclaimed or (call.state is not CallState.CLOSED and now > call.close_by)


def may_deal_with(role: Role, kind: CallKind) -> bool:
    return kind in KINDS_OF_ROLE.get(role, frozenset())
