"""What is said aloud for a screen: a phrase of the speakers' own (`drivers/speaker/phrases.toml`). Never a name or a number."""

from kiosk.flow.engine import Shown
from kiosk.flow.identity.views import (
    AskPerson,
    ChooseClaim,
    ConsentNotice,
    EnterDocument,
    FaceCheck,
    GuardianNeeded,
    IdentityHub,
    LayCard,
    ScanNow,
    TakeCardBack,
    WayFailed,
    Welcome,
    Withdrawn,
)
from kiosk.flow.views import View
from kiosk.flow.zone.views import Emergency
from kiosk.vision.messages import Guidance

SILENT = ""
GUIDANCE = {guidance: f"face-{guidance.value}" for guidance in Guidance}
PHRASES: dict[type, str] = {
    IdentityHub: "choose-way",
    ConsentNotice: "read-notice",
    GuardianNeeded: "fetch-guardian",
    ChooseClaim: "say-who",
    EnterDocument: "type-number",
    TakeCardBack: "take-card",
    WayFailed: "way-failed",
    AskPerson: "ask-staff",
    Welcome: "identified",
    Emergency: "evacuate",
}


def phrase_of(shown: Shown) -> str:
    """SILENT where nothing is said: reading a card is over before a sentence is."""
    if shown.help_open or shown.warning_left_s is not None:
        return SILENT
    return _of_view(shown.view)


def _of_view(view: View) -> str:
    match view:
        case FaceCheck():
            return GUIDANCE[view.guidance]
        case ScanNow():
            return "show-code-camera" if view.by_camera else "show-code-scanner"
        case LayCard():
            return {"waiting": "lay-card", "lift": "lift-card"}.get(view.state, SILENT)
        case AskPerson(number=True):
            # The number comes out next: nobody is sent to the desk.
            return SILENT
        case Welcome(claimed=True):
            return SILENT
        case Withdrawn():
            taken_back = view.count > 0 or (view.later and not view.by_receipt)
            return "consent-taken-back" if taken_back else SILENT
        case _:
            return PHRASES.get(type(view), SILENT)
