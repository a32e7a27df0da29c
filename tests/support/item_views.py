"""One of each screen of self-service items, with the longest that the example county has for it."""

from collections.abc import Iterable
from dataclasses import replace

from api.messages.item_views import ChooseStep, FieldView, FormStep, ItemHoursView, ItemView, NoticeStep, PrintStep
from api.messages.item_words import DepartmentReason, HandoverKind, PayWhere, PrintKind, ShowLayout
from kiosk.flow.items.answers import asked_before
from kiosk.flow.items.offers import CLOSED, DEPARTMENT_AWAY, HALL_AWAY, NO_PAPER, ItemOffer
from kiosk.flow.items.questions import is_choice, keys_of, value_of
from kiosk.flow.items.views import (
    Accepted,
    AskChoice,
    AskingDepartment,
    Card,
    Cell,
    ChangeWhat,
    ChooseItem,
    ChooseOne,
    ChooseZone,
    ConfirmAnswers,
    DepartmentRefused,
    HandoverOffer,
    ItemAway,
    ItemCameOut,
    ItemFee,
    ItemFinished,
    ItemLater,
    ItemNotice,
    ItemPrinting,
    ItemRefused,
    ItemsView,
    NothingFound,
    OfferPaper,
    PaperFailed,
    PaperTaken,
    Place,
    ShowRecords,
    SlipOffer,
    ZoneOffer,
)
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.steps.choose_service import page_of
from tests.support.item_answers import typed_for
from tests.support.item_hall import county

CASE = "20261120-01001"


def item_views(page_size: int) -> dict[str, ItemsView]:
    """Name → view. `page_size`: cards on a page."""
    place = Place(_longest_name().names, 3, 7)
    paper = _longest_title(PrintStep)
    nothing = max((s for _, s in _steps("query")), key=lambda step: _length(step.none))
    handover = max((s for _, s in _steps("handover")), key=lambda step: _length(step.reason))
    done = max((s for _, s in _steps("done")), key=lambda step: _length(step.text))
    fee = max((s for _, s in _steps("fee") if s.lines), key=lambda step: len(step.lines))
    hours = ItemHoursView(days=(1, 2, 3, 4, 5), opens="09:00", closes="17:00")
    return {
        "items-zones": _zones(page_size),
        "items-zones-away": replace(_zones(page_size), reachable=False),
        "items-of-zone": _items(page_size),
        "items-away": ItemAway(place.names, CLOSED, hours, (2, "09:00")),
        "items-notice": _notice(),
        "items-choice": _choice(),
        "items-asking": AskingDepartment(place, {}),
        "items-choose": _choose(),
        "items-records": _records(ShowLayout.TABLE, 0),
        "items-facts": _records(ShowLayout.FACTS, 0),
        "items-nothing": NothingFound(place, nothing.none, goes_on=False),
        "items-fee": ItemFee(place, PayWhere.WINDOW, fee.lines, fee.note),
        "items-confirm": _confirm(),
        "items-confirm-last": replace(_confirm(), page=9),
        "items-change": ChangeWhat(place, _confirm().answers),
        "items-later": ItemLater(place, application=True, slip=SlipOffer.READY),
        "items-later-given": ItemLater(place, application=False, slip=SlipOffer.GIVEN),
        "items-later-accepted": ItemLater(place, application=False, slip=SlipOffer.READY, accepted=True),
        "items-refused": DepartmentRefused(place, DepartmentReason.DATA_DIFFERS, {"zh-CN": "姓名和登记的不一致。"}, change=True),
        "items-refused-hall": ItemRefused(place, "identificationRequired"),
        "items-accepted": Accepted(
            place, CASE, "2026-12-04", {"zh-CN": "三个工作日内电话联系您。", "en": "We call you in three days."}
        ),
        "items-offer": OfferPaper(place, PrintKind.SLIP, paper.title),
        "items-printing": ItemPrinting(place, PrintKind.DOCUMENT, paper.title, 2),
        "items-came-out": ItemCameOut(place, PrintKind.RECEIPT, paper.title),
        "items-taken": PaperTaken(place, PrintKind.DOCUMENT, paper.title, 2),
        "items-left-lying": PaperTaken(place, PrintKind.DOCUMENT, paper.title, 2, left_lying=True),
        "items-failed": PaperFailed(place, PrintKind.RECEIPT, paper.title, "paper.jammed", again=True, case=CASE),
        "items-failed-unknown": PaperFailed(place, PrintKind.DOCUMENT, paper.title, "silent", again=False, unknown=True),
        "items-failed-document": PaperFailed(place, PrintKind.DOCUMENT, paper.title, "documents.blanksOut", again=True),
        "items-handover": HandoverOffer(place, HandoverKind.NEEDED, handover.reason),
        "items-finished": ItemFinished(place.names, done.text, rated=False),
    }


def _steps(kind: str) -> Iterable[tuple[ItemView, object]]:
    return ((item, step) for item in county().items.values() for step in item.steps if step.kind == kind)


def _length(names: dict[str, str]) -> int:
    return max(len(names.get("zh-CN", "")) * 2, len(names.get("en", "")))


def _longest_name() -> ItemView:
    return max(county().items.values(), key=lambda item: _length(item.names))


def _longest_title(kind: type) -> PrintStep:
    return max((s for item in county().items.values() for s in item.steps if isinstance(s, kind)), key=lambda s: _length(s.title))


def _place(item: ItemView, step: object) -> Place:
    return Place(item.names, item.steps.index(step) + 1, len(item.steps))


def _zones(page_size: int) -> ChooseZone:
    zones, page, pages = page_of(county().zones, 0, page_size)
    return ChooseZone(
        tuple(ZoneOffer(zone, 0 if zone.id == "tax" else zone.items) for zone in zones), page, pages, reachable=True, search=True
    )


def _items(page_size: int) -> ChooseItem:
    zone = max(county().zones, key=lambda zone: zone.items)
    items, page, pages = page_of(county().of_zone(zone.id), 0, page_size)
    reasons = ("", HALL_AWAY, DEPARTMENT_AWAY, NO_PAPER, CLOSED)
    return ChooseItem(
        zone, tuple(ItemOffer(item, reasons[at % 5] if at < 5 else "") for at, item in enumerate(items)), page, pages
    )


def _notice() -> ItemNotice:
    def weight(found: tuple[ItemView, NoticeStep]) -> int:
        return sum(map(_length, (*found[1].paragraphs, *found[0].materials)))

    item, step = max(_steps("notice"), key=weight)
    return ItemNotice(_place(item, step), step.title, step.paragraphs, item.materials, agree=True)


def _choice() -> AskChoice:
    asked = [(item, form, one) for item, form in _steps("form") for one in form.fields if is_choice(one)]
    item, form, one = max(asked, key=lambda found: (len(keys_of(found[2])), sum(_length(o.names) for o in found[2].options)))
    one = one.model_copy(update={"required": False})
    return AskChoice(_place(item, form), one, 2, len(form.fields), answer=keys_of(one)[1])


def _choose() -> ChooseOne:
    item, step = max(((i, s) for i, s in _steps("choose") if s.source), key=lambda found: len(found[1].columns))
    cards = tuple(Card(f"r{at}", tuple(Cell(c.names, c.kind, _value(c.kind, at)) for c in step.columns)) for at in range(8))
    return ChooseOne(_place(item, step), step.title, cards)


def _records(layout: ShowLayout, page: int) -> ShowRecords:
    found = [(i, s) for i, s in _steps("show") if s.layout is layout and s.source]
    item, step = max(found, key=lambda one: (len(one[1].columns), _length(one[1].note)))
    rows = tuple(tuple(_value(c.kind, at) for c in step.columns) for at in range(1 if layout is ShowLayout.FACTS else 14))
    return ShowRecords(_place(item, step), step.title, layout, step.columns, rows, note=step.note, page=page)


def _value(kind: str, at: int) -> str:
    values = {"money": "123456750", "date": "2026-03-05", "month": "2026-03", "number": "12", "id-number": "610124199003071236"}
    return values.get(kind, "王小明" if kind == "name" else f"蓝田县城关镇人民路{at}号")


def _confirm() -> ConfirmAnswers:
    def questions(item: ItemView) -> int:
        return sum(len(step.fields) for step in item.steps if isinstance(step, FormStep))

    item = max((item for item, _ in _steps("confirm")), key=questions)
    visit = ItemVisit("01JD0000000000000000000001", item)
    for step in item.steps:
        if isinstance(step, FormStep):
            visit.answers |= {one.key: _answer(one) for one in step.fields}
        elif isinstance(step, ChooseStep) and step.options:
            visit.answers[step.key] = step.options[0].key
    step = next(step for step in item.steps if step.kind == "confirm")
    return ConfirmAnswers(_place(item, step), tuple(one.answer for one in asked_before(visit, step)), step.statement)


def _answer(one: FieldView) -> str:
    if is_choice(one):
        return keys_of(one)[0]
    return "2026-05-04" if one.kind == "date" else value_of(one, typed_for(one))
