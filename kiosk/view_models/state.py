"""In a few words, where the kiosk is: for the demo's simulated citizens and for tests."""

import re
from typing import Any

from api.messages.views import FollowView
from kiosk.flow.engine import Shown
from kiosk.flow.identity.views import EnterDocument, FaceCheck
from kiosk.flow.mode import MODE_NAMES
from kiosk.flow.numbers.views import EnterCheckCode
from kiosk.flow.ports import IssuedTicket
from kiosk.flow.typing.views import SearchThings, TypeText
from kiosk.flow.views import Failsafe, View
from kiosk.view_models.models import HomeModel, KioskModel


def state_of(shown: Shown, model: KioskModel | None = None) -> dict[str, Any]:
    """`screen`: the view's name (`home`, `choose-department`, `number-on-screen` …), or `help` and `idle-warning` over it;
    `notice`: what the home screen warns of; `typed`: what stands above a keypad, of documents and names only how much; `mode`:
    the ways of showing that are on; `reason`: why something didn't work; `guidance`: what the person before the camera is asked
    to do; `call`: how far a call for staff is.
    """
    screen = re.sub(r"(?<!^)(?=[A-Z])", "-", type(shown.view).__name__).lower()
    if shown.warning_left_s is not None:
        screen = "idle-warning"
    elif shown.help_open:
        screen = "help"
    ticket = getattr(shown.view, "ticket", None)
    number = ticket.view.number if isinstance(ticket, IssuedTicket) else ""
    if isinstance(ticket, FollowView):
        number = ticket.number
    if isinstance(shown.view, Failsafe):
        number = shown.view.number
    notice = model.screen.notice if model is not None and isinstance(model.screen, HomeModel) else ""
    return {
        "screen": screen,
        "step": shown.step,
        "language": shown.language,
        "number": number,
        "busy": shown.busy,
        "call": shown.help.phase.value,
        "mode": [name for name in MODE_NAMES if getattr(shown.mode, name)],
        "notice": notice,
        "typed": _typed(shown.view),
        "nonce_code": getattr(shown.view, "nonce_code", ""),
        "reason": _reason(shown.view),
        "guidance": shown.view.guidance.value if isinstance(shown.view, FaceCheck) else "",
    }


def _typed(view: View) -> str:
    if isinstance(view, SearchThings):
        view = view.typing
    if isinstance(view, TypeText):
        return "*" * len(view.text)
    typed = str(getattr(view, "typed", ""))
    return "*" * len(typed) if isinstance(view, EnterDocument | EnterCheckCode) else typed


def _reason(view: View) -> str:
    """A dotted key: of a way that failed, or of what is wrong with what was shown or typed."""
    for name in ("failed", "reason", "problem"):
        value = getattr(view, name, "")
        if isinstance(value, str) and value:
            return value
    return ""
