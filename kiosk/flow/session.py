"""What the kiosk knows while one citizen stands before it. Gone afterwards: a new session is a new object."""

from dataclasses import dataclass, field

from api.messages.words import TicketClass
from kiosk.flow.identity.person import Identified
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.ports import IssuedTicket


@dataclass(slots=True)
class Session:
    """Owned by the engine; steps read and fill it."""

    language: str
    flow: str
    department: str = ""
    """The chosen department's zh-CN name, which stands for it."""
    page: int = 0
    service: str = ""
    more: tuple[str, ...] = ()
    """Further services on the same number."""
    several: bool = False
    """The citizen chooses more than one thing."""
    chosen: list[str] = field(default_factory=list)
    """Their services so far, while they do."""
    ticket_class: TicketClass = TicketClass.WALK_IN
    """What the citizen claims; looked at at the window."""
    typed: str = field(default="", repr=False)
    """What stands on the keypad's line."""
    searched: str = field(default="", repr=False)
    """What was searched for, for whoever comes back from what they found."""
    take_id: str = ""
    ticket: IssuedTicket | None = None
    reported: bool = False
    """The hall knows how the citizen got the number."""
    rated: bool = False
    identified: Identified | None = field(default=None, repr=False)
    """Who it is, once they have shown it."""
    zone: str = ""
    """Of self-service items, chosen."""
    item: ItemVisit | None = field(default=None, repr=False)
    """The self-service item under way."""
    at_window: bool = False
    """Staff look at the person and the document: they chose it, or nothing else would do."""
    going_back: bool = False
    """The step before this one is the one after it in the flow: the citizen is on the way back."""
