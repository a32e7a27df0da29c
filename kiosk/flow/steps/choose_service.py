"""Which service? Department first, then one of its services, in pages: no scrolling."""

from collections.abc import Callable

from api.messages.views import CatalogueView, QueueView, ServiceView
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, NEXT, Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.choose_package import PACKAGES, chosen_package, packages_of
from kiosk.flow.steps.pages import page_of as page_of
from kiosk.flow.views import ChooseDepartment, ChooseOneService, Department, ServiceChoice

DEFAULT_LANGUAGE = "zh-CN"
"""Names always have it; a department is known by its name in it."""
SEARCH = "search"
"""Value of CHOOSE: find it by its name instead."""


class ChooseService:
    """Fills `session.service`, and `session.more` when the citizen wants several things on one number."""

    name = "choose-service"

    def __init__(self, page_size: int, search: Step | None = None) -> None:
        """
        Args:
            page_size: cards on one page of the screen.
            search: brings its own steps; None where there is none.
        """
        self._page_size = page_size
        self._search = search

    async def run(self, context: Context) -> Outcome:
        session = context.session
        if session.department and _only_department(context.ports.catalogue.catalogue()) != session.department:
            session.page = 0
        while True:
            catalogue = context.ports.catalogue.catalogue()
            only = _only_department(catalogue)
            if only:
                session.department = only
            self._show(context, catalogue)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK if session.department and not only:
                    session.department, session.page = "", 0
                case IntentKind.BACK:
                    return BACK
                case IntentKind.TURN_PAGE if intent.value.isdecimal():
                    session.page = int(intent.value)
                case IntentKind.CHOOSE if intent.value == SEARCH and self._search is not None and not session.several:
                    return onwards((self._search,))
                case IntentKind.CHOOSE if intent.value == PACKAGES and not session.department and not session.several:
                    if services := await chosen_package(context, self._page_size):
                        session.service, *more = services
                        session.more = tuple(more)
                        return NEXT
                case IntentKind.CHOOSE if not session.department:
                    if any(d.key == intent.value for d in departments(catalogue)):
                        session.department, session.page = intent.value, 0
                case IntentKind.SEVERAL:
                    session.several, session.chosen = not session.several, []
                case IntentKind.CHOOSE if self._may_take(context, catalogue, intent.value):
                    if not session.several:
                        session.service, session.more = intent.value, ()
                        return NEXT
                    _toggle(session.chosen, intent.value)
                case IntentKind.CONFIRM if session.several and session.chosen:
                    session.service, *more = session.chosen
                    session.more = tuple(more)
                    return NEXT
                case _:
                    pass

    def _show(self, context: Context, catalogue: CatalogueView | None) -> None:
        session = context.session
        if not session.department:
            found = departments(catalogue, context.ports.island.offers)
            several, basket, search = session.several, tuple(session.chosen), self._search is not None
            # On one number with other things nobody takes a package: its card makes room.
            packages = 0 if several else packages_of(catalogue)
            size = max(1, context.mode.fits(self._page_size) - bool(packages))
            shown, session.page, pages = page_of(found, session.page, size)
            context.show(ChooseDepartment(tuple(shown), session.page, pages, several, basket, search, packages), back=True)
            return
        services = _services(catalogue, session.department)
        queues = {queue.id: queue for queue in catalogue.queues} if catalogue else {}
        chosen, session.page, pages = page_of(services, session.page, context.mode.fits(self._page_size))
        island = context.ports.island
        choices = tuple(_choice(service, queues.get(service.queue), island.offers(service)) for service in chosen)
        names = services[0].department if services else {DEFAULT_LANGUAGE: session.department}
        basket, search = tuple(session.chosen), self._search is not None
        context.show(ChooseOneService(names, choices, session.page, pages, session.several, basket, search), back=True)

    def _may_take(self, context: Context, catalogue: CatalogueView | None, service_id: str) -> bool:
        service = next((s for s in _services(catalogue, context.session.department) if s.id == service_id), None)
        if service is None:
            return False
        return service.open if context.ports.catalogue.reachable else context.ports.island.offers(service)


def _choice(service: ServiceView, queue: QueueView | None, alone: bool) -> ServiceChoice:
    waiting, forecast = (queue.waiting, queue.forecast) if queue is not None else (0, None)
    return ServiceChoice(service, waiting, alone, forecast)


def _toggle(chosen: list[str], service: str) -> None:
    if service in chosen:
        chosen.remove(service)
    else:
        chosen.append(service)


def departments(catalogue: CatalogueView | None, alone: Callable[[ServiceView], bool] = lambda _: False) -> list[Department]:
    """In the catalogue's order.

    Args:
        alone: whether the kiosk could give a number for a service on its own.
    """
    grouped: dict[str, list[ServiceView]] = {}
    for service in catalogue.services if catalogue else ():
        grouped.setdefault(service.department[DEFAULT_LANGUAGE], []).append(service)
    return [
        Department(
            key, services[0].department, len(services), any(service.open for service in services), any(map(alone, services))
        )
        for key, services in grouped.items()
    ]


def _services(catalogue: CatalogueView | None, department: str) -> list[ServiceView]:
    return [s for s in (catalogue.services if catalogue else ()) if s.department[DEFAULT_LANGUAGE] == department]


def _only_department(catalogue: CatalogueView | None) -> str:
    """The one whose page is the first; none where packages stand beside it."""
    found = departments(catalogue)
    return found[0].key if len(found) == 1 and not packages_of(catalogue) else ""
