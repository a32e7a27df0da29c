"""The help screen: how it works, and a person who was called."""

from collections.abc import Callable
from datetime import datetime

from api.messages.duty_words import CallKind
from kiosk.flow.duty.help_call import WAITING, WANTS_PAPER, CallPhase, HelpShown, SlipState
from kiosk.flow.duty.ports import DeskNotice
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.models import MessageModel
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.texts import Texts

SECTION = "duty"
Local = Callable[[int], datetime]
TONES = {
    CallPhase.ASKING: Tone.CALM,
    CallPhase.CALLING: Tone.CALM,
    CallPhase.COMING: Tone.GOOD,
    CallPhase.OVER: Tone.GOOD,
    CallPhase.UNANSWERED: Tone.CAUTION,
    CallPhase.NOBODY: Tone.CAUTION,
    CallPhase.UNREACHABLE: Tone.PROBLEM,
}
ICONS = {CallPhase.COMING: "check", CallPhase.OVER: "check", CallPhase.UNREACHABLE: "warning", CallPhase.NOBODY: "clock"}


def help_model(shown: HelpShown, now: datetime, local: Local, kiosk_texts: Texts) -> MessageModel:
    texts = kiosk_texts.of(SECTION)
    if shown.phase is CallPhase.NONE:
        text = f"{kiosk_texts('help.text')}\n{kiosk_texts('help.staff')}"
        buttons = (_call(CallKind.HELP, texts), _call(CallKind.SOS, texts), _close(kiosk_texts("help.close")))
        return MessageModel(Tone.CALM, "help", kiosk_texts("help.title"), text, "", buttons)
    paper = {SlipState.FAILED: "slip.failed", SlipState.PRINTED: "slip.printed"}.get(shown.slip)
    # What became of the paper takes the place of what the paper says.
    lines = [texts(paper or f"call.{shown.phase.value}.text"), *contact_lines(shown, now, local, kiosk_texts)]
    sos = shown.kind is CallKind.SOS and shown.phase in WAITING
    title = texts("call.sos.title") if sos else texts(f"call.{shown.phase.value}.title")
    icon = ICONS.get(shown.phase, "person")
    return MessageModel(TONES[shown.phase], icon, title, "\n".join(lines), "", _buttons(shown, texts))


def contact_lines(shown: HelpShown, now: datetime, local: Local, kiosk_texts: Texts) -> list[str]:
    """Whom to ring up and when somebody is there, where nobody came."""
    if shown.phase not in WANTS_PAPER:
        return []
    return notice_lines(shown.notice, now, local, kiosk_texts)


def notice_lines(notice: DeskNotice, now: datetime, local: Local, kiosk_texts: Texts) -> list[str]:
    texts = kiosk_texts.of(SECTION)
    lines = [texts("phone", phone=notice.phone)] if notice.phone else []
    if notice.opens_at is not None:
        lines.append(texts("opens", when=moment(local(notice.opens_at), now, kiosk_texts)))
    return lines


def moment(at: datetime, now: datetime, kiosk_texts: Texts) -> str:
    """`08:30` today, else with its day."""
    if at.date() == now.date():
        return kiosk_texts.time(at)
    return kiosk_texts.of(SECTION)("day-and-time", day=kiosk_texts.date(at), time=kiosk_texts.time(at))


def _buttons(shown: HelpShown, texts: Texts) -> tuple[Button, ...]:
    close = _close(texts("call.close"))
    if shown.phase in WAITING:
        end = Button("help.end-call", texts("call.end"), Intent(IntentKind.END_CALL), icon="cross")
        return close, end
    if shown.phase not in WANTS_PAPER:
        return (close,)
    again = Button("help.call-again", texts("call.again"), Intent(IntentKind.CALL_STAFF, shown.kind.value), icon="person")
    if not shown.can_print or shown.slip is SlipState.PRINTED:
        return again, close
    slip = Button(
        "help.slip",
        texts("slip.print"),
        Intent(IntentKind.HELP_SLIP),
        icon="printer",
        enabled=shown.slip is not SlipState.PRINTING,
    )
    return slip, again, close


def _call(kind: CallKind, texts: Texts) -> Button:
    icon = "person" if kind is CallKind.HELP else "warning"
    return Button(f"help.call-{kind.value}", texts(f"call.{kind.value}"), Intent(IntentKind.CALL_STAFF, kind.value), icon=icon)


def _close(text: str) -> Button:
    return Button("help.close", text, Intent(IntentKind.HELP), icon="check")
