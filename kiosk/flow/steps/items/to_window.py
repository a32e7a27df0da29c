"""On to a window: a number for the hall's service, whatever an item ended in."""

from api.messages.views import ServiceView
from kiosk.flow.outcome import Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.choose_service import ChooseService
from kiosk.flow.steps.done import Done
from kiosk.flow.steps.identify.step import Identify
from kiosk.flow.steps.items.parts import ItemParts
from kiosk.flow.steps.rate import Rate
from kiosk.flow.steps.take_ticket import TakeTicket


def to_window(context: Context, parts: ItemParts, service: str = "") -> Outcome:
    """Take a number. A service that this hall doesn't have, or that gives no numbers now, is chosen by the citizen."""
    session = context.session
    session.service, session.more = service, ()
    session.department, session.page, session.several = "", 0, False
    # Who was sent to staff is asked again where that service asks: the hall gives some numbers only to somebody.
    session.at_window = False
    taking: tuple[Step, ...] = (Identify(parts.tries), TakeTicket(), Rate(), Done())
    if any(one.id == service and one.open for one in _services(context)):
        return onwards(taking)
    session.service = ""
    return onwards((ChooseService(parts.page_size), *taking))


def service_of(context: Context) -> str:
    """The service that the item names for its way to a window; empty where it names none."""
    visit = context.session.item
    steps = visit.item.steps if visit else ()
    return next((step.service for step in steps if step.kind == "handover"), "")


def _services(context: Context) -> tuple[ServiceView, ...]:
    catalogue = context.ports.catalogue.catalogue()
    return catalogue.services if catalogue else ()
