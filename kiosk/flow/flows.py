"""The flows a kiosk offers: data. Each is a list of step types with their settings."""

from collections.abc import Mapping

from kiosk.flow.engine import Flow
from kiosk.flow.identity.tries import Tries
from kiosk.flow.numbers.flows import instead_of_a_number, number_flows
from kiosk.flow.step import Step
from kiosk.flow.steps.check_in import CheckIn
from kiosk.flow.steps.choose_class import ChooseTicketClass
from kiosk.flow.steps.choose_service import ChooseService
from kiosk.flow.steps.done import Done
from kiosk.flow.steps.duty.feedback import Feedback
from kiosk.flow.steps.identify.step import Identify
from kiosk.flow.steps.rate import Rate
from kiosk.flow.steps.take_ticket import TakeTicket
from kiosk.flow.steps.technician.step import Technician
from kiosk.flow.steps.withdraw_consent import WithdrawConsent
from kiosk.flow.technician.views import TECHNICIAN

TAKE_TICKET = "take-ticket"
TAKE_PRIORITY = "take-priority"
"""优先取号: the same with a claimed class; the usual way has no further step for it."""
CHECK_IN = "check-in"
SCAN_CODE = "scan-code"
"""扫码: a ticket or booking held up: checked in, or back in its queue after it was missed."""
WITHDRAW_CONSENT = "withdraw-consent"
FEEDBACK = "feedback"
"""评价与投诉: a rating of the terminal, a complaint, 办不成事, a suggestion."""


def flows(page_size: int, tries: Tries | None = None, search: Step | None = None) -> Mapping[str, Flow]:
    """
    Args:
        page_size: service cards on one page of this kiosk's screen.
        tries: the kiosk's count of failed faces, where flows of other places share it.
        search: another way to a service than by its department, where there is one.
    """
    tries = tries or Tries()
    take = TakeTicket(instead_of_a_number(page_size, tries))
    choose, rate, done = ChooseService(page_size, search), Rate(), Done()
    identify = Identify(tries)
    return {
        TAKE_TICKET: (choose, identify, take, rate, done),
        TAKE_PRIORITY: (ChooseTicketClass(), choose, identify, take, rate, done),
        CHECK_IN: (CheckIn(tries), done),
        SCAN_CODE: (CheckIn(tries, scan_first=True), done),
        WITHDRAW_CONSENT: (WithdrawConsent(tries),),
        **number_flows(page_size, tries),
        FEEDBACK: (Feedback(page_size),),
        TECHNICIAN: (Technician(),),
    }
