"""Models of department and service pick, and of the rating."""

from collections.abc import Callable
from datetime import datetime

from api.messages.words import RatingLevel
from api.text.forecast_words import forecast_word
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.mode import USUAL, Mode
from kiosk.flow.steps.choose_package import PACKAGES
from kiosk.flow.steps.choose_service import SEARCH
from kiosk.flow.views import (
    ChooseClass,
    ChooseDepartment,
    ChooseOneService,
    ChoosePackage,
    Department,
    PackageChoice,
    ServiceChoice,
)
from kiosk.view_models.models import PickModel, RatingModel
from kiosk.view_models.parts import Button
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts

ROOMY_CARDS, ROOMY_LOW_CARDS = 6, 3
"""So many cards of one page stand in one column, with room for both how many wait and when."""


def department_model(view: ChooseDepartment, reachable: bool, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"department.{view.page}.{index}",
            texts.name(department.names),
            Intent(IntentKind.CHOOSE, department.key),
            icon="building",
            hint=_hint(texts("pick.services", count=department.services), department, department.open, reachable, texts),
            enabled=department.open if reachable else department.alone,
        )
        for index, department in enumerate(view.departments)
    )
    if view.packages and view.page == 0:
        cards = (_packages(view.packages, texts), *cards)
    actions = _search(view, texts) + _several(view.several, len(view.chosen), bool(cards), texts)
    subtitle = texts("pick.several.subtitle") if view.several else ""
    return picked(texts("pick.department.title"), subtitle, cards, view.page, view.pages, texts, actions)


def _packages(count: int, texts: Texts) -> Button:
    own = texts.of("numbers")
    hint = own("packages.hint", count=count)
    return Button("pick.packages", own("packages"), Intent(IntentKind.CHOOSE, PACKAGES), icon="ticket", hint=hint)


def package_model(view: ChoosePackage, reachable: bool, texts: Texts, *, large: bool = False) -> PickModel:
    own = texts.of("numbers")

    def card(choice: PackageChoice) -> Button:
        package = choice.package
        count = own("packages.services", count=len(choice.services))
        services = count if large else texts("paper.separator").join(map(texts.name, choice.services))
        usual = texts.name(package.hint) if package.hint else services
        offered = choice.open if reachable else choice.alone
        hint = usual if offered else texts("pick.closed" if reachable else "pick.unreachable")
        chosen = Intent(IntentKind.CHOOSE, package.id)
        return Button(f"package.{package.id}", texts.name(package.names), chosen, icon="ticket", hint=hint, enabled=offered)

    cards = tuple(map(card, view.packages))
    return picked(own("packages.title"), own("packages.subtitle"), cards, view.page, view.pages, texts)


def service_model(
    view: ChooseOneService, around: Surroundings, texts: Texts, local: Callable[[int], datetime], mode: Mode = USUAL
) -> PickModel:
    reachable = around.reachable
    roomy = view.pages == 1 and len(view.choices) <= (ROOMY_LOW_CARDS if mode.reach else ROOMY_CARDS)

    def wait(choice: ServiceChoice) -> str:
        if choice.forecast is None:
            return texts("pick.waiting", count=choice.waiting)
        low, high = choice.forecast.low, choice.forecast.high
        word = forecast_word(low, high, int(around.now.timestamp() * 1000))
        when = texts.forecast(local(low), local(high), word)
        return texts("pick.waiting-and-forecast", count=choice.waiting, when=when) if roomy else texts("pick.forecast", when=when)

    def card(choice: ServiceChoice) -> Button:
        taken = choice.service.id in view.chosen
        hint = texts("pick.chosen") if taken else _hint(wait(choice), choice, choice.service.open, reachable, texts)
        return Button(
            f"service.{choice.service.id}",
            texts.name(choice.service.names),
            Intent(IntentKind.CHOOSE, choice.service.id),
            icon="check" if taken else "document",
            hint=hint,
            enabled=choice.service.open if reachable else choice.alone,
        )

    actions = _search(view, texts) + _several(view.several, len(view.chosen), bool(view.choices), texts)
    subtitle = texts("pick.several.subtitle") if view.several else texts.name(view.department)
    cards = tuple(map(card, view.choices))
    return picked(texts("pick.service.title"), subtitle, cards, view.page, view.pages, texts, actions)


def class_model(view: ChooseClass, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"class.{claimed.value}",
            texts.ticket_class(claimed),
            Intent(IntentKind.CHOOSE, claimed.value),
            icon="person",
            hint=texts(f"class-hint.{claimed.value}"),
        )
        for claimed in view.classes
    )
    return picked(texts("pick.class.title"), texts("pick.class.subtitle"), cards, 0, 1, texts)


def _search(view: ChooseDepartment | ChooseOneService, texts: Texts) -> tuple[Button, ...]:
    return (search_button(texts),) if view.search and not view.several else ()


def search_button(texts: Texts) -> Button:
    """Below the cards: find it by its name."""
    return Button("pick.search", texts("pick.search"), Intent(IntentKind.CHOOSE, SEARCH), icon="search")


def _several(several: bool, chosen: int, any_cards: bool, texts: Texts) -> tuple[Button, ...]:
    """Below the cards: put several things on one number, or go on with those."""
    if not several:
        begin = Button("pick.several", texts("pick.several"), Intent(IntentKind.SEVERAL), icon="document")
        return (begin,) if any_cards else ()
    go_on = Button("pick.take", texts("pick.take", count=chosen), Intent(IntentKind.CONFIRM), icon="ticket", enabled=chosen > 0)
    return go_on, Button("pick.one", texts("pick.one"), Intent(IntentKind.SEVERAL))


def rating_model(texts: Texts) -> RatingModel:
    levels = tuple(
        Button(
            f"rating.{level.value}",
            texts(f"rate.{level.value}"),
            Intent(IntentKind.CHOOSE, level.value),
            icon=f"face-{level.value}",
        )
        for level in RatingLevel
    )
    skip = Button("rating.skip", texts("rate.skip"), Intent(IntentKind.SKIP))
    return RatingModel(texts("rate.title"), texts("rate.text"), levels, skip)


def _hint(usual: str, offered: Department | ServiceChoice, is_open: bool, reachable: bool, texts: Texts) -> str:
    if not reachable:
        return texts("pick.alone" if offered.alone else "pick.unreachable")
    return usual if is_open else texts("pick.closed")


def picked(
    title: str,
    subtitle: str,
    cards: tuple[Button, ...],
    page: int,
    pages: int,
    texts: Texts,
    actions: tuple[Button, ...] = (),
) -> PickModel:
    previous = following = None
    if pages > 1:
        previous = Button(
            "pick.previous",
            texts("pick.previous"),
            Intent(IntentKind.TURN_PAGE, str(page - 1)),
            icon="previous",
            enabled=page > 0,
        )
        following = Button(
            "pick.next",
            texts("pick.next"),
            Intent(IntentKind.TURN_PAGE, str(page + 1)),
            icon="next",
            enabled=page < pages - 1,
        )
    return PickModel(
        title=title,
        subtitle=subtitle,
        cards=cards,
        previous=previous,
        next=following,
        page=texts("pick.page", page=page + 1, pages=pages) if pages > 1 else "",
        empty="" if cards else f"{texts('pick.empty')}\n{texts('pick.empty.text')}",
        actions=actions,
    )
