"""The closed vocabularies. Device words are those of XFS4IoT (CEN workshop agreement), exact spellings; ours are marked.

A state is never a translated text: screens translate the word.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A member of a vocabulary that has an `unknown` takes values it doesn't know as `unknown` (contract rule 8)."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:  # noqa: ARG003 (the name is the enum protocol's)
        return cls.__members__.get("UNKNOWN")


class DeviceState(Word):
    """Can citizens use it?"""

    UNKNOWN = "unknown"
    """Ours: no answer. Never replaced by the last or the friendly value."""
    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"
    STARTING = "starting"


class Action(Word):
    """Who must go there?"""

    NONE = "none"
    """Ours: nobody, the device is well."""
    RESET = "reset"
    """The software resets it by itself."""
    SOFTWARE_ERROR = "softwareError"
    """The maker of the software."""
    CONFIGURATION = "configuration"
    """The deployer: a setting is wrong."""
    CLEAR = "clear"
    """Hall staff: paper, jam, cover."""
    MAINTENANCE = "maintenance"
    """The technician."""
    SUSPEND = "suspend"
    UNKNOWN = "unknown"


class CompletionCode(Word):
    """How a command ended."""

    SUCCESS = "success"
    COMMAND_ERROR_CODE = "commandErrorCode"
    """Refused by a rule of the domain; `error_code` says which."""
    CANCELED = "canceled"
    DEVICE_NOT_READY = "deviceNotReady"
    HARDWARE_ERROR = "hardwareError"
    INTERNAL_ERROR = "internalError"
    INVALID_COMMAND = "invalidCommand"
    INVALID_REQUEST_ID = "invalidRequestID"
    TIME_OUT = "timeOut"
    UNSUPPORTED_COMMAND = "unsupportedCommand"
    INVALID_DATA = "invalidData"
    USER_ERROR = "userError"
    UNSUPPORTED_DATA = "unsupportedData"
    FRAUD_ATTEMPT = "fraudAttempt"
    SEQUENCE_ERROR = "sequenceError"
    AUTHORISATION_REQUIRED = "authorisationRequired"
    NOT_ENOUGH_SPACE = "notEnoughSpace"
    OUTCOME_UNKNOWN = "outcomeUnknown"
    """Ours: begun before a crash, and no one can tell whether it happened. A person is asked; never repeated by software."""
    QUEUE_FULL = "queueFull"
    """Ours, as `error_code` beside deviceNotReady."""
    UNKNOWN = "unknown"


class AvailabilityState(Word):
    """What a node says of itself on `state/availability`."""

    ONLINE = "online"
    DISCONNECTED = "disconnected"
    """A clean stop."""
    LOST = "lost"
    """Published by the broker as the node's last will."""
    UNKNOWN = "unknown"


class PrinterMedia(Word):
    UNKNOWN = "unknown"
    PRESENT = "present"
    """Paper sticks out of the mouth: a ticket not taken yet."""
    NOT_PRESENT = "notPresent"
    JAMMED = "jammed"
    ENTERING = "entering"
    RETRACTED = "retracted"


class PrinterPaper(Word):
    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class PrinterCover(Word):
    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


class PrinterCutter(Word):
    OK = "ok"
    INOPERABLE = "inoperable"
    UNKNOWN = "unknown"


class PrinterToner(Word):
    """Toner or ink of a document printer."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"


class LedDisplay(Word):
    BLANK = "blank"
    SHOWING = "showing"
    TEST_PATTERN = "testPattern"
    UNKNOWN = "unknown"


class RatingPadState(Word):
    IDLE = "idle"
    ASKING = "asking"
    ANSWERED = "answered"
    TIMED_OUT = "timedOut"
    UNKNOWN = "unknown"


class SpeakerState(Word):
    OK = "ok"
    MUTED = "muted"
    INOPERABLE = "inoperable"
    UNKNOWN = "unknown"


class CardMedia(Word):
    """What lies on a card reader."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    JAMMED = "jammed"


class ScannerState(Word):
    ON = "on"
    """Armed: it reads the next code."""
    OFF = "off"
    INOPERATIVE = "inoperative"
    UNKNOWN = "unknown"


class CameraState(Word):
    OK = "ok"
    INOPERATIVE = "inop"
    UNKNOWN = "unknown"


class HeadphonesState(Word):
    """Ours."""

    INSERTED = "inserted"
    REMOVED = "removed"
    UNKNOWN = "unknown"


class DoorState(Word):
    CLOSED = "closed"
    OPEN = "open"
    LOCKED = "locked"
    BOLTED = "bolted"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


class OperatorSwitch(Word):
    RUN = "run"
    MAINTENANCE = "maintenance"
    SUPERVISOR = "supervisor"
    UNKNOWN = "unknown"


class UpsState(Word):
    LOW = "low"
    """About to end."""
    ENGAGED = "engaged"
    """Ready, the mains feed."""
    POWERING = "powering"
    """The battery feeds."""
    RECOVERED = "recovered"
    """The mains are back, the battery is being charged."""
    UNKNOWN = "unknown"


class BatteryState(Word):
    FULL = "full"
    LOW = "low"
    OPERATIONAL = "operational"
    CRITICAL = "critical"
    FAILURE = "failure"
    UNKNOWN = "unknown"


class ClimateState(Word):
    NORMAL = "normal"
    HIGH = "high"
    LOW = "low"
    UNKNOWN = "unknown"


class TicketState(StrEnum):
    """Where a ticket stands. Final states close it; the closed intervals stay."""

    BOOKED = "booked"
    """A booking, not checked in yet; its day may be to come."""
    EARLY = "early"
    """Checked in before its slot: waits from the slot's lead on."""
    ISSUING = "issuing"
    """A number is given, the paper is not confirmed yet."""
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    RATING = "rating"
    """Served; the rating device asks."""
    HELD = "held"
    """挂起: back later, its owner first."""
    MISSED = "missed"
    """过号: called and not there; may come back once."""
    DONE = "done"
    NO_SHOW = "no-show"
    """弃号."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The hall closed first; never counted as 弃号."""
    VOID = "void"
    """Withdrawn by a manager, or never handed over."""
    LAPSED = "lapsed"
    """A booking nobody checked in."""


FINAL_TICKET_STATES = frozenset(
    {
        TicketState.DONE,
        TicketState.NO_SHOW,
        TicketState.CANCELLED,
        TicketState.EXPIRED,
        TicketState.VOID,
        TicketState.LAPSED,
    }
)
AT_WINDOW_STATES = frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.RATING})
"""In these states exactly one window holds the ticket."""


class WindowState(StrEnum):
    OFFLINE = "offline"
    """A clerk is logged in, but neither the desk nor the call pad is connected."""
    CLOSED = "closed"
    """No clerk is logged in."""
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    RATING = "rating"
    PAUSED = "paused"
    FAULT = "fault"
    """A device the window can't work without is out."""


class TicketClass(StrEnum):
    """优先类别."""

    WALK_IN = "walk-in"
    APPOINTMENT = "appointment"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    VETERAN = "veteran"
    """优抚: veterans' families."""
    LOW_INCOME = "low-income"
    """低保."""
    MILITARY = "military"
    PREGNANT_INFANT = "pregnant-infant"
    REMOTE = "remote"
    STRANDED = "stranded"
    """Lost their turn by a fault of the hall."""


GREEN_CHANNEL = frozenset(set(TicketClass) - {TicketClass.WALK_IN, TicketClass.APPOINTMENT})
"""绿色通道: classes that a clerk may check and withdraw at the window."""


class RuleName(StrEnum):
    """Who is next."""

    ACCUMULATING = "accumulating"
    """Credit grows with the wait, for each class at its own rate; the largest is next (Kleinrock 1964)."""
    FIFO = "fifo"
    """First come, first served, whatever the class."""
    STRICT = "strict"
    """The first class goes before the second, always; first come within a class."""
    RATIO = "ratio"
    """k of the green channel, then one other. Simulator only."""
    EARLIEST_DUE = "earliestDue"
    """Arrival plus the class's target wait; the earliest is next. Simulator only."""


LIVE_RULES = frozenset({RuleName.ACCUMULATING, RuleName.FIFO, RuleName.STRICT})
"""What a hall may run under."""


class CallReason(StrEnum):
    """Why this ticket was called and no other."""

    TURN = "turn"
    """The rule's choice."""
    BOUND = "bound"
    """It had been passed over as often as its class may be."""
    ONLY = "only"
    """Nobody else waited for this window."""
    TOP = "top"
    """置顶: moved to the front by a named person with a reason."""
    OWNER = "owner"
    """Held by this window before, and back."""
    CHOSEN = "chosen"
    """The clerk picked it from the list."""
    HELD = "held"
    """The clerk took back what the window held."""


class TransferPlace(StrEnum):
    """Where a transferred ticket stands in its new line."""

    FIRST = "first"
    AGE = "age"
    """By its old reference: the citizen doesn't queue twice."""
    LAST = "last"


class ServiceOutcome(StrEnum):
    """办理结果 of one item."""

    DONE = "done"
    """办结."""
    ACCEPTED = "accepted"
    """受理: taken in, the result comes later."""
    SUPPLEMENT = "supplement"
    """补正: something is missing, the citizen comes again."""
    REJECTED = "rejected"
    """退办."""
    CONSULTED = "consulted"
    """咨询: a question was answered."""


class BlockKind(StrEnum):
    """What a range of numbers outside the main series was given out for."""

    ISLAND = "island"
    """Leased by a kiosk for the time it can't reach the hall."""
    PAPER = "paper"
    """Pre-printed tickets for when everything is down."""


class ListKind(StrEnum):
    """What a name list says of a person."""

    BLOCKED = "blocked"
    """No number and no booking until it expires."""
    ATTENTION = "attention"
    """Gets a number; staff are told."""


class AlertKind(StrEnum):
    """What staff should look at."""

    RAPID_TAKES = "rapidTakes"
    """Numbers were taken at one terminal faster than people come."""
    LISTED_PERSON = "listedPerson"
    TIDAL = "tidal"
    """A queue is long: idle windows could help."""
    OUTSIDE_RULES = "outsideRules"
    """A number given out while the hall was away was honoured though a rule says no; the detail has the refusal."""
    LEASE_EXPIRED = "leaseExpired"
    """A called ticket was left alone by its window and went back into line."""
    PEOPLE_STORED = "peopleStored"
    """The terminals keep faces of so many people that it must be filed, or soon must."""


class RatingLevel(StrEnum):
    """好差评, five levels. Interfaces number them in opposite directions: keep the name, map at the edge."""

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    FAIR = "FAIR"
    BAD = "BAD"
    VERY_BAD = "VERY_BAD"


class RatingOutcome(StrEnum):
    SUBMITTED = "SUBMITTED"
    TIMEOUT = "TIMEOUT"
    DECLINED = "DECLINED"
    DEVICE_FAULT = "DEVICE_FAULT"


class Role(StrEnum):
    CLERK = "clerk"
    MANAGER = "manager"
    TECHNICIAN = "technician"
    DEVICE = "device"
    """A kiosk, an agent, a hall screen."""


class PadKey(Word):
    """Keys of a window's call pad (呼叫器)."""

    NEXT = "next"
    RECALL = "recall"
    EVALUATE = "evaluate"
    PAUSE = "pause"
    TRANSFER = "transfer"
    MISS = "miss"
    HOLD = "hold"
    TAKE_BACK = "take-back"
    UNKNOWN = "unknown"


class HandOver(StrEnum):
    """How the citizen got the number."""

    PRINTER = "printer"
    SCREEN = "screen"
    """Shown with its number (and QR) to be written down or photographed: an e-ticket."""


class Refusal(StrEnum):
    """Why the hall refuses a command; nothing changes and no number is consumed. Texts live in the catalogues."""

    UNKNOWN_SERVICE = "unknownService"
    UNKNOWN_QUEUE = "unknownQueue"
    UNKNOWN_WINDOW = "unknownWindow"
    UNKNOWN_TICKET = "unknownTicket"
    SERVICE_CLOSED = "serviceClosed"
    """Outside the queue's opening hours."""
    NO_WINDOW_TODAY = "noWindowToday"
    """No window serves the queue."""
    NUMBERS_EXHAUSTED = "numbersExhausted"
    ILLEGAL_TRANSITION = "illegalTransition"
    """The ticket's or window's state doesn't allow it; the detail names the state."""
    WINDOW_BUSY = "windowBusy"
    WINDOW_NOT_OPEN = "windowNotOpen"
    WINDOW_FAULT = "windowFault"
    """A device the window can't work without is out; the detail names it."""
    NOT_THIS_WINDOW = "notThisWindow"
    """The ticket is at another window, or the window can't serve its queue."""
    NOBODY_WAITING = "nobodyWaiting"
    TOO_SOON = "tooSoon"
    """A recall within the least gap."""
    TOO_LATE = "tooLate"
    """Past the time in which it can be undone or taken back."""
    RECALLS_USED_UP = "recallsUsedUp"
    REASON_REQUIRED = "reasonRequired"
    UNKNOWN_ASK = "unknownAsk"
    """A rating for a question nobody asked, or asked before."""
    NOT_PERMITTED = "notPermitted"
    STORE_UNAVAILABLE = "storeUnavailable"
    """The hall's disk refuses writes; nothing was stored, the same id may be sent again."""
    CLOSED_TODAY = "closedToday"
    """No working day: weekend, holiday."""
    CLOSING_SOON = "closingSoon"
    """The hall would close before this person's turn."""
    QUOTA_USED_UP = "quotaUsedUp"
    IDENTIFICATION_REQUIRED = "identificationRequired"
    """No anonymous number for this service."""
    ALREADY_WAITING = "alreadyWaiting"
    """This person waits for this service already."""
    PERSON_LIMIT = "personLimit"
    """This person has as many numbers today as one may have."""
    TOO_MANY_ITEMS = "tooManyItems"
    CONFLICTING_ITEMS = "conflictingItems"
    """Two services that can't be on one ticket."""
    AGENT_CEILING = "agentCeiling"
    """代办: this agent has done as many today as one may without a supervisor."""
    LISTED = "listed"
    """On a name list."""
    TOO_MANY_AT_TERMINAL = "tooManyAtTerminal"
    """Numbers are taken at this kiosk faster than people come; staff are told."""
    UNKNOWN_SLOT = "unknownSlot"
    SLOT_FULL = "slotFull"
    BOOKED_ALREADY = "bookedAlready"
    """Once per person and day."""
    COOL_OFF = "coolOff"
    """Booked and stayed away too often; a person at the counter can lift it."""
    NOT_TODAY = "notToday"
    """A booking for another day."""
    UNKNOWN_BLOCK = "unknownBlock"
    NUMBER_USED = "numberUsed"
    """The number of a leased or pre-printed range is entered already."""
    POSTPONES_USED_UP = "postponesUsedUp"
    POSTPONED_TOO_FAR = "postponedTooFar"
    """By more minutes at once than the hall allows."""
    CLASS_UNCHANGED = "classUnchanged"
    UNKNOWN_STAFF = "unknownStaff"
    """No such card, no such member of staff."""
    UNKNOWN_ENTRY = "unknownEntry"
    """No such entry of a list, no such alert, no such opening."""
    SAME_PERSON = "samePerson"
    """Who approves must be another person than who enters it."""
    CODE_USED = "codeUsed"
    """亮码: this show-code was used in this hall before."""
    CODE_EXPIRED = "codeExpired"
    """Its time is over by the hall's clock."""
    UNKNOWN_RECEIPT = "unknownReceipt"
    """No consent has this receipt, or it was withdrawn and forgotten."""
    NO_HOLDER = "noHolder"
    """The booking doesn't say whose it is, so there is nobody to compare with."""
    CONSENT_REQUIRED = "consentRequired"
    """A picture goes to a platform only with a consent for that, and this one isn't there or was withdrawn."""
    UNKNOWN_ADAPTER = "unknownAdapter"
    """The hall asks no platform of this name."""
    ADAPTER_AWAY = "adapterAway"
    """The platform doesn't answer; there are other ways."""
    UNKNOWN_ITEM = "unknownItem"
    """No such self-service item, or no such question of it."""
    DEPARTMENT_AWAY = "departmentAway"
    """The item's department doesn't answer, or isn't joined to this hall: later, or at a window."""
    APPLICATION_WITHDRAWN = "applicationWithdrawn"
    """Its answer was lost, nobody sent it again in time, and it was withdrawn: apply anew, under another id."""
    DOCUMENT_SETTLED = "documentSettled"
    """How this document's printing ended was reported already."""
    CHECK_CODE_REQUIRED = "checkCodeRequired"
    """The number alone doesn't show this: its paper's check code, its code or its person does."""
    WRONG_CHECK_CODE = "wrongCheckCode"
    TOO_MANY_TRIES = "tooManyTries"
    """Too many wrong check codes for this number or from this terminal; later, or at the help desk."""
    MOVES_USED_UP = "movesUsedUp"
    """A booking was put off as often as one may."""
    SAME_SLOT = "sameSlot"
    """The booking is for this slot already."""
    MALFORMED = "malformed"
    SENSELESS = "senseless"
    """Well formed, but its values contradict each other or name what can't be, such as 30 February."""
    TOO_LARGE = "tooLarge"
    UNKNOWN_COMMAND = "unknownCommand"
