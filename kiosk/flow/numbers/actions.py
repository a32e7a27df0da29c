"""What a citizen can do about a number now. Pure: from what the hall says of it."""

from enum import StrEnum

from api.messages.views import FollowView
from api.messages.words import TicketState


class Action(StrEnum):
    CHECK_IN = "check-in"
    """A booking for today: here I am."""
    COME_BACK = "come-back"
    """Missed, and here again."""
    TAKE_UP = "take-up"
    """Put aside at a window, and here again."""
    POSTPONE = "postpone"
    """延后."""
    MOVE = "move"
    """改约."""
    CANCEL = "cancel"


BY_NUMBER_ALONE = frozenset({Action.CHECK_IN, Action.COME_BACK})
"""They take nothing from anybody: whoever knows the number may. All else needs its paper, its check code or its person."""


def actions(seen: FollowView) -> tuple[Action, ...]:
    """The likeliest first."""
    offered = (
        (Action.CHECK_IN, seen.may_check_in),
        (Action.COME_BACK, seen.may_come_back),
        (Action.TAKE_UP, seen.state is TicketState.HELD),
        (Action.POSTPONE, bool(seen.postpone_minutes)),
        (Action.MOVE, seen.may_move),
        (Action.CANCEL, seen.may_cancel),
    )
    return tuple(action for action, there in offered if there)
