"""CTID's result codes: four characters, each about one thing, as one table each. Pure.

Characters: 1 name and number, 2 validity of the document, 3 face, 4 网证; X where the mode doesn't look.
"""

import re

from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from hall_controller.identity.adapters.base import (
    BAD_PICTURE,
    MALFORMED,
    NO_MATCH,
    NO_PICTURE_THERE,
    OTHER_FACE,
    SILENT,
    UNSURE_FACE,
    Answer,
    rejected,
    unavailable,
)
from hall_controller.identity.adapters.ctid_wire import Mode

_CODE = re.compile(r"[0-9A-Z]{4}")
SAME, NOT_LOOKED_AT = "0", "X"
NAME_AND_NUMBER = {
    "5": rejected(NO_MATCH),
    "6": rejected(NO_MATCH),
    "W": unavailable(SILENT),
}
"""5 they don't belong together, 6 nobody has that number, W not looked at for an error of the platform."""
FACE = {
    "1": rejected(OTHER_FACE),
    "2": Answer(IdentityOutcome.STEP_UP, UNSURE_FACE),
    "3": unavailable(NO_PICTURE_THERE),
    "4": Answer(IdentityOutcome.NON_RESPONSE, BAD_PICTURE),
    "W": unavailable(SILENT),
}
"""1 another person, 2 it can't be said, 3 no picture to compare with, 4 the picture sent can't be used."""


def answer_of(code: str, mode: Mode) -> Answer:
    """A result code that isn't known is never a success."""
    if not _CODE.fullmatch(code):
        return unavailable(MALFORMED)
    person, validity, face, network = tuple(code)
    if person != SAME:
        return NAME_AND_NUMBER.get(person, unavailable(MALFORMED))
    unasked = (validity, network) if mode is Mode.WITH_FACE else (validity, face, network)
    if not set(unasked) <= {SAME, NOT_LOOKED_AT}:
        # It speaks against something that we didn't even ask: no success, whatever the rest says.
        return unavailable(MALFORMED)
    if mode is Mode.NAME_AND_NUMBER:
        # The pair exists; that says nothing about who stands there.
        return Answer(IdentityOutcome.VERIFIED, assurance=Assurance.L0, source=IdentitySource.CTID)
    if face != SAME:
        return FACE.get(face, unavailable(MALFORMED))
    return Answer(IdentityOutcome.VERIFIED, assurance=Assurance.L2, source=IdentitySource.CTID)
