"""Models of making and moving a booking, and of what can stand in its way."""

from collections.abc import Callable
from datetime import datetime

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.numbers.views import (
    AskAtDesk,
    AskingAboutNumber,
    Booked,
    BookingPrinting,
    ChooseBookableDepartment,
    ChooseBookableService,
    ChooseDay,
    ChooseTime,
    NoAnswer,
    NumberRefused,
    SlipPrinting,
    SureToBook,
)
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.models import MessageModel, PickModel, TicketModel
from kiosk.view_models.numbers import SECTION, day_text
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.picks import picked
from kiosk.view_models.texts import Texts

LocalTime = Callable[[int], datetime]
"""UTC milliseconds → the hall's local time."""

BookingScreens = (
    ChooseBookableDepartment
    | ChooseBookableService
    | ChooseDay
    | ChooseTime
    | SureToBook
    | BookingPrinting
    | Booked
    | AskingAboutNumber
    | NumberRefused
    | NoAnswer
    | SlipPrinting
    | AskAtDesk
)
_CONFIRM = Intent(IntentKind.CONFIRM)


def booking_model(
    view: BookingScreens, texts: Texts, local: LocalTime, *, large: bool = False
) -> PickModel | FactsModel | TicketModel | MessageModel:
    mine = texts.of(SECTION)
    match view:
        case ChooseBookableDepartment() | ChooseBookableService():
            return _what(view, texts, mine)
        case ChooseDay() | ChooseTime():
            return _slots(view, texts, mine)
        case SureToBook():
            return _sure(view, texts, mine)
        case BookingPrinting() | Booked():
            return _booked(view, texts, mine, local, large=large)
        case AskingAboutNumber():
            return MessageModel(Tone.CALM, "ticket", mine("asking.title"), mine("asking.text"), "", ())
        case NumberRefused(code):
            back = Button("refused.back", mine("refused.back"), Intent(IntentKind.BACK), icon="back")
            return MessageModel(Tone.CAUTION, "warning", mine("refused.title"), why(code, texts, mine), "", (back,))
        case SlipPrinting():
            return MessageModel(Tone.CALM, "printer", mine("later.printing"), texts("printing.text"), "", ())
        case NoAnswer(act, slip):
            again = Button("no-answer.again", mine("no-answer.again"), _CONFIRM, icon="check")
            leave = Button(
                "no-answer.leave", mine("no-answer.slip" if slip else "no-answer.leave"), Intent(IntentKind.SKIP), icon="home"
            )
            text = mine("no-answer.act" if act else "no-answer.text")
            return MessageModel(Tone.PROBLEM, "warning", mine("no-answer.title"), text, "", (again, leave))
        case AskAtDesk():
            ok = Button("desk.ok", mine("desk.ok"), _CONFIRM, icon="check")
            return MessageModel(Tone.CALM, "person", mine("desk.title"), mine("desk.text"), "", (ok,))


def why(code: str, texts: Texts, mine: Texts) -> str:
    """A refusal's words with what to do now; a reason of camera or scanner has its own."""
    for known, key in ((mine, f"why.{code}"), (texts, f"identity.reason.{code}")):
        if known.has(key):
            return known(key)
    return texts.refusal(code)


def _what(view: ChooseBookableDepartment | ChooseBookableService, texts: Texts, mine: Texts) -> PickModel:
    if isinstance(view, ChooseBookableDepartment):
        cards = tuple(
            Button(
                f"bookable-department.{view.page}.{index}",
                texts.name(department.names),
                Intent(IntentKind.CHOOSE, department.key),
                icon="building",
                hint=mine("book.services", count=department.services),
            )
            for index, department in enumerate(view.departments)
        )
        subtitle = mine("book.department.text")
    else:
        cards = tuple(
            Button(
                f"bookable.{service.id}",
                texts.name(service.names),
                Intent(IntentKind.CHOOSE, service.id),
                icon="document",
                hint=mine("book.minutes", minutes=service.minutes),
            )
            for service in view.services
        )
        subtitle = texts.name(view.department)
    return picked(mine("book.what.title"), subtitle, cards, view.page, view.pages, texts)


def _slots(view: ChooseDay | ChooseTime, texts: Texts, mine: Texts) -> PickModel:
    def card(name: str, text: str, value: str, free: int) -> Button:
        hint = mine("book.free", count=free) if free else mine("book.full")
        return Button(name, text, Intent(IntentKind.CHOOSE, value), icon="calendar", hint=hint, enabled=free > 0)

    moving = mine("move.of", number=view.moving) if view.moving else ""
    if isinstance(view, ChooseDay):
        cards = tuple(card(f"day.{day.day}", day_text(day.day, texts), day.day, day.free) for day in view.days)
        return picked(mine("book.day.title"), moving or texts.name(view.service), cards, view.page, view.pages, texts)
    cards = tuple(card(f"time.{slot.slot}", slot.slot, slot.slot, slot.free) for slot in view.slots)
    # In one line: large cards leave no height for a second.
    return picked(mine("book.time.title", day=day_text(view.day, texts)), "", cards, view.page, view.pages, texts)


def _sure(view: SureToBook, texts: Texts, mine: Texts) -> FactsModel:
    kind = "move" if view.moving else "book"
    facts = [
        Fact(texts("ticket.service"), texts.name(view.service), private=True),
        Fact(mine("fact.day"), day_text(view.day, texts)),
        Fact(mine("fact.time"), view.slot),
    ]
    if view.moving:
        facts.append(Fact(mine("fact.instead"), view.moving))
    yes = Button("book.yes", mine(f"{kind}.yes"), _CONFIRM, icon="check")
    no = Button("book.no", mine("book.no"), Intent(IntentKind.BACK), icon="back")
    return FactsModel(mine(f"{kind}.sure.title"), mine(f"{kind}.sure.text"), tuple(facts), (yes, no), icon="calendar")


def _booked(view: BookingPrinting | Booked, texts: Texts, mine: Texts, local: LocalTime, *, large: bool) -> TicketModel:
    ticket, slip = view.ticket.view, view.ticket.slip
    # What it is for was on the page before; when to come matters more where letters are large.
    facts = [] if large else [Fact(texts("ticket.service"), texts.name(slip.service_names), private=True)]
    if ticket.slot is not None:
        at = local(ticket.slot)
        facts.append(Fact(mine("fact.time"), f"{texts.date(at)} {texts.time(at)}"))
    if isinstance(view, BookingPrinting):
        title, text = mine("booked.printing"), texts("printing.text")
        return TicketModel(Tone.CALM, "printer", title, text, mine("booked.number"), ticket.number, tuple(facts), ())
    if slip.check:
        facts.append(Fact(mine("fact.check"), slip.check, private=True))
    text = mine("booked.text.paper" if view.printed else "booked.text.screen")
    if view.reason:
        text = f"{texts.reason(view.reason)}{texts('sentence-end')}{text}"
    return TicketModel(
        Tone.GOOD,
        "check",
        mine("moved.title" if view.moved else "booked.title"),
        text,
        mine("booked.number"),
        ticket.number,
        tuple(facts),
        (Button("booked.done", mine("booked.noted" if not view.printed else "done"), _CONFIRM, icon="check"),),
        qr="" if view.printed else slip.follow,
    )
