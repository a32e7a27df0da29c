"""What a province's licence platform answers, and how far each of its levels of trust is believed. Pure."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.identity.documents import DOCUMENT_TYPES
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from hall_controller.identity.adapters.base import (
    CODE_EXPIRED,
    CODE_UNKNOWN,
    CODE_USED,
    NO_MATCH,
    NOT_VALID,
    UNTRUSTED,
    Answer,
    rejected,
)


class Trust(StrEnum):
    """可信等级 of an electronic licence."""

    A = "A"
    """Made and signed by the issuing authority as it issued the document."""
    B = "B"
    """Made later from the issuing authority's own data."""
    C = "C"
    """Scanned at a window and compared by staff."""
    D = "D"
    """Uploaded by its holder."""


ASSURANCE: dict[Trust, Assurance | None] = {Trust.A: Assurance.L2, Trust.B: Assurance.L1, Trust.C: Assurance.L0, Trust.D: None}
"""What a code of such a licence proves when the platform resolves it for the first time. None: nothing."""

REFUSED: dict[str, Answer] = {
    "codeUnknown": rejected(CODE_UNKNOWN),
    "codeExpired": rejected(CODE_EXPIRED),
    "codeUsed": rejected(CODE_USED),
    "noLicence": rejected(NO_MATCH),
    "differs": rejected(NO_MATCH),
}
"""By the platform's `error`; others mean that we did something wrong."""
VALID = "valid"


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)


class _Holder(_Lenient):
    name: str = Field(min_length=1, max_length=60, repr=False)
    document: str = Field(repr=False)
    number: str = Field(min_length=1, max_length=30, repr=False)


class _Licence(_Lenient):
    status: str
    trust: Trust
    holder: _Holder = Field(repr=False)


class NotUnderstood(Exception):
    """The answer isn't as agreed. Without its contents."""


def answer_of(document: dict[str, Any], watermark: str, *, by_code: bool) -> Answer:
    """
    Args:
        watermark: for a platform that names none.
        by_code: a phone showed it; else only name and number were compared, which proves nothing of who stands there.

    Raises:
        NotUnderstood: neither a licence nor a refusal that is known.
    """
    if (error := document.get("error")) is not None:
        if not isinstance(error, str) or error not in REFUSED:
            raise NotUnderstood
        return REFUSED[error]
    try:
        licence = _Licence.model_validate(document.get("licence"))
    except ValidationError:
        raise NotUnderstood from None
    holder = licence.holder
    if holder.document not in DOCUMENT_TYPES:
        raise NotUnderstood
    if licence.status != VALID:
        return rejected(NOT_VALID)
    assurance = ASSURANCE[licence.trust]
    if assurance is None:
        return rejected(UNTRUSTED)
    mark = document.get("watermark")
    return Answer(
        outcome=IdentityOutcome.VERIFIED,
        assurance=assurance if by_code else Assurance.L0,
        source=IdentitySource.LICENCE,
        name=holder.name,
        id_number=holder.number,
        document=holder.document,
        watermark=mark if isinstance(mark, str) and mark else watermark,
    )
