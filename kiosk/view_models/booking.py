"""Models of checking in a booking: the keypad, and what the hall said."""

from collections.abc import Callable
from datetime import datetime

from api.messages.words import Refusal, TicketState
from api.text.forecast_words import forecast_word
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.steps.booking_number import ERASE
from kiosk.flow.views import CheckedIn, EnterBooking, NotCheckedIn
from kiosk.view_models.models import KeypadModel, MessageModel, TicketModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts

DIGIT_ROWS = "1234567890"


def keypad_model(view: EnterBooking, texts: Texts) -> KeypadModel:
    def key(character: str) -> Button:
        return Button(f"key.{character}", character, Intent(IntentKind.KEY, character))

    erase = Button("key.erase", texts("keypad.erase"), Intent(IntentKind.KEY, ERASE), enabled=bool(view.typed))
    confirm = Button(
        "keypad.confirm", texts("check-in.confirm"), Intent(IntentKind.CONFIRM), icon="check", enabled=bool(view.typed)
    )
    return KeypadModel(
        title=texts("check-in.title"),
        text=texts("check-in.text"),
        typed=view.typed,
        empty=texts("check-in.empty"),
        letters=tuple(map(key, view.letters)),
        digits=(*map(key, DIGIT_ROWS), erase),
        buttons=(confirm, *_others(view, texts)),
    )


def _others(view: EnterBooking, texts: Texts) -> tuple[Button, ...]:
    """What does as well as typing."""
    offered = (("scan", "qr", view.scan), ("identify", "person", view.identify))
    return tuple(
        Button(f"check-in.{name}", texts(f"check-in.{name}"), Intent(IntentKind.CHOOSE, name), icon=icon)
        for name, icon, there in offered
        if there
    )


def checked_in_model(view: CheckedIn, around: Surroundings, texts: Texts, local: Callable[[int], datetime]) -> TicketModel:
    """The booking's own number, as a ticket: nothing is printed, nothing else is needed."""
    ticket = view.ticket
    services = around.catalogue.services if around.catalogue else ()
    names = next((service.names for service in services if service.id == ticket.service), None)
    facts = [Fact(texts("ticket.service"), texts.name(names), private=True)] if names else []
    if ticket.slot is not None:
        facts.append(Fact(texts("check-in.slot"), texts.time(local(ticket.slot))))
    early = ticket.state is TicketState.EARLY
    if not early and ticket.ahead is not None:
        facts.append(Fact(texts("ticket.ahead"), texts("ticket.people", count=ticket.ahead)))
    if (forecast := ticket.forecast) is not None:
        word = forecast_word(forecast.low, forecast.high, int(around.now.timestamp() * 1000))
        facts.append(Fact(texts("ticket.forecast"), texts.forecast(local(forecast.low), local(forecast.high), word)))
    ok = Button("ticket.done", texts("ticket.done"), Intent(IntentKind.CONFIRM), icon="check")
    return TicketModel(
        Tone.GOOD,
        "check",
        texts("checked-in.title"),
        texts("checked-in.early" if early else "checked-in.text"),
        texts("ticket.number"),
        ticket.number,
        tuple(facts),
        (ok,),
    )


def not_checked_in_model(view: NotCheckedIn, texts: Texts) -> MessageModel:
    again = Button("check-in.again", texts("check-in.again"), Intent(IntentKind.BACK), icon="back")
    # Mostly: an answer got lost, and somebody comes again to be sure.
    already = view.code == Refusal.ILLEGAL_TRANSITION.value
    why = texts("check-in.already") if already else texts.refusal(view.code)
    return MessageModel(Tone.CAUTION, "warning", texts("check-in.refused"), why, "", (again,))
