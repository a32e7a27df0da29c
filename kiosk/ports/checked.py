"""A platform's answer as the hall passes it on. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.identity.documents import RESIDENT_CARD, InvalidDocument, read_document
from api.messages.completion import Completion
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from api.messages.words import Refusal
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import Checked

MALFORMED = "platform.malformed"
REFUSED = "platform.refused"
_REASONS = {
    Refusal.UNKNOWN_ADAPTER.value: "platform.unknown",
    Refusal.ADAPTER_AWAY.value: "platform.silent",
    Refusal.CONSENT_REQUIRED.value: "platform.noConsent",
}
"""By the hall's refusal."""


class _Result(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    outcome: IdentityOutcome
    reason: str = ""
    assurance: Assurance = Assurance.L0
    source: IdentitySource | None = None
    name: str = Field(default="", repr=False)
    id_number: str = Field(default="", repr=False)
    document: str = Field(default=RESIDENT_CARD, repr=False)
    watermark: str = Field(default="", repr=False)


def checked(completion: Completion, today: date) -> Checked:
    """A refusal of the hall, or an answer that isn't understood, is a platform that can't be used. So is one that names somebody
    by a number that can't be one: such a holder would have no age, and be nobody whom another proof knows.

    Args:
        today: by the hall's clock.
    """
    if not completion.succeeded:
        return Checked(IdentityOutcome.UNAVAILABLE, _REASONS.get(completion.error_code or "", REFUSED))
    try:
        result = _Result.model_validate(completion.result)
    except ValidationError:
        return Checked(IdentityOutcome.UNAVAILABLE, MALFORMED)
    told = result.outcome is IdentityOutcome.VERIFIED and bool(result.id_number)
    try:
        holder = _holder(result, today) if told else None
    except InvalidDocument:
        return Checked(IdentityOutcome.UNAVAILABLE, MALFORMED)
    return Checked(
        outcome=result.outcome,
        reason=result.reason,
        assurance=result.assurance if result.outcome is IdentityOutcome.VERIFIED else Assurance.L0,
        source=result.source,
        holder=holder,
        watermark=result.watermark,
    )


def _holder(result: _Result, today: date) -> DocumentHolder:
    read = read_document(result.document, result.id_number, today)
    return DocumentHolder(document=read.document, number=read.number, name=result.name)
