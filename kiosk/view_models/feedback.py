"""Models of the feedback flow: rating, complaint, 办不成事, suggestion."""

from typing import assert_never

from api.messages.words import RatingLevel
from kiosk.flow.duty.views import (
    CasePaper,
    CheckComplaint,
    ChooseFeedback,
    ChooseOffice,
    ChooseSubject,
    ComplaintFiled,
    ComplaintNotFiled,
    DutyView,
    FeedbackWay,
    RateTerminalNow,
    RatingGiven,
    SendingComplaint,
    WhyBad,
)
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.duty_help import SECTION
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.models import MessageModel, PickModel, RatingModel, ScreenModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.picks import picked, rating_model
from kiosk.view_models.texts import Texts

WAY_ICONS = {
    FeedbackWay.RATE: "face-GOOD",
    FeedbackWay.COMPLAINT: "note",
    FeedbackWay.UNSOLVED: "question",
    FeedbackWay.SUGGESTION: "document",
}
NEEDS_HALL = frozenset(FeedbackWay) - {FeedbackWay.RATE}


def feedback_model(view: DutyView, kiosk_texts: Texts) -> ScreenModel:
    texts = kiosk_texts.of(SECTION)
    match view:
        case ChooseFeedback(reachable):
            return _ways(reachable, kiosk_texts)
        case RateTerminalNow():
            return _rating(kiosk_texts)
        case WhyBad(_, labels):
            cards = tuple(_card("why", label, texts) for label in labels)
            skip = Button("why.skip", texts("why.skip"), Intent(IntentKind.SKIP))
            return picked(texts("why.title"), texts("why.text"), cards, 0, 1, kiosk_texts, (skip,))
        case RatingGiven(level, may_complain):
            return _thanks(level, may_complain, texts)
        case ChooseSubject(kind, subjects):
            cards = tuple(_card("subject", subject.value, texts) for subject in subjects)
            return picked(texts(f"feedback.{kind.value}"), texts("subject.title"), cards, 0, 1, kiosk_texts)
        case ChooseOffice():
            return _offices(view, kiosk_texts)
        case CheckComplaint():
            return _check(view, kiosk_texts)
        case SendingComplaint():
            return MessageModel(Tone.CALM, "note", texts("sending.title"), texts("sending.text"), "", ())
        case ComplaintFiled(number, paper, notice):
            lines = [texts(f"filed.{paper.value}"), texts("filed.next")]
            lines += [texts("phone", phone=notice.phone)] if notice.phone else []
            ok = Button("filed.ok", texts("filed.ok"), Intent(IntentKind.CONFIRM), icon="check")
            buttons = () if paper is CasePaper.PRINTING else (ok,)
            # The number is what to look at: no picture beside it.
            return MessageModel(Tone.GOOD, "", texts("filed.title"), "\n".join(lines), number, buttons, aloud={"count": ""})
        case ComplaintNotFiled(notice):
            lines = [texts("not-filed.text"), *([texts("phone", phone=notice.phone)] if notice.phone else [])]
            again = Button("not-filed.again", texts("not-filed.again"), Intent(IntentKind.CONFIRM), icon="again")
            leave = Button("not-filed.leave", texts("not-filed.leave"), Intent(IntentKind.SKIP), icon="home")
            return MessageModel(Tone.PROBLEM, "warning", texts("not-filed.title"), "\n".join(lines), "", (again, leave))
        case _:
            assert_never(view)


def _ways(reachable: bool, kiosk_texts: Texts) -> PickModel:
    texts = kiosk_texts.of(SECTION)
    cards = tuple(
        Button(
            f"feedback.{way.value}",
            texts(f"feedback.{way.value}"),
            Intent(IntentKind.CHOOSE, way.value),
            icon=WAY_ICONS[way],
            hint=texts(f"feedback.{way.value}.hint") if reachable or way not in NEEDS_HALL else texts("feedback.needs-hall"),
            enabled=reachable or way not in NEEDS_HALL,
        )
        for way in FeedbackWay
    )
    return picked(texts("feedback.title"), texts("feedback.text"), cards, 0, 1, kiosk_texts)


def _rating(kiosk_texts: Texts) -> RatingModel:
    return rating_model(kiosk_texts)


def _thanks(level: RatingLevel, may_complain: bool, texts: Texts) -> MessageModel:
    ok = Button("rated.ok", texts("rated.ok"), Intent(IntentKind.CONFIRM), icon="check")
    if not may_complain:
        text = texts("rated.bad" if level in (RatingLevel.BAD, RatingLevel.VERY_BAD) else "rated.text")
        return MessageModel(Tone.GOOD, "check", texts("rated.title"), text, "", (ok,))
    complain = Button("rated.complain", texts("rated.complain"), Intent(IntentKind.YES), icon="note")
    return MessageModel(Tone.CALM, "check", texts("rated.title"), texts("rated.bad"), "", (ok, complain))


def _offices(view: ChooseOffice, kiosk_texts: Texts) -> PickModel:
    texts = kiosk_texts.of(SECTION)
    cards = tuple(
        Button(
            f"office.{view.page}.{index}",
            kiosk_texts.name(names),
            Intent(IntentKind.CHOOSE, names["zh-CN"]),
            icon="building",
        )
        for index, names in enumerate(view.offices)
    )
    none = Button("office.none", texts("office.none"), Intent(IntentKind.SKIP))
    return picked(texts("office.title"), texts("office.text"), cards, view.page, view.pages, kiosk_texts, (none,))


def _check(view: CheckComplaint, kiosk_texts: Texts) -> FactsModel:
    texts = kiosk_texts.of(SECTION)
    left_out = texts("check.left-out")
    facts = (
        Fact(texts("check.subject"), texts(f"subject.{view.subject.value}"), private=True),
        Fact(texts("check.office"), kiosk_texts.name(view.office) if view.office else texts("check.no-office"), private=True),
        Fact(texts("check.words"), view.text or left_out, private=bool(view.text)),
        Fact(texts("check.contact"), _starred(view.contact) or left_out, private=bool(view.contact)),
    )
    send = Button("check.send", texts("check.send"), Intent(IntentKind.CONFIRM), icon="check")
    return FactsModel(texts(f"feedback.{view.kind.value}"), texts("check.text"), facts, (send,), icon="note")


def _starred(contact: str) -> str:
    """Whoever stands behind somebody reads no telephone number."""
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 7 else contact


def _card(group: str, value: str, texts: Texts) -> Button:
    return Button(f"{group}.{value}", texts(f"{group}.{value}"), Intent(IntentKind.CHOOSE, value), icon="document")
