"""A document's type and number, typed: nobody without card, phone or face is shut out. A claim, looked at at the window."""

from api.identity.documents import DOCUMENT_TYPES, RESIDENT_CARD, InvalidDocument, is_long_enough, may_be_typed, read_document
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, IdentityWay
from kiosk.flow.identity.person import DocumentHolder, Proof
from kiosk.flow.identity.views import ChooseDocument, EnterDocument
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case

ERASE = "erase"
CHECK_LETTER = frozenset("X")
"""The one letter of a citizen's number: it needs no alphabet on the keypad."""


async def by_document(context: Context, case: Case) -> Attempt | None:  # noqa: ARG001 (all ways share one signature)
    types = tuple(DOCUMENT_TYPES)
    while True:
        context.show(ChooseDocument(types), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return None
        if intent.kind is not IntentKind.CHOOSE or intent.value not in types:
            continue
        holder = await typed_document(context, intent.value)
        if holder is not None:
            proof = Proof(IdentityWay.DOCUMENT, IdentitySource.TYPED, Assurance.L0)
            return Attempt(IdentityOutcome.VERIFIED, proof=proof, holder=holder)


async def typed_id_number(context: Context) -> DocumentHolder | None:
    """A resident's own number; None when they went back."""
    return await typed_document(context, RESIDENT_CARD)


async def typed_document(context: Context, document: str) -> DocumentHolder | None:
    """Type until the number can be one; None when they went back."""
    typed, hidden, problem = "", True, ""
    letters = bool(set(DOCUMENT_TYPES[document].letters) - CHECK_LETTER)
    while True:
        complete = is_long_enough(document, typed)
        context.show(EnterDocument(document, typed, hidden, letters, complete, problem), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return None
            case IntentKind.SEVERAL:
                hidden = not hidden
            case IntentKind.KEY if intent.value == ERASE:
                typed, problem = typed[:-1], ""
            case IntentKind.KEY if len(intent.value) == 1 and may_be_typed(document, typed + intent.value.upper()):
                typed, problem = typed + intent.value.upper(), ""
            case IntentKind.CONFIRM if complete:
                try:
                    return _holder(context, document, typed)
                except InvalidDocument as error:
                    problem = error.problem
            case _:
                pass


def _holder(context: Context, document: str, typed: str) -> DocumentHolder:
    read = read_document(document, typed, context.ports.identity.moment.today())
    return DocumentHolder(read.document, read.number, birth=read.birthday.isoformat() if read.birthday else "")
