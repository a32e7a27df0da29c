"""Taking a consent back: by its receipt, or as the person. Nothing is asked why, and it takes no longer than giving it."""

from api.messages.identity_words import Assurance
from kiosk.flow.identity.policy import Need
from kiosk.flow.identity.tries import Tries
from kiosk.flow.identity.views import ChooseClaim, EnterDocument, Withdrawn
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.booking_number import ERASE, KEYS
from kiosk.flow.steps.identify.case import AtWindow, Case
from kiosk.flow.steps.identify.identification import Identification
from kiosk.flow.views import AskingHall

RECEIPT, IDENTIFY = "receipt", "identify"
RECEIPT_LENGTH = 8
"""Characters of a receipt's number, without the hyphen in the middle."""
WHOSE_CONSENT = Need(Assurance.L1)
"""Somebody else's consent isn't theirs to take back."""
SHOWN_S = 15.0


class WithdrawConsent:
    name = "withdraw-consent"

    def __init__(self, tries: Tries) -> None:
        """`tries`: the kiosk's count of failed faces."""
        self._identification = Identification(tries)

    async def run(self, context: Context) -> Outcome:
        while True:
            context.show(ChooseClaim((RECEIPT, IDENTIFY)), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is not IntentKind.CHOOSE:
                continue
            if intent.value == RECEIPT:
                receipt = await _typed_receipt(context)
                if receipt and (done := await _withdraw(context, receipt=receipt)) is not None:
                    return done
            elif intent.value == IDENTIFY:
                found = await self._identification.identify(context, Case(WHOSE_CONSENT))
                if isinstance(found, AtWindow):
                    return CANCEL
                if found is not None:
                    return await _withdraw(context, person=found.person) or NEXT


async def _withdraw(context: Context, *, receipt: str = "", person: str = "") -> Outcome | None:
    """None: the receipt isn't known, and the citizen is there to try once more or otherwise."""
    context.show(AskingHall(), busy=True)
    count = await context.ports.identity.register.withdraw(receipt=receipt, person=person)
    context.show(Withdrawn(count or 0, later=count is None, by_receipt=bool(receipt)), for_s=SHOWN_S)
    while (kind := (await context.intent()).kind) not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT):
        pass
    return None if receipt and count == 0 and kind is IntentKind.CONFIRM else NEXT


async def _typed_receipt(context: Context) -> str:
    """Such as `7KQ2-M9XD`; empty when they went back."""
    typed = ""
    while True:
        complete = len(typed) == RECEIPT_LENGTH
        context.show(EnterDocument(RECEIPT, typed, hidden=False, letters=True, complete=complete), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return ""
            case IntentKind.KEY if intent.value == ERASE:
                typed = typed[:-1]
            case IntentKind.KEY if intent.value.upper() in KEYS and len(typed) < RECEIPT_LENGTH:
                typed += intent.value.upper()
            case IntentKind.CONFIRM if complete:
                return f"{typed[:4]}-{typed[4:]}"
            case _:
                pass
