"""Why a code isn't taken. The text of the error is the reason's key and never holds anything of the code."""

from enum import StrEnum


class Reason(StrEnum):
    """Each has words of its own for the citizen, in `identity.reason.<value>`."""

    MALFORMED = "code.malformed"
    """No show-code at all, or a broken one."""
    ALGORITHM = "code.algorithm"
    """Signed in a way that isn't known here, or whose library isn't installed."""
    UNKNOWN_KEY = "code.unknownKey"
    """No issuer of the trust list has this key."""
    OLD_KEY = "code.oldKey"
    """The key's time hasn't begun, or is over."""
    WITHDRAWN_KEY = "code.withdrawnKey"
    BAD_SIGNATURE = "code.badSignature"
    WRONG_HALL = "code.wrongHall"
    EXPIRED = "code.expired"
    NOT_YET_VALID = "code.notYetValid"
    """Signed in the future, or for longer than a code may live: its clock, or its issuer, is wrong."""
    WRONG_NONCE = "code.wrongNonce"
    """This kiosk's nonce isn't signed in it: a photograph, or shown by somebody who doesn't stand here."""
    REPLAYED = "code.replayed"
    """Was used in this hall before."""
    HALL_SILENT = "code.hallSilent"
    """Nobody can say now whether it was used before."""
    CLOCK = "code.clock"
    """This machine's clock can't be believed."""
    NO_ISSUERS = "code.noIssuers"
    """There is no trust list."""
    OLD_TRUST_LIST = "code.oldTrustList"
    """The trust list's time is over."""


class CodeRefused(Exception):
    """A code that isn't taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
