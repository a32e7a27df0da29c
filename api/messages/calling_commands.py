"""叫号: from the call to the citizen at the window, or not."""

from pydantic import Field

from api.messages.base import Id, ShortText
from api.messages.hall_command import HallCommand, TicketId, TopReason, WindowNumber
from api.messages.words import TicketClass


class Next(HallCommand):
    """叫号: the window takes the next ticket. In RATING it is kept and fires when the rating ends.

    Result: `ticket`, or `kept: true`.
    """

    window: WindowNumber


class Call(HallCommand):
    """Call a chosen ticket to the window."""

    window: WindowNumber
    ticket: TicketId


class Recall(HallCommand):
    """重呼: the called ticket once more."""

    window: WindowNumber


class Arrive(HallCommand):
    """The citizen is at the window: CALLED → SERVING."""

    window: WindowNumber


class Miss(HallCommand):
    """过号: CALLED → MISSED."""

    window: WindowNumber


class Return(HallCommand):
    """Wrong press: CALLED → WAITING, reference kept, no penalty."""

    window: WindowNumber


class Back(HallCommand):
    """A missed citizen came back in time: MISSED → WAITING. Once per ticket. By its id, or by today's number that was called."""

    ticket: TicketId | None = None
    number: str = Field(default="", max_length=12)


class Abandon(HallCommand):
    """弃号: called or missed and known not to come: → NO_SHOW."""

    ticket: TicketId


class Postpone(HallCommand):
    """延后: the citizen lets others go first: the reference moves on by these minutes."""

    ticket: TicketId
    minutes: int = Field(ge=1, le=240)


class MoveToTop(HallCommand):
    """置顶: next in its queue, with role and reason, in the weekly list."""

    ticket: TicketId
    reason: TopReason


class Direct(HallCommand):
    """A waiting ticket goes to one window; an idle window calls it at once, else it is next there."""

    ticket: TicketId
    to_window: WindowNumber
    reason: ShortText = ""


class Reclassify(HallCommand):
    """The claim was checked: another class from now on. A withdrawn class keeps its place as a walk-in of the same age."""

    ticket: TicketId
    ticket_class: TicketClass
    reason: ShortText
    serve: bool = True
    """At the window: served all the same. False: back into line at its fair place."""


class Reactivate(HallCommand):
    """A manager brings back a ticket that was done, missed for good or expired today: a new leg, WAITING."""

    ticket: TicketId
    reason: ShortText
    service: Id | None = None
    """For another service; None: the same."""


class Cancel(HallCommand):
    """The citizen gives up the place: BOOKED, EARLY, WAITING, HELD or MISSED → CANCELLED."""

    ticket: TicketId


class Void(HallCommand):
    """A manager withdraws a ticket, with a reason."""

    ticket: TicketId
    reason: ShortText
