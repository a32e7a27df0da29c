"""Models of one's own number: finding it, seeing how it stands, changing it."""

from collections.abc import Callable
from datetime import datetime

from api.messages.views import FollowView
from api.messages.words import TicketClass, TicketState
from api.text.forecast_words import forecast_word
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.numbers.actions import Action
from kiosk.flow.numbers.views import (
    ChooseMinutes,
    EnterCheckCode,
    EnterNumber,
    NumberChanged,
    NumberHub,
    NumberStands,
    OwnNumbers,
    SureToCancel,
)
from kiosk.flow.steps.booking_number import ERASE
from kiosk.flow.steps.numbers.caring import MORE
from kiosk.flow.steps.numbers.own_numbers import BOOK
from kiosk.view_models.models import KeypadModel, MessageModel, PickModel, TicketModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.picks import picked
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts

SECTION = "numbers"
DIGIT_ROWS = "1234567890"
TWO_BUTTONS = 2
"""So many stand below a number; more are a page of their own."""
FACTS_MAX, LARGE_FACTS_MAX = 6, 4
"""Lines that fit under a number; the last ones matter least."""
WAY_ICONS = {"type": "touch", "scan": "qr", "identify": "person", "book": "calendar", "check-in": "check"}
ACTION_ICONS = {
    Action.CHECK_IN: "check",
    Action.COME_BACK: "check",
    Action.TAKE_UP: "check",
    Action.POSTPONE: "next",
    Action.MOVE: "calendar",
    Action.CANCEL: "cross",
}
STATE_TONES = {
    TicketState.CALLED: Tone.GOOD,
    TicketState.MISSED: Tone.CAUTION,
    TicketState.HELD: Tone.CAUTION,
    TicketState.NO_SHOW: Tone.CAUTION,
    TicketState.LAPSED: Tone.CAUTION,
}
STATE_ICONS = {Tone.GOOD: "speaker", Tone.CAUTION: "warning", Tone.CALM: "ticket"}

LocalTime = Callable[[int], datetime]
"""UTC milliseconds → the hall's local time."""

NumberScreens = (
    NumberHub | EnterNumber | EnterCheckCode | OwnNumbers | NumberStands | ChooseMinutes | SureToCancel | NumberChanged
)
_CONFIRM = Intent(IntentKind.CONFIRM)


def number_model(
    view: NumberScreens, around: Surroundings, texts: Texts, local: LocalTime, *, large: bool = False
) -> PickModel | KeypadModel | TicketModel | MessageModel:
    mine = texts.of(SECTION)
    most = LARGE_FACTS_MAX if large else FACTS_MAX
    match view:
        case NumberHub(ways):
            return _hub(ways, around.reachable, texts, mine)
        case EnterNumber():
            return _number_keypad(view, texts, mine)
        case EnterCheckCode():
            return _check_keypad(view, texts, mine)
        case OwnNumbers():
            return _own(view, texts, mine, local)
        case NumberStands(more=True):
            title = mine("stands.more.title", number=view.ticket.number)
            return picked(title, "", tuple(_action(action, mine, explained=True) for action in view.actions), 0, 1, texts)
        case NumberStands():
            facts = number_facts(view.ticket, around, texts, local)[:most]
            return _stands(view, facts, texts, mine, local)
        case ChooseMinutes():
            return _minutes(view, texts, mine)
        case SureToCancel(number, booking):
            kind = "booking" if booking else "number"
            yes = Button("cancel.yes", mine(f"cancel.{kind}.yes"), Intent(IntentKind.YES), icon="cross")
            no = Button("cancel.no", mine(f"cancel.{kind}.no"), Intent(IntentKind.NO), icon="back")
            # What keeps it comes first: whoever touches the large button without reading loses nothing.
            return MessageModel(Tone.CAUTION, "", mine("cancel.title"), mine(f"cancel.{kind}.text"), number, (no, yes))
        case NumberChanged():
            facts = number_facts(view.ticket, around, texts, local)[: most // 2]
            return _changed(view, facts, texts, mine)


def day_text(day: str, texts: Texts) -> str:
    """`day`: ISO 8601."""
    return texts.date(datetime.fromisoformat(day))


def _hub(ways: tuple[str, ...], reachable: bool, texts: Texts, mine: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"numbers.{way}",
            mine(f"way.{way}"),
            Intent(IntentKind.CHOOSE, way),
            icon=WAY_ICONS[way],
            hint=mine(f"way.{way}.hint" if reachable else "away"),
            enabled=reachable,
        )
        for way in map(str, ways)
    )
    return picked(mine("hub.title"), mine("hub.subtitle"), cards, 0, 1, texts)


def _number_keypad(view: EnterNumber, texts: Texts, mine: Texts) -> KeypadModel:
    confirm = Button("number.confirm", mine("type.confirm"), _CONFIRM, icon="check", enabled=bool(view.typed))
    return KeypadModel(
        title=mine("type.title"),
        text=mine("type.text"),
        typed=view.typed,
        empty=texts("check-in.empty"),
        letters=tuple(map(_key, view.letters)),
        digits=(*map(_key, DIGIT_ROWS), _erase(bool(view.typed), texts)),
        buttons=(confirm,),
    )


def _check_keypad(view: EnterCheckCode, texts: Texts, mine: Texts) -> KeypadModel:
    confirm = Button("check.confirm", mine("check.confirm"), _CONFIRM, icon="check", enabled=bool(view.typed))
    scan = (Button("check.scan", mine("check.scan"), Intent(IntentKind.CHOOSE, "scan"), icon="qr"),) if view.scan else ()
    return KeypadModel(
        title=mine("check.title", number=view.number),
        text=mine("check.text"),
        typed=view.typed,
        empty=texts("check-in.empty"),
        letters=(),
        digits=(*map(_key, DIGIT_ROWS), _erase(bool(view.typed), texts)),
        buttons=(confirm, *scan),
        problem=texts.refusal(view.problem) if view.problem else "",
    )


def _key(character: str) -> Button:
    return Button(f"key.{character}", character, Intent(IntentKind.KEY, character))


def _erase(enabled: bool, texts: Texts) -> Button:
    return Button("key.erase", texts("keypad.erase"), Intent(IntentKind.KEY, ERASE), enabled=enabled)


def _own(view: OwnNumbers, texts: Texts, mine: Texts, local: LocalTime) -> PickModel:
    cards = tuple(
        Button(
            f"own.{ticket.number}.{ticket.day}",
            f"{ticket.number}  {texts.name(ticket.service_names)}",
            Intent(IntentKind.CHOOSE, ticket.id),
            icon="calendar" if ticket.slot is not None else "ticket",
            hint=_when(ticket, texts, local) or mine(f"state.{ticket.state.value}"),
            private=True,
        )
        for ticket in view.tickets
    )
    book = (Button("own.book", mine("own.book"), Intent(IntentKind.CHOOSE, BOOK), icon="calendar"),) if view.bookable else ()
    model = picked(mine("own.title"), mine("own.subtitle") if cards else "", cards, view.page, view.pages, texts, book)
    return model if cards else _nothing(model, mine)


def _nothing(model: PickModel, mine: Texts) -> PickModel:
    return PickModel(
        title=model.title,
        subtitle="",
        cards=(),
        previous=None,
        next=None,
        page="",
        empty=mine("own.empty"),
        actions=model.actions,
    )


def _when(ticket: FollowView, texts: Texts, local: LocalTime) -> str:
    """Day and time of a booking; empty for other numbers."""
    if ticket.slot is None:
        return ""
    at = local(ticket.slot)
    return f"{texts.date(at)} {texts.time(at)}"


def _action(action: Action, mine: Texts, *, explained: bool = False) -> Button:
    hint = f"action.{action.value}.hint"
    return Button(
        f"action.{action.value}",
        mine(f"action.{action.value}"),
        Intent(IntentKind.CHOOSE, action.value),
        icon=ACTION_ICONS[action],
        hint=mine(hint) if explained and mine.has(hint) else "",
    )


def _stands(view: NumberStands, facts: tuple[Fact, ...], texts: Texts, mine: Texts, local: LocalTime) -> TicketModel:
    ticket = view.ticket
    tone = STATE_TONES.get(ticket.state, Tone.CALM)
    return TicketModel(
        tone,
        STATE_ICONS[tone],
        _title(ticket, mine),
        _text(ticket, texts, mine, local),
        texts("ticket.number"),
        ticket.number,
        facts,
        _buttons(view, mine),
    )


def _title(ticket: FollowView, mine: Texts) -> str:
    if ticket.state is TicketState.CALLED and ticket.window:
        return mine("title.called", window=ticket.window)
    return mine(f"state.{ticket.state.value}")


def _text(ticket: FollowView, texts: Texts, mine: Texts, local: LocalTime) -> str:
    """What to do now."""
    state = ticket.state
    if state is TicketState.MISSED and ticket.back_until is not None:
        key = "text.missed" if ticket.may_come_back else "text.missed.late"
        return mine(key, time=texts.time(local(ticket.back_until)))
    if state is TicketState.BOOKED:
        return mine("text.booked.today" if ticket.may_check_in else "text.booked")
    if state is TicketState.WAITING and ticket.late:
        return mine("text.waiting.late")
    return mine(f"text.{state.value}")


def number_facts(ticket: FollowView, around: Surroundings, texts: Texts, local: LocalTime) -> tuple[Fact, ...]:
    """What matters most first."""
    several = len(ticket.items) > 1
    names = texts("paper.separator").join(map(texts.name, ticket.items)) if several else texts.name(ticket.service_names)
    private = bool(ticket.id)
    facts = [Fact(texts("ticket.items" if several else "ticket.service"), names, private=private)]
    if when := _when(ticket, texts, local):
        facts.append(Fact(texts("check-in.slot"), when))
    waits = ticket.state is TicketState.WAITING
    if waits and ticket.ahead is not None:
        facts.append(Fact(texts("ticket.ahead"), texts("ticket.people", count=ticket.ahead)))
    if waits and ticket.forecast is not None:
        low, high = ticket.forecast.low, ticket.forecast.high
        word = forecast_word(low, high, int(around.now.timestamp() * 1000))
        facts.append(Fact(texts("ticket.forecast"), texts.forecast(local(low), local(high), word)))
    if (waits or ticket.state is TicketState.EARLY) and (windows := texts.windows(ticket.windows)):
        facts.append(Fact(texts("ticket.windows"), windows))
    if ticket.to_come:
        facts.append(Fact(texts("ticket.next"), texts("paper.then").join(map(texts.name, ticket.to_come)), private=private))
    if ticket.ticket_class not in (None, TicketClass.WALK_IN, TicketClass.APPOINTMENT):
        facts.append(Fact(texts("ticket.class"), texts.ticket_class(ticket.ticket_class), private=True))
    return tuple(facts)


def _buttons(view: NumberStands, mine: Texts) -> tuple[Button, ...]:
    if not view.actions:
        return (_done(mine),)
    if view.actions == (Action.CANCEL,):
        # What can't be taken back is never the large button.
        return _done(mine), _action(Action.CANCEL, mine)
    if len(view.actions) <= TWO_BUTTONS:
        return tuple(_action(action, mine) for action in view.actions)
    more = Button("action.more", mine("action.more"), Intent(IntentKind.CHOOSE, MORE), icon="document")
    return _action(view.actions[0], mine), more


def _done(mine: Texts) -> Button:
    return Button("number.done", mine("done"), _CONFIRM, icon="check")


def _minutes(view: ChooseMinutes, texts: Texts, mine: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"minutes.{minutes}",
            mine("postpone.by", minutes=minutes),
            Intent(IntentKind.CHOOSE, str(minutes)),
            icon="next",
        )
        for minutes in view.minutes
    )
    return picked(mine("postpone.title", number=view.number), mine("postpone.text"), cards, 0, 1, texts)


def _changed(view: NumberChanged, facts: tuple[Fact, ...], texts: Texts, mine: Texts) -> TicketModel:
    ticket, action = view.ticket, view.action
    text = mine(f"changed.{action.value}.text", minutes=view.minutes)
    if action is Action.CHECK_IN:
        text = texts("checked-in.early" if ticket.state is TicketState.EARLY else "checked-in.text")
    return TicketModel(
        Tone.GOOD,
        "check",
        mine(f"changed.{action.value}"),
        text,
        texts("ticket.number"),
        ticket.number,
        facts if action is not Action.CANCEL else (),
        (_done(mine),),
    )
