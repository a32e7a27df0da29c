"""Screens of a terminal that serves nobody: night, out of service, emergency."""

from datetime import datetime

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.zone.views import Emergency, OutOfService, ZoneClosed, ZoneView
from kiosk.view_models.duty_help import SECTION, moment
from kiosk.view_models.models import MessageModel
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.texts import Texts


def zone_model(view: ZoneView, now: datetime, kiosk_texts: Texts, second: Texts) -> MessageModel:
    """
    Args:
        second: another language's texts: who leaves the hall doesn't look for the language button.
    """
    texts = kiosk_texts.of(SECTION)
    match view:
        case Emergency(text):
            title = f"{texts('emergency.title')}\n{second.of(SECTION)('emergency.title')}"
            lines = [line for line in (text, texts("emergency.text"), second.of(SECTION)("emergency.text")) if line]
            return MessageModel(Tone.PROBLEM, "warning", title, "\n".join(lines), "", ())
        case ZoneClosed(opens, phone):
            lines = [texts("closed.opens", when=moment(opens, now, kiosk_texts)) if opens else texts("closed.text")]
            if phone:
                lines.append(texts("phone", phone=phone))
            return MessageModel(Tone.CALM, "clock", texts("closed.title"), "\n".join(lines), "", ())
        case OutOfService(reason, phone, nearest, some_works):
            lines = [texts(f"out.{reason.value}")]
            lines.append(texts("out.nearest", place=kiosk_texts.name(nearest)) if nearest else texts("out.desk"))
            if phone:
                lines.append(texts("out.phone", phone=phone))
            look = Button("out.look", texts("out.look"), Intent(IntentKind.CONFIRM), icon="home")
            return MessageModel(Tone.CAUTION, "warning", texts("out.title"), "\n".join(lines), "", (look,) if some_works else ())


def closing_notice(closes: datetime, kiosk_texts: Texts) -> str:
    """For the home screen, shortly before the zone closes."""
    return kiosk_texts.of(SECTION)("closing", time=kiosk_texts.time(closes))
