"""Models of department and service pick, and of the rating."""

from api.messages.words import RatingLevel
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.views import ChooseDepartment, ChooseOneService, Department, ServiceChoice
from kiosk.view_models.models import Button, PickModel, RatingModel
from kiosk.view_models.texts import Texts


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
    return _pick(texts("pick.department.title"), "", cards, view.page, view.pages, texts)


def service_model(view: ChooseOneService, reachable: bool, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"service.{choice.service.id}",
            texts.name(choice.service.names),
            Intent(IntentKind.CHOOSE, choice.service.id),
            icon="document",
            hint=_hint(texts("pick.waiting", count=choice.waiting), choice, choice.service.open, reachable, texts),
            enabled=choice.service.open if reachable else choice.alone,
        )
        for choice in view.choices
    )
    return _pick(texts("pick.service.title"), texts.name(view.department), cards, view.page, view.pages, texts)


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


def _pick(title: str, subtitle: str, cards: tuple[Button, ...], page: int, pages: int, texts: Texts) -> PickModel:
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
    )
