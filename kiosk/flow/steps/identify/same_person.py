"""Proofs add up only for one person; a guardian is another person, and grown up."""

from dataclasses import replace

from api.identity.documents import InvalidDocument, read_document
from api.messages.identity_words import IdentityOutcome
from kiosk.flow.identity.age import ADULT, age_of
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case

OTHER_PERSON = "identity.otherHolder"
GUARDIAN_TOO_YOUNG = "identity.guardianTooYoung"
SAME_AS_CHILD = "identity.sameAsChild"


def looked_at(context: Context, case: Case, attempt: Attempt) -> Attempt:
    """The attempt with its person's hash; or why its proof doesn't count for this case after all."""
    if attempt.proof is None:
        return attempt
    holder = attempt.holder
    person = attempt.person or (context.ports.identity.register.person(holder) if holder is not None else "")
    refused = _refused(context, case, holder, person)
    return Attempt(IdentityOutcome.REJECTED, refused) if refused else replace(attempt, person=person)


def put(case: Case, attempt: Attempt) -> None:
    """Add what was shown to the case."""
    if attempt.proof is not None:
        case.proofs.append(attempt.proof)
        case.person = case.person or attempt.person
        case.holder = together(case.holder, attempt.holder)
        case.watermark = case.watermark or attempt.watermark


def _refused(context: Context, case: Case, holder: DocumentHolder | None, person: str) -> str:
    today = context.ports.identity.moment.today()
    if case.known and not _same(context, DocumentOf(case.holder, case.person), DocumentOf(holder, person)):
        return OTHER_PERSON
    if case.child is None or holder is None:
        return ""
    child = DocumentOf(case.child, context.ports.identity.register.person(case.child))
    if _same(context, child, DocumentOf(holder, person)):
        return SAME_AS_CHILD
    age = age_of(holder, today)
    return GUARDIAN_TOO_YOUNG if age is not None and age < ADULT else ""


class DocumentOf:
    """A person as far as known: by document, by hash, or both."""

    def __init__(self, holder: DocumentHolder | None, person: str) -> None:
        self.holder = holder
        self.person = person


def _same(context: Context, one: DocumentOf, other: DocumentOf) -> bool:
    """Where nothing can be compared, they aren't the same."""
    if one.person and other.person:
        return one.person == other.person
    if one.holder is None or other.holder is None:
        return False
    return _key(context, one.holder) == _key(context, other.holder)


def _key(context: Context, holder: DocumentHolder) -> str:
    try:
        return read_document(holder.document, holder.number, context.ports.identity.moment.today()).person
    except InvalidDocument:
        return f"{holder.document}:{holder.number}"


def together(one: DocumentHolder | None, other: DocumentHolder | None) -> DocumentHolder | None:
    """Two descriptions of one person: what the first doesn't say comes from the second."""
    if one is None or other is None:
        return one or other
    return replace(one, name=one.name or other.name, birth=one.birth or other.birth, photo=one.photo or other.photo)
