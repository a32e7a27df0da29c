"""The flows a kiosk offers: data. Each is a list of step types with their settings."""

from collections.abc import Mapping

from kiosk.flow.engine import Flow
from kiosk.flow.steps.choose_service import ChooseService
from kiosk.flow.steps.done import Done
from kiosk.flow.steps.rate import Rate
from kiosk.flow.steps.take_ticket import TakeTicket

TAKE_TICKET = "take-ticket"


def flows(page_size: int) -> Mapping[str, Flow]:
    """`page_size`: service cards on one page of this kiosk's screen."""
    return {TAKE_TICKET: (ChooseService(page_size), TakeTicket(), Rate(), Done())}
