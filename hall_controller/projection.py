"""The hall as the event loop sees it: a replica fed with committed events, read without waiting for anyone."""

from collections.abc import Callable, Iterable

from api.messages.views import (
    CatalogueView,
    Colleagues,
    DeskView,
    EmergencyView,
    FollowView,
    HallBoard,
    ManagerView,
    RulesView,
    TicketsFound,
    TicketView,
)
from hall_controller.clock import HallClock
from hall_controller.domain import emergency, follow, outputs, overviews, plates, staff_views, views
from hall_controller.domain.apply import apply
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall

Observer = Callable[[Hall, Event], None]


class Projection:
    """The hall's part of `api.ports.ViewsPort`. Only the loop's thread may use it."""

    def __init__(self, hall: Hall, clock: HallClock) -> None:
        self._hall = hall
        self._clock = clock
        self._observers: list[Observer] = []

    @property
    def hall(self) -> Hall:
        """The replica; only to be read."""
        return self._hall

    @property
    def seq(self) -> int:
        """Ledger seq of the last event seen."""
        return self._hall.seq

    def observe_by(self, observer: Observer) -> None:
        """It sees the replica right after each event."""
        self._observers.append(observer)

    def feed(self, events: Iterable[Event]) -> None:
        """Follow the ledger."""
        for event in events:
            apply(self._hall, event)
            for observe in self._observers:
                observe(self._hall, event)
        self._hall.changes.clear()
        self._hall.timers.clear()

    def hall_board(self) -> HallBoard:
        return views.hall_board(self._hall, self._clock.now_ms())

    def desk(self, window: int) -> DeskView | None:
        return views.desk_view(self._hall, window, self._clock.now_ms())

    def manager(self) -> ManagerView:
        return views.manager_view(self._hall, self._clock.now_ms())

    def rules(self) -> RulesView:
        return views.rules_view(self._hall)

    def follow(self, ticket_id: str) -> FollowView | None:
        return follow.follow_view(self._hall, ticket_id, self._clock.now_ms())

    def colleagues(self) -> Colleagues:
        return staff_views.colleagues(self._hall)

    def tickets_of_number(self, number: str) -> TicketsFound:
        return staff_views.tickets_of_number(self._hall, number)

    def ticket(self, ticket_id: str) -> TicketView | None:
        return views.ticket_view(self._hall, ticket_id)

    def catalogue(self) -> CatalogueView:
        return views.catalogue_view(self._hall, self._clock.now_ms())

    def window_commands(self, window: int) -> list[outputs.Command]:
        """What the window's own outputs should show now: for a device that came back, or a pad's waiting count."""
        return list(outputs.window_commands(self._hall, window))

    def plate_commands(self, window: int) -> list[outputs.Command]:
        """What the window's rating pad should show while it isn't asking."""
        return plates.plate_commands(self._hall, window)

    def emergency(self) -> EmergencyView | None:
        """The one that is on."""
        return emergency.emergency_view(self._hall)

    def emergency_commands(self) -> list[outputs.Command]:
        """What every board should do about an emergency now, or about its end."""
        return list(emergency.emergency_boards(self._hall, self._clock.now_ms()))

    def overview_commands(self) -> list[outputs.Command]:
        """What the overview boards should show now."""
        return list(overviews.overview_commands(self._hall, self._clock.now_ms()))
