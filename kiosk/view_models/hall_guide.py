"""Models of the guide: its topics, the floor plan, and the notice about an item in two languages."""

from api.messages.item_views import FeeStep, NoticeStep
from api.messages.names import Names
from kiosk.flow.guide.plan import Floor, HallPlan, Mark
from kiosk.flow.guide.views import GuideMenu, GuideView, HallMap, NoticeSheet, Paper, Topic
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.guide_models import MapArea, MapMark, MapModel
from kiosk.view_models.item_values import hours_text
from kiosk.view_models.models import PickModel
from kiosk.view_models.paging import page_of_facts, turning
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import DEFAULT_LANGUAGE, Texts

SECTION = "look"
OTHER = {DEFAULT_LANGUAGE: "en", "en": DEFAULT_LANGUAGE}
"""The second language of a notice."""
TOPIC_ICONS = {Topic.MAP: "map-pin", Topic.NOTICES: "info", Topic.WITHDRAW: "face-scan"}
MARK_ICONS = {
    "info": "info",
    "toilet": "toilet",
    "accessible-toilet": "wheelchair",
    "water": "water",
    "nursing-room": "baby",
    "first-aid": "first-aid",
    "seats": "chair",
    "charging": "charge",
    "copying": "copy",
    "bank": "bank",
    "lift": "lift",
    "stairs": "stairs",
    "exit": "exit",
}
ROOM_MM = {True: 225.0, False: 100.0}
"""Height for rows on a screen that stands, and on one that lies."""
LYING_WIDER = 1.8
"""How much more a row holds there."""

GuideModel = PickModel | MapModel | FactsModel


def guide_model(view: GuideView, around: Surroundings, texts: Texts, *, large: bool) -> GuideModel:
    match view:
        case GuideMenu():
            return _menu(view, around, texts.of(SECTION))
        case HallMap(plan, floor):
            return _map(plan, plan.floors[floor], texts.of(SECTION))
        case NoticeSheet():
            return _notice(view, texts, large=large, portrait=around.portrait)


def _menu(view: GuideMenu, around: Surroundings, words: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"guide.{topic.value}",
            words(f"guide.{topic.value}"),
            Intent(IntentKind.CHOOSE, topic.value),
            icon=TOPIC_ICONS[topic],
            hint=words(f"guide.{topic.value}.hint"),
        )
        for topic in view.topics
        if topic is not Topic.WITHDRAW or around.faces
    )
    empty = "" if cards else words("guide.empty")
    return PickModel(words("guide.title"), words("guide.subtitle"), cards, previous=None, next=None, page="", empty=empty)


def _map(plan: HallPlan, floor: Floor, words: Texts) -> MapModel:
    here = plan.here if plan.here.floor == floor.id else None
    floors = tuple(
        Button(f"floor.{one.id}", words.name(one.names), Intent(IntentKind.CHOOSE, one.id), icon="stairs", on=one is floor)
        for one in plan.floors
    )
    return MapModel(
        title=words("map.title"),
        text=words.name(floor.names) if len(floors) > 1 else words("map.text"),
        shape=floor.width / floor.depth,
        areas=tuple(
            MapArea(
                words.name(area.names),
                area.x / floor.width,
                area.y / floor.depth,
                area.width / floor.width,
                area.depth / floor.depth,
            )
            for area in floor.areas
        ),
        marks=tuple(_mark(plan, floor, mark, words) for mark in _nearest_first(plan, floor)),
        here=(here.x / floor.width, here.y / floor.depth) if here else None,
        here_text=words("map.here") if here else "",
        floors=floors if len(floors) > 1 else (),
    )


def _nearest_first(plan: HallPlan, floor: Floor) -> list[Mark]:
    return sorted(floor.marks, key=lambda mark: plan.metres_to(floor, mark) or 0)


def _mark(plan: HallPlan, floor: Floor, mark: Mark, words: Texts) -> MapMark:
    metres = plan.metres_to(floor, mark)
    where = "" if metres is None else words("map.metres", metres=metres)
    text = words.name(mark.names) or words(f"map.{mark.kind}")
    return MapMark(MARK_ICONS[mark.kind], text, where, mark.x / floor.width, mark.y / floor.depth)


def _notice(view: NoticeSheet, texts: Texts, *, large: bool, portrait: bool) -> FactsModel:
    words, item = texts.of(SECTION), view.item
    facts = [Fact(words("sheet.department"), _both(view.department, texts))] if view.department else []
    facts += [Fact(words("sheet.bring"), _both(one, texts)) for one in item.materials]
    for notice in item.steps:
        if isinstance(notice, NoticeStep):
            facts += [Fact(words("sheet.know"), _both(paragraph, texts)) for paragraph in notice.paragraphs]
        if isinstance(notice, FeeStep) and notice.note:
            facts.append(Fact(words("sheet.fee"), _both(notice.note, texts)))
    if item.hours is not None:
        facts.append(Fact(words("sheet.hours"), hours_text(item.hours, texts)))
    room_mm = ROOM_MM[portrait] * (1.0 if portrait else LYING_WIDER)
    shown, page, pages = page_of_facts(facts, view.page, room_mm, large=large)
    turns = turning(page, pages, texts)
    begin = Button("sheet.begin", words("sheet.begin"), Intent(IntentKind.CONFIRM), icon="next")
    return FactsModel(
        title=texts.name(item.names),
        text=item.names.get(OTHER.get(texts.language, ""), ""),
        facts=shown,
        buttons=(_print_button(view, words), *((begin,) if view.startable else ())),
        tone=Tone.GOOD if view.paper is Paper.PRINTED else Tone.CALM,
        icon="check" if view.paper is Paper.PRINTED else "info",
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
    )


def _print_button(view: NoticeSheet, words: Texts) -> Button:
    enabled = view.printable and view.paper in (Paper.NONE, Paper.FAILED)
    key = view.paper.value if view.printable or view.paper is not Paper.NONE else "no-printer"
    return Button("sheet.print", words(f"sheet.print.{key}"), Intent(IntentKind.YES), icon="printer", enabled=enabled)


def _both(names: Names, texts: Texts) -> str:
    other = names.get(OTHER.get(texts.language, ""), "")
    own = texts.name(names)
    return f"{own}\n{other}" if other and other != own else own
