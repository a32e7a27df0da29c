"""What a citizen can mean by a touch. The same words come from the screens, from tests and from simulated citizens."""

from dataclasses import dataclass, field
from enum import StrEnum


class IntentKind(StrEnum):
    TOUCHED = "touched"
    """Somebody is there; means nothing else. The idle timer starts again."""
    START = "start"
    """Begin the flow named by the value."""
    HOME = "home"
    BACK = "back"
    HELP = "help"
    """Open or close the help screen."""
    CALL_STAFF = "call-staff"
    """On the help screen: somebody should come; the value is `help` or `sos` (`CallKind`)."""
    END_CALL = "end-call"
    """Nobody is needed any more."""
    HELP_SLIP = "help-slip"
    """Print what was done to call somebody."""
    LANGUAGE = "language"
    """Speak the language of the value."""
    MODE = "mode"
    """Turn one way of showing over: `large`, `contrast`, `reach`, `voice` (`kiosk.flow.mode`)."""
    MODES = "modes"
    """Open or close the sheet with all ways of showing."""
    STAY = "stay"
    """I'm still here: the answer to the idle warning."""
    CHOOSE = "choose"
    """One of the offered things; the value names it."""
    TURN_PAGE = "turn-page"
    """The value is the page's number, from 0."""
    SEVERAL = "several"
    """Choose several things on one number, or only one again."""
    KEY = "key"
    """A key of an on-screen keypad; the value is its character."""
    TEXT = "text"
    """A whole text was typed, written or chosen; the value is the text."""
    STROKE = "stroke"
    """One line of a finger on the handwriting pad: points `x,y x,y` in thousandths of its side."""
    YES = "yes"
    NO = "no"
    CONFIRM = "confirm"
    """The screen's one primary button."""
    SKIP = "skip"
    REPRINT = "reprint"
    """补打."""
    TIMED_OUT = "timed-out"
    """Not the citizen: the screen's own time is over."""
    WORLD_CHANGED = "world-changed"
    """Not the citizen: printer, hall or catalogue changed; a step shows itself anew."""


@dataclass(frozen=True, slots=True)
class Intent:
    kind: IntentKind
    value: str = field(default="", repr=False)
    """May be what somebody typed: it is in no picture of this object."""


FROM_THE_WORLD = frozenset({IntentKind.TIMED_OUT, IntentKind.WORLD_CHANGED})
"""These don't show that somebody is there."""
