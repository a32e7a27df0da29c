"""Models of the items' screens that say one thing: waiting, trouble with its next step, papers, the way to a window, the end."""

from api.messages.item_words import HandoverKind, PrintKind
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.offers import CLOSED
from kiosk.flow.items.views import (
    AskingDepartment,
    DepartmentRefused,
    HandoverOffer,
    ItemAway,
    ItemCameOut,
    ItemFinished,
    ItemLater,
    ItemPrinting,
    ItemRefused,
    NothingFound,
    OfferPaper,
    PaperFailed,
    PaperTaken,
    SlipOffer,
)
from kiosk.flow.steps.items.parts import WINDOW
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.item_values import hours_text
from kiosk.view_models.models import MessageModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.texts import Texts

TroubleViews = ItemAway | NothingFound | ItemLater | DepartmentRefused | ItemRefused
PaperViews = OfferPaper | ItemPrinting | ItemCameOut | PaperTaken | PaperFailed
LATER_DAYS = 2
"""From so many days on they are counted instead of named."""
DOCUMENT_REASONS = frozenset({"documents.notHere", "documents.blanksOut"})


def trouble_model(view: TroubleViews, texts: Texts) -> MessageModel:
    words = texts.of("items")
    window = _button("window", "window", Intent(IntentKind.CHOOSE, WINDOW), "ticket", texts)
    match view:
        case ItemAway():
            back = _button("away.back", "away.back", Intent(IntentKind.CONFIRM), "back", texts)
            text = f"{_why_away(view, texts)}\n{words('away.window')}"
            return MessageModel(Tone.CAUTION, "clock", texts.name(view.names), text, "", (window, back))
        case NothingFound():
            ok = _button("nothing.ok", "nothing.on" if view.goes_on else "leave", Intent(IntentKind.CONFIRM), "check", texts)
            answers = (ok,) if view.goes_on else (window, ok)
            return MessageModel(Tone.CALM, "question", words("nothing.title"), texts.name(view.words), "", answers)
        case ItemLater():
            return _later(view, texts, window)
        case DepartmentRefused():
            text = texts.name(view.words)
            usual = words(f"reason.{view.reason.value}")
            leave = _button("leave", "leave", Intent(IntentKind.CONFIRM), "home", texts)
            change = _button("change", "refused.change", Intent(IntentKind.BACK), "note", texts)
            buttons = (window, change, leave) if view.change else (window, leave)
            title = words("refused.title")
            # The department's own words may name what it holds about somebody.
            both = f"{text}\n{usual}" if text else usual
            return MessageModel(Tone.CAUTION, "warning", title, both, "", buttons, aloud={"text": usual} if text else {})
        case ItemRefused():
            leave = _button("leave", "leave", Intent(IntentKind.CONFIRM), "home", texts)
            text = f"{texts.refusal(view.code)}\n{words('away.window')}"
            return MessageModel(Tone.CAUTION, "warning", words("refused.title"), text, "", (window, leave))


def paper_model(view: PaperViews, texts: Texts) -> MessageModel | FactsModel:
    words = texts.of("items")
    title = texts.name(view.title) or words("slip")
    match view:
        case OfferPaper():
            yes = _button("paper.yes", "offer.yes", Intent(IntentKind.YES), "printer", texts)
            no = _button("paper.no", "offer.no", Intent(IntentKind.NO), "next", texts)
            text = words("offer.text", paper=title)
            return MessageModel(Tone.CALM, "printer", words("offer.title", paper=title), text, "", (yes, no))
        case ItemPrinting(what=what):
            text = words("printing.document" if what is PrintKind.DOCUMENT else "printing.text")
            return MessageModel(Tone.CALM, "printer", words("printing.title", paper=title), text, "", ())
        case ItemCameOut():
            yes = _button("came-out.yes", "came-out.yes", Intent(IntentKind.YES), "check", texts)
            no = _button("came-out.no", "came-out.no", Intent(IntentKind.NO), "cross", texts)
            return MessageModel(Tone.CAUTION, "question", words("came-out.title"), words("came-out.text"), "", (yes, no))
        case PaperTaken(left_lying=True):
            ok = _button("taken.ok", "taken.ok", Intent(IntentKind.CONFIRM), "check", texts)
            return MessageModel(Tone.CAUTION, "printer", words("taken.still"), words("taken.still.text"), "", (ok,))
        case PaperTaken(what=what, sheets=sheets):
            ok = _button("taken.ok", "taken.ok", Intent(IntentKind.CONFIRM), "check", texts)
            document = what is PrintKind.DOCUMENT
            text = words("taken.sheets", count=sheets) if document and sheets > 1 else words("taken.text")
            return MessageModel(Tone.GOOD, "check", words("taken.title", paper=title), text, "", (ok,))
        case PaperFailed():
            return _failed(view, title, texts)


def asking_model(view: AskingDepartment, texts: Texts) -> MessageModel:
    words = texts.of("items")
    title = texts.name(view.title) or words("sending.title")
    return MessageModel(Tone.CALM, "clock", title, words("asking.text"), "", ())


def handover_model(view: HandoverOffer, texts: Texts) -> MessageModel:
    words = texts.of("items")
    needed = view.how is HandoverKind.NEEDED
    take = _button("handover.take", "handover.take", Intent(IntentKind.YES), "ticket", texts)
    no = _button("handover.no", "handover.later" if needed else "handover.no", Intent(IntentKind.NO), "next", texts)
    title = words("handover.needed" if needed else "handover.offered")
    return MessageModel(Tone.CALM, "ticket", title, texts.name(view.reason), "", (take, no))


def finished_model(view: ItemFinished, texts: Texts) -> MessageModel:
    words = texts.of("items")
    ok = _button("finished.ok", "finished.ok", Intent(IntentKind.CONFIRM), "check", texts)
    text = f"{texts.name(view.text)}\n{words('finished.take')}"
    return MessageModel(Tone.GOOD, "check", words("finished.rated" if view.rated else "finished.title"), text, "", (ok,))


def _later(view: ItemLater, texts: Texts, window: Button) -> MessageModel:
    words = texts.of("items")
    again = _button("later.again", "later.again", Intent(IntentKind.CONFIRM), "again", texts)
    slip = _button("later.slip", "later.slip", Intent(IntentKind.REPRINT), "printer", texts)
    leave = _button("leave", "leave", Intent(IntentKind.NO), "home", texts)
    text = words("later.application" if view.application else "later.accepted" if view.accepted else "later.text")
    if view.slip is SlipOffer.GIVEN:
        text = f"{text}\n{words('later.given')}"
    third = slip if view.slip is SlipOffer.READY else leave
    return MessageModel(Tone.CAUTION, "clock", words("later.title"), text, "", (again, window, third))


def _failed(view: PaperFailed, title: str, texts: Texts) -> MessageModel | FactsModel:
    words = texts.of("items")
    if view.unknown:
        text = words("failed.unknown")
    else:
        known = view.reason in DOCUMENT_REASONS
        why = words(f"failed.{view.reason}") if known else texts.reason(view.reason)
        text = f"{why}{texts('sentence-end')}{words('failed.document' if view.what is PrintKind.DOCUMENT else 'failed.text')}"
    again = _button("failed.again", "failed.again", Intent(IntentKind.REPRINT), "printer", texts)
    # Nobody knows whether there is a paper: there is nothing to go without.
    on = _button("failed.on", "failed.next" if view.unknown else "failed.on", Intent(IntentKind.CONFIRM), "next", texts)
    window = _button("window", "window", Intent(IntentKind.CHOOSE, WINDOW), "ticket", texts)
    window_first = view.what is PrintKind.DOCUMENT
    buttons = (*((again,) if view.again else ()), *((window,) if window_first else ()), on)
    heading = words("failed.unknown.title" if view.unknown else "failed.title", paper=title)
    if view.case:
        # The number that the paper would have carried, large enough to be written down.
        facts = (Fact("", words("failed.case")),)
        label = words("failed.number")
        return FactsModel(heading, text, facts, buttons, Tone.CAUTION, "printer", view.case, label, aloud={"figure": ""})
    return MessageModel(Tone.CAUTION, "printer", heading, text, "", buttons)


def _why_away(view: ItemAway, texts: Texts) -> str:
    words = texts.of("items")
    if view.reason == CLOSED and view.hours is not None:
        days, at = view.opens
        opens = words(f"away.opens.{min(days, LATER_DAYS)}", days=days, at=at) if at else ""
        return f"{words('away.closed.text', hours=hours_text(view.hours, texts))}{opens}"
    return words(f"away.{view.reason}.text")


def _button(name: str, key: str, intent: Intent, icon: str, texts: Texts) -> Button:
    return Button(f"items.{name}", texts.of("items")(f"button.{key}"), intent, icon=icon)
