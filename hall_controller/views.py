"""All read views in one: the hall's from its projection, the devices' from the registry. Implements `api.ports.ViewsPort`."""

from collections.abc import Callable

from api.messages.views import (
    CatalogueView,
    Colleagues,
    DeskView,
    DeviceBoard,
    FollowView,
    HallBoard,
    Health,
    ManagerView,
    RulesView,
    TicketsFound,
    TicketView,
)
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.screens import ScreenWatch
from hall_controller.health import HealthReport
from hall_controller.projection import Projection


class ControllerViews:
    """Reads memory only."""

    def __init__(
        self,
        projection: Projection,
        registry: DeviceRegistry,
        screens: ScreenWatch,
        health: HealthReport,
        now_ms: Callable[[], int],
    ) -> None:
        self._projection = projection
        self._registry = registry
        self._screens = screens
        self._health = health
        self._now_ms = now_ms

    def hall_board(self) -> HallBoard:
        return self._projection.hall_board()

    def desk(self, window: int) -> DeskView | None:
        return self._projection.desk(window)

    def manager(self) -> ManagerView:
        return self._projection.manager()

    def rules(self) -> RulesView:
        return self._projection.rules()

    def follow(self, ticket_id: str) -> FollowView | None:
        return self._projection.follow(ticket_id)

    def colleagues(self) -> Colleagues:
        return self._projection.colleagues()

    def tickets_of_number(self, number: str) -> TicketsFound:
        return self._projection.tickets_of_number(number)

    def devices(self) -> DeviceBoard:
        board = self._registry.board(self._now_ms(), self._screens.views())
        return board.model_copy(update={"emergency": self._projection.emergency()})

    def ticket(self, ticket_id: str) -> TicketView | None:
        return self._projection.ticket(ticket_id)

    def catalogue(self) -> CatalogueView:
        return self._projection.catalogue()

    def health(self) -> Health:
        return self._health.health()
