"""Models of the screens that say one thing: refusals, outages, help, goodbye."""

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.views import AskingHall, Failsafe, Finished, HallUnreachable, NoPaper, Refused
from kiosk.view_models.models import MessageModel
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.texts import Texts

MessageViews = NoPaper | AskingHall | Refused | HallUnreachable | Finished | Failsafe

_CONFIRM = Intent(IntentKind.CONFIRM)


def message_model(view: MessageViews, texts: Texts) -> MessageModel:
    match view:
        case NoPaper(reason):
            text = f"{texts.reason(reason)}{texts('sentence-end')}{texts('no-paper.text')}"
            buttons = (Button("no-paper.take", texts("no-paper.take"), _CONFIRM, icon="ticket"),)
            return MessageModel(Tone.CAUTION, "printer", texts("no-paper.title"), text, "", buttons)
        case AskingHall():
            return MessageModel(Tone.CALM, "ticket", texts("asking.title"), texts("asking.text"), "", ())
        case Refused(code, other):
            own = texts.of("numbers")
            back = Button("refused.ok", texts("refused.ok"), Intent(IntentKind.BACK), icon="back")
            answers: tuple[Button, ...] = (back,)
            if other:
                answers = (
                    Button(f"refused.{other}", own(f"instead.{other}"), Intent(IntentKind.CHOOSE, other), "calendar"),
                    back,
                )
            return MessageModel(Tone.CAUTION, "warning", texts("refused.title"), texts.refusal(code), "", answers)
        case HallUnreachable():
            ok = Button("unreachable.ok", texts("unreachable.ok"), _CONFIRM, icon="home")
            return MessageModel(Tone.PROBLEM, "warning", texts("unreachable.title"), texts("unreachable.text"), "", (ok,))
        case Finished(_, rated):
            title = texts("done.rated.title" if rated else "done.title")
            ok = Button("done.ok", texts("done.ok"), _CONFIRM, icon="check")
            return MessageModel(Tone.GOOD, "check", title, texts("done.text"), "", (ok,))
        case Failsafe(number):
            text = texts("failsafe.text")
            if number:
                text = f"{texts('failsafe.number', number=number)}\n{text}"
            ok = Button("failsafe.ok", texts("failsafe.ok"), _CONFIRM, icon="home")
            staff = Button("failsafe.help", texts.of("duty")("call.help"), Intent(IntentKind.HELP), icon="person")
            return MessageModel(Tone.PROBLEM, "warning", texts("failsafe.title"), text, "", (ok, staff))


def idle_warning(left_s: int, texts: Texts) -> MessageModel:
    stay = Button("idle.stay", texts("idle.stay"), Intent(IntentKind.STAY), icon="check")
    text = texts("idle.text", seconds=left_s)
    return MessageModel(Tone.CAUTION, "", texts("idle.title"), text, str(left_s), (stay,))
