"""Models of identification's screens that say one thing: who is needed, what failed, who is welcome, what was deleted."""

from api.messages.identity_words import OfflineRung
from kiosk.flow.identity.views import AskPerson, GuardianNeeded, WayFailed, Welcome, Withdrawn
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.models import MessageModel
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.texts import Texts

_CONFIRM = Intent(IntentKind.CONFIRM)
SECONDS_PER_MINUTE = 60

SayingViews = GuardianNeeded | WayFailed | AskPerson | Welcome | Withdrawn


def saying_model(view: SayingViews, texts: Texts) -> MessageModel:
    match view:
        case GuardianNeeded(age_limit):
            go = Button("guardian.go", texts("identity.guardian.go"), _CONFIRM, icon="person")
            text = texts("identity.guardian.text", age=age_limit)
            return MessageModel(Tone.CALM, "guardian", texts("identity.guardian.title"), text, "", (go,))
        case WayFailed():
            return _failed(view, texts)
        case AskPerson(rung, number):
            text = texts(f"identity.person.{'number' if number else 'text'}")
            if rung is not OfflineRung.ONLINE:
                text = f"{texts(f'identity.rung.{rung.value}')}\n{text}"
            ok = Button("person.ok", texts("identity.person.ok"), _CONFIRM, icon="check")
            return MessageModel(Tone.CALM, "person", texts("identity.person.title"), text, "", (ok,))
        case Welcome():
            return _welcome(view, texts)
        case Withdrawn():
            return _withdrawn(view, texts)


def _failed(view: WayFailed, texts: Texts) -> MessageModel:
    text = reason_text(texts, view.reason)
    if view.wait_s:
        minutes = -(-view.wait_s // SECONDS_PER_MINUTE)
        text = f"{text}\n{texts('identity.failed.wait', minutes=minutes)}"
    again = Button("failed.again", texts("identity.failed.again"), _CONFIRM, icon="again")
    other = Button("failed.other", texts("identity.failed.other"), Intent(IntentKind.CHOOSE, "other"), icon="ways")
    person = Button("failed.person", texts("identity.failed.person"), Intent(IntentKind.CHOOSE, "person"), icon="person")
    buttons = (again, other, person) if view.again and not view.wait_s else (other, person)
    return MessageModel(Tone.CAUTION, "warning", texts(f"identity.failed.title.{view.way.value}"), text, "", buttons)


def _welcome(view: Welcome, texts: Texts) -> MessageModel:
    number = [texts("identity.welcome.number", number=view.number)] if view.number else []
    if view.claimed:
        usual, title = texts("identity.welcome.claimed.text"), texts("identity.welcome.claimed.title")
        text = "\n".join([*number, usual])
        return MessageModel(Tone.CALM, "document", title, text, "", (), aloud={"text": usual})
    usual = texts("identity.welcome.receipt" if view.receipt else "identity.welcome.text")
    lines = [*number, *([usual] if view.receipt or not number else [])]
    plain = texts("identity.welcome.title")
    title = texts("identity.welcome.named", name=view.name) if view.name else plain
    aloud = {"title": plain, "text": usual, "count": ""}
    return MessageModel(Tone.GOOD, "check", title, "\n".join(lines), view.receipt, (), aloud=aloud)


def _withdrawn(view: Withdrawn, texts: Texts) -> MessageModel:
    ok = Button("withdrawn.ok", texts("identity.withdrawn.ok"), _CONFIRM, icon="check")
    how = ".receipt" if view.by_receipt else ""
    if view.later:
        what, tone, icon = f"{how}.later", Tone.CALM, "clock"
    elif not view.count:
        what, tone, icon = f"{how}.none", Tone.CAUTION if how else Tone.CALM, "warning" if how else "check"
    else:
        what, tone, icon = "", Tone.GOOD, "check"
    about = f"identity.withdrawn{what}"
    return MessageModel(tone, icon, texts(f"{about}.title"), texts(f"{about}.text", count=view.count), "", (ok,))
