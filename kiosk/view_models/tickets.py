"""Models of the screens that show a number, and of what surrounds taking one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from api.messages.words import TicketClass
from api.text.forecast_words import forecast_word
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.ports import IssuedTicket
from kiosk.flow.views import DidItComeOut, NumberOnScreen, PaperGiven, Printing, ReprintOffer
from kiosk.view_models.models import TicketModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.texts import Texts

FACTS_MAX, LARGE_FACTS_MAX = 6, 3
"""Lines that fit under a number; when it was taken is the first to go, the citizen has just done it. Fewer where letters are
large, and two answers and a reason stand below.
"""

LocalTime = Callable[[int], datetime]
"""UTC milliseconds → the hall's local time."""

TicketViews = Printing | DidItComeOut | PaperGiven | NumberOnScreen


def ticket_model(view: TicketViews, texts: Texts, local: LocalTime, *, large: bool = False) -> TicketModel:
    match view:
        case Printing(ticket, copy_number):
            title = texts("printing.copy.title" if copy_number else "printing.title")
            return _model(ticket, texts, local, Tone.CALM, "printer", title, texts("printing.text"), ())
        case DidItComeOut(ticket):
            answers = (
                Button("ticket.yes", texts("came-out.yes"), Intent(IntentKind.YES), icon="check"),
                Button("ticket.no", texts("came-out.no"), Intent(IntentKind.NO), icon="cross"),
            )
            title, text = texts("came-out.title"), texts("came-out.text")
            return _model(ticket, texts, local, Tone.CAUTION, "question", title, text, answers)
        case PaperGiven(ticket, copy_number):
            title = texts("paper.copy.title" if copy_number else "paper.title")
            done = Button("ticket.done", texts("ticket.done"), Intent(IntentKind.CONFIRM), icon="check")
            text = texts("alone.text" if ticket.view.marked else "paper.text")
            return _model(ticket, texts, local, Tone.GOOD, "check", title, text, (done,))
        case NumberOnScreen(ticket, reason, offer):
            failed = ".failed" if reason else ""
            text = texts(f"screen{failed}.text", reason=texts.reason(reason)) if reason else texts("screen.text")
            if ticket.view.marked:
                text = texts("alone.screen.text")
            tone = Tone.CAUTION if reason else Tone.GOOD
            buttons = (_noted(texts), *_reprint(offer, texts))
            model = _model(ticket, texts, local, tone, "note", texts(f"screen{failed}.title"), text, buttons)
            # What the paper would have carried: without it nobody could put the number off or give it up.
            check = (Fact(texts("ticket.check"), ticket.slip.check, private=True),) if ticket.slip.check else ()
            told = _when_and_where(model.facts, texts) if large else model.facts
            most = (LARGE_FACTS_MAX if large else FACTS_MAX) - len(check)
            return replace(model, facts=(*told[:most], *check), qr=ticket.slip.follow)


def _when_and_where(facts: tuple[Fact, ...], texts: Texts) -> tuple[Fact, ...]:
    """What to remember of a number; what it is for was chosen a moment ago."""
    labels = {texts("ticket.forecast"), texts("ticket.ahead"), texts("ticket.windows")}
    return tuple(fact for fact in facts if fact.label in labels)


def _noted(texts: Texts) -> Button:
    return Button("ticket.noted", texts("screen.noted"), Intent(IntentKind.CONFIRM), icon="check")


def _reprint(offer: ReprintOffer, texts: Texts) -> tuple[Button, ...]:
    if offer is ReprintOffer.NONE:
        return ()
    ready = offer is ReprintOffer.READY
    hint = "" if ready else texts("screen.reprint.waiting")
    return (Button("ticket.reprint", texts("screen.reprint"), Intent(IntentKind.REPRINT), "printer", hint=hint, enabled=ready),)


def _model(
    ticket: IssuedTicket,
    texts: Texts,
    local: LocalTime,
    tone: Tone,
    icon: str,
    title: str,
    text: str,
    buttons: tuple[Button, ...],
) -> TicketModel:
    view, slip = ticket.view, ticket.slip
    several = len(slip.items) > 1
    services = texts("paper.separator").join(map(texts.name, slip.items)) if several else texts.name(slip.service_names)
    facts = [Fact(texts("ticket.items" if several else "ticket.service"), services, private=True)]
    if view.ticket_class is not TicketClass.WALK_IN:
        facts.append(Fact(texts("ticket.class"), texts.ticket_class(view.ticket_class), private=True))
    if (forecast := view.forecast) is not None:
        word = forecast_word(forecast.low, forecast.high, view.issued_at)
        facts.append(Fact(texts("ticket.forecast"), texts.forecast(local(forecast.low), local(forecast.high), word)))
    if ticket.view.ahead is not None:
        facts.append(Fact(texts("ticket.ahead"), texts("ticket.people", count=ticket.view.ahead)))
    if windows := texts.windows(ticket.slip.windows):
        facts.append(Fact(texts("ticket.windows"), windows))
    if slip.to_come:
        facts.append(Fact(texts("ticket.next"), texts("paper.then").join(map(texts.name, slip.to_come)), private=True))
    if len(facts) < FACTS_MAX:
        facts.append(Fact(texts("ticket.taken-at"), texts.time(local(view.issued_at))))
    return TicketModel(tone, icon, title, text, texts("ticket.number"), ticket.view.number, tuple(facts), buttons)
