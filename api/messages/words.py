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


class TicketState(StrEnum):
    """Where a ticket stands. Final states close it; the closed intervals stay."""

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


FINAL_TICKET_STATES = frozenset(
    {TicketState.DONE, TicketState.NO_SHOW, TicketState.CANCELLED, TicketState.EXPIRED, TicketState.VOID}
)
AT_WINDOW_STATES = frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.RATING})
"""In these states exactly one window holds the ticket."""


class WindowState(StrEnum):
    OFFLINE = "offline"
    """No clerk's desk is connected; reserved for supervision."""
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
    MALFORMED = "malformed"
    TOO_LARGE = "tooLarge"
    UNKNOWN_COMMAND = "unknownCommand"
