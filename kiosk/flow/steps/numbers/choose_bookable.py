"""What is the booking for? Department first, then one of its services that can be booked, closed ones too: it is for later."""

from collections.abc import Iterable

from api.messages.views import CatalogueView, ServiceView
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import BookableDepartment, ChooseBookableDepartment, ChooseBookableService
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.choose_service import DEFAULT_LANGUAGE
from kiosk.flow.steps.pages import page_of


class ChooseBookable:
    """Fills `session.service`."""

    name = "choose-bookable"

    def __init__(self, page_size: int) -> None:
        """`page_size`: cards on one page of the screen."""
        self._page_size = page_size

    async def run(self, context: Context) -> Outcome:
        session = context.session
        page = 0
        while True:
            services = bookable(context.ports.catalogue.catalogue())
            departments = bookable_departments(services)
            if len(departments) == 1:
                session.department = departments[0].key
            of_department = [service for service in services if service.department[DEFAULT_LANGUAGE] == session.department]
            size = context.mode.fits(self._page_size)
            if of_department:
                shown, page, pages = page_of(of_department, page, size)
                names = of_department[0].department
                context.show(ChooseBookableService(names, tuple(shown), page, pages), back=True)
            else:
                found, page, pages = page_of(departments, page, size)
                context.show(ChooseBookableDepartment(tuple(found), page, pages), back=True)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK if of_department and len(departments) > 1:
                    session.department, page = "", 0
                case IntentKind.BACK:
                    return BACK
                case IntentKind.TURN_PAGE if intent.value.isdecimal():
                    page = int(intent.value)
                case IntentKind.CHOOSE if any(service.id == intent.value for service in of_department):
                    session.service = intent.value
                    return NEXT
                case IntentKind.CHOOSE if any(department.key == intent.value for department in departments):
                    session.department, page = intent.value, 0
                case _:
                    pass


def bookable(catalogue: CatalogueView | None) -> list[ServiceView]:
    """Services that can be booked, in the catalogue's order."""
    if catalogue is None:
        return []
    queues = {queue.id for queue in catalogue.queues if queue.booking_prefix}
    return [service for service in catalogue.services if service.bookable and service.queue in queues]


def bookable_departments(services: Iterable[ServiceView]) -> list[BookableDepartment]:
    by_name: dict[str, list[ServiceView]] = {}
    for service in services:
        by_name.setdefault(service.department[DEFAULT_LANGUAGE], []).append(service)
    return [BookableDepartment(key, own[0].department, len(own)) for key, own in by_name.items()]
