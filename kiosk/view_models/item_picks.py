"""Models of choosing: zones, items, answers to a question, one of several records, what to change."""

from dataclasses import replace

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.items.questions import keys_of
from kiosk.flow.items.views import AskChoice, Card, ChangeWhat, ChooseItem, ChooseOne, ChooseZone, Place, ZoneOffer
from kiosk.flow.mode import Mode
from kiosk.view_models.form_models import FormModel, Progress
from kiosk.view_models.item_values import answer_text, cell_text
from kiosk.view_models.models import PickModel
from kiosk.view_models.page_room import width_em
from kiosk.view_models.paging import page_of_things, turning
from kiosk.view_models.parts import Button
from kiosk.view_models.picks import ROOMY_CARDS, search_button
from kiosk.view_models.texts import Texts

CARDS, LARGE_CARDS, LOW_CARDS, LARGE_LOW_CARDS = 6, 4, 3, 2
"""Answers on one page; fewer where they are larger, or in the lower half only."""
DENSE_EM, ROOMY_EM = 11.0, 28.0
"""Widths that a card's second line has, in Chinese characters: of two beside each other, and of one alone."""


def cards_of(mode: Mode) -> int:
    if mode.reach:
        return LARGE_LOW_CARDS if mode.large else LOW_CARDS
    return LARGE_CARDS if mode.large else CARDS


def progress_of(place: Place, texts: Texts) -> Progress:
    return Progress(texts.of("items")("place", at=place.at, of=place.of), place.at, place.of)


def zones_model(view: ChooseZone, texts: Texts, *, low: bool) -> PickModel:
    """`low`: cards have no height for a second line."""
    words = texts.of("items")
    turns = turning(view.page, view.pages, texts)
    cards = tuple(_zone(offer, view.reachable, texts) for offer in view.zones)
    cards = _without_hints(cards) if low else cards
    return PickModel(
        title=words("zones.title"),
        subtitle=words("zones.subtitle" if view.reachable else "zones.away"),
        cards=cards,
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
        empty="" if cards else words("zones.empty"),
        actions=(search_button(texts),) if view.search else (),
    )


def items_of_zone_model(view: ChooseItem, texts: Texts, *, portrait: bool, low: bool) -> PickModel:
    words = texts.of("items")
    turns = turning(view.page, view.pages, texts)
    roomy = portrait and view.pages == 1 and len(view.items) <= ROOMY_CARDS
    cards = tuple(item_card(offer, texts, roomy=roomy) for offer in view.items)
    cards = _without_hints(cards) if low else cards
    return PickModel(
        title=texts.name(view.zone.names),
        subtitle=texts.name(view.zone.hint),
        cards=cards,
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
        empty="" if cards else words("zones.empty"),
    )


def choice_model(view: AskChoice, texts: Texts, mode: Mode) -> FormModel:
    words = texts.of("items")
    names = {option.key: texts.name(option.names) for option in view.question.options}
    keys, page, pages = page_of_things(keys_of(view.question), view.page, cards_of(mode))
    turns = turning(page, pages, texts)
    options = tuple(
        Button(
            f"option.{key}",
            names.get(key) or words(f"value.{key}"),
            Intent(IntentKind.CHOOSE, key),
            icon="check" if key == view.answer else "circle",
        )
        for key in keys
    )
    skip = Button("option.skip", words("skip"), Intent(IntentKind.SKIP), icon="next")
    question = words("question", number=view.number, count=view.count, text=texts.name(view.question.label))
    return FormModel(
        title=texts.name(view.place.names),
        question=texts.name(view.question.label) if view.count == 1 else question,
        text=texts.name(view.question.help),
        options=options,
        buttons=() if view.question.required else (skip,),
        progress=progress_of(view.place, texts),
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
    )


def choose_one_model(view: ChooseOne, texts: Texts, mode: Mode) -> FormModel:
    shown, page, pages = page_of_things(tuple(enumerate(view.cards)), view.page, cards_of(mode))
    turns = turning(page, pages, texts)
    return FormModel(
        title=texts.name(view.place.names),
        question=texts.name(view.title),
        text="",
        options=tuple(_card(index, card, texts) for index, card in shown),
        buttons=(),
        progress=progress_of(view.place, texts),
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
    )


def change_model(view: ChangeWhat, texts: Texts, mode: Mode) -> FormModel:
    words = texts.of("items")
    shown, page, pages = page_of_things(view.answers, view.page, cards_of(mode))
    turns = turning(page, pages, texts)
    options = tuple(
        Button(
            f"change.{answer.key}",
            texts.name(answer.names),
            Intent(IntentKind.CHOOSE, answer.key),
            icon="note",
            hint=answer_text(answer, texts),
            private=True,
        )
        for answer in shown
    )
    return FormModel(
        title=texts.name(view.place.names),
        question=words("change.title"),
        text=words("change.text"),
        options=options,
        buttons=(),
        progress=progress_of(view.place, texts),
        previous=turns.previous,
        next=turns.next,
        page=turns.page,
    )


def _without_hints(cards: tuple[Button, ...]) -> tuple[Button, ...]:
    """What can't be begun has its own icon still, and says why once it is touched."""
    return tuple(replace(card, hint="") for card in cards)


def _zone(offer: ZoneOffer, reachable: bool, texts: Texts) -> Button:
    words, zone = texts.of("items"), offer.zone
    hint = words("zones.count", count=zone.items) if reachable else words("zones.usable", count=offer.usable)
    return Button(
        f"zone.{zone.id}",
        texts.name(zone.names),
        Intent(IntentKind.CHOOSE, zone.id),
        icon=zone.icon,
        hint=hint if offer.usable else words("zones.unusable"),
        grey=not offer.usable,
    )


def item_card(offer: ItemOffer, texts: Texts, *, roomy: bool = False) -> Button:
    """One that can't be begun now still leads on: to why, when it can be, and to a window.

    Args:
        roomy: the card has the screen's width for itself.
    """
    words, item = texts.of("items"), offer.item
    hint = words(f"away.{offer.reason}") if offer.reason else texts.name(item.hint)
    if not offer.reason and width_em(hint) > (ROOMY_EM if roomy else DENSE_EM):
        # The name says it; the first notice says the rest.
        hint = ""
    icon = item.icon if offer.enabled else "clock"
    choose = Intent(IntentKind.CHOOSE, item.id)
    return Button(f"item.{item.id}", texts.name(item.names), choose, icon=icon, hint=hint, grey=not offer.enabled)


def _card(index: int, card: Card, texts: Texts) -> Button:
    first, *others = card.cells
    # An option has no value beside its name.
    title = cell_text(first, texts) or texts.name(first.names)
    separator = texts.of("items")("separator")
    hint = separator.join(f"{texts.name(cell.names)} {value}" for cell in others if (value := cell_text(cell, texts)))
    return Button(
        f"card.{index}",
        title,
        Intent(IntentKind.CHOOSE, str(index)),
        icon="document" if others else "circle",
        hint=hint,
        private=bool(first.value),
    )
