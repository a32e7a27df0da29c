"""A card as its reader answers it, as the holder whom the flow knows. Pure; the day comes from outside."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.identity.documents import FOREIGNERS_CARD, RESIDENT_CARD, InvalidDocument, read_document
from kiosk.flow.identity.person import DocumentHolder

READ_FAILED = "card.readFailed"
_DOCUMENTS = {
    "resident": RESIDENT_CARD,
    # A permit's number is a citizen's identification number, so its holder is the same person when it is typed.
    "residence-permit": RESIDENT_CARD,
    "foreigner-2017": FOREIGNERS_CARD,
    "foreigner-2023": FOREIGNERS_CARD,
}
"""By the reader's `layout`."""


@dataclass(frozen=True, slots=True)
class CardContents:
    """What was on the chip. `holder` None: `problems` says what doesn't fit, and the card isn't taken."""

    holder: DocumentHolder | None = field(repr=False)
    problems: tuple[str, ...] = ()
    photo_wlt: bytes = field(default=b"", repr=False)
    """The chip's picture in its closed format."""


def card_contents(result: Mapping[str, Any], today: date) -> CardContents:
    """The completion of `read-card`. What isn't as the reader's page says ends as `card.readFailed`."""
    try:
        document = _DOCUMENTS[result["layout"]]
        problems = tuple(str(problem) for problem in result["problems"])
        name = str(result["name"] or result["latin_name"])
        number, birth = str(result["id_number"]), str(result["birth"])
        photo = b64decode(result["photo_wlt"], validate=True)
    except (KeyError, TypeError, ValueError):
        return CardContents(None, (READ_FAILED,))
    try:
        number = read_document(document, number, today).number
    except InvalidDocument as error:
        problems = (*problems, *((error.problem,) if error.problem not in problems else ()))
    if problems:
        return CardContents(None, problems)
    return CardContents(DocumentHolder(document=document, number=number, name=name, birth=birth), (), photo)
