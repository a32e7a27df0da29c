"""Words of self-service items: kinds of steps, fields and columns, and why a department says no."""

from enum import StrEnum

from api.messages.words import Word


class FieldKind(Word):
    """What is asked for, and so which keyboard comes up and what is checked."""

    TEXT = "text"
    """Free words, such as an address."""
    NAME = "name"
    """A person's or company's name."""
    ID_NUMBER = "id-number"
    """公民身份号码, checked by its last sign."""
    PHONE = "phone"
    """Mobile, 11 digits, or a landline with its area code."""
    NUMBER = "number"
    """A whole number between `least` and `most`."""
    MONEY = "money"
    """Yuan with at most two decimals; carried as whole fen."""
    DATE = "date"
    """A day; carried as ISO 8601."""
    CODE = "code"
    """Capitals and digits, such as a plate's, certificate's or unified social credit code's; `pattern` says which."""
    CHOICE = "choice"
    """One of `options`; carried by its key."""
    YES_NO = "yes-no"
    """Carried as `yes` or `no`."""
    UNKNOWN = "unknown"


class ColumnKind(Word):
    """How a value of a record is shown."""

    TEXT = "text"
    MONEY = "money"
    """Whole fen."""
    NUMBER = "number"
    DATE = "date"
    """ISO 8601 day."""
    MONTH = "month"
    """`2026-03`."""
    NAME = "name"
    """A person's: masked on the screen."""
    ID_NUMBER = "id-number"
    """Masked on the screen."""
    UNKNOWN = "unknown"


class ShowLayout(Word):
    FACTS = "facts"
    """One record, label beside value."""
    TABLE = "table"
    """Several, a line each."""
    UNKNOWN = "unknown"


class Prefill(Word):
    """What of the identified person a field begins with."""

    NONE = "none"
    NAME = "name"
    NUMBER = "number"
    UNKNOWN = "unknown"


class PrintKind(Word):
    RECEIPT = "receipt"
    """受理回执, on the receipt printer: case number, item, day, how to ask after it."""
    SLIP = "slip"
    """Records or fixed lines, on the receipt printer: what was looked up, what to bring."""
    DOCUMENT = "document"
    """A4, on the document printer: its content comes by `take-document`."""
    UNKNOWN = "unknown"


class PayWhere(Word):
    """Where a fee is paid: never at the kiosk."""

    FREE = "free"
    WINDOW = "window"
    """At the cashier's window of the hall."""
    BANK = "bank"
    """Later, by the bank's or department's payment note."""
    UNKNOWN = "unknown"


class HandoverKind(Word):
    OFFERED = "offered"
    """May be left out."""
    NEEDED = "needed"
    """What was begun goes on at the window."""
    UNKNOWN = "unknown"


class DepartmentReason(Word):
    """Why a department doesn't do what was asked. Each has a text and a next step in the catalogues (`items.reason.<word>`)."""

    NOT_FOUND = "not-found"
    """It knows nothing of this kind about the person."""
    NOT_ELIGIBLE = "not-eligible"
    ALREADY_APPLIED = "already-applied"
    """A case of the same kind is open."""
    DATA_DIFFERS = "data-differs"
    """What was typed isn't what is on file."""
    UNPAID = "unpaid"
    """Fees, fines or contributions are owed first."""
    LIMIT = "limit"
    """As often as is allowed in this time."""
    AT_WINDOW = "at-window"
    """Somebody must look at it."""
    PRINTED_ALREADY = "printed-already"
    """The one valid copy came out of a printer; a further one is made at the window."""
    UNKNOWN = "unknown"


class DocumentOutcome(StrEnum):
    """How printing a document ended, as far as the kiosk can tell."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    """No sheet came out: the document may be taken again."""
    UNKNOWN = "unknown"
    """Some or all of it may have come out: staff look, no software prints it again."""
