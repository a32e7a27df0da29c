"""The real hall behind the real application: writer, file, projection, live hub, accounts. Devices and reports are examples."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from api.http.app import create_app
from api.http.examples import VIEW_EXAMPLES
from api.http.ports import HttpPorts
from api.ids import new_id
from api.messages.views import DeviceBoard, Health
from api.messages.words import Role
from api.ports import Session
from api.text.catalogue import read_catalogue
from hall_controller.accounts.service import Accounts
from hall_controller.accounts.store import Account, AccountStore
from hall_controller.clock import HallClock
from hall_controller.live.hub import LiveHub
from hall_controller.projection import Projection
from hall_controller.reports import Reports
from hall_controller.service import HallService
from tests.support.hall_config import small_hall
from tests.support.http_ports import (
    CHEAP_PASSWORDS,
    PASSWORD,
    ExampleDuty,
    ExampleReports,
    HandClock,
    ListedScreens,
    OnePicture,
    TableDevices,
)

ACCOUNTS = (
    ("window-1", Role.CLERK, frozenset({1})),
    ("manager", Role.MANAGER, None),
    ("technician", Role.TECHNICIAN, None),
    ("kiosk-1", Role.DEVICE, None),
)


class RealViews:
    """The hall's own projection, with example devices beside it."""

    def __init__(self, projection: Projection) -> None:
        self.hall_board = projection.hall_board
        self.desk = projection.desk
        self.manager = projection.manager
        self.ticket = projection.ticket
        self.catalogue = projection.catalogue
        self.rules = projection.rules
        self.follow = projection.follow
        self.colleagues = projection.colleagues
        self.tickets_of_number = projection.tickets_of_number

    def devices(self) -> DeviceBoard:
        return DeviceBoard.model_validate(VIEW_EXAMPLES["/api/v1/devices"])

    def health(self) -> Health:
        return Health.model_validate(VIEW_EXAMPLES["/healthz"])


class RealHall:
    """One hall with its application; tokens are by account name."""

    def __init__(
        self, app: FastAPI, service: HallService, hub: LiveHub, clock: HandClock, sessions: dict[str, tuple[str, Session]]
    ) -> None:
        self.app = app
        self.service = service
        self.hub = hub
        self.clock = clock
        self._sessions = sessions

    def headers(self, account: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._sessions[account][0]}"}

    def session(self, account: str) -> Session:
        return self._sessions[account][1]


@asynccontextmanager
async def real_hall(folder: Path, make_id: Callable[[], str] = new_id) -> AsyncIterator[RealHall]:
    """Open a small hall in `folder` on a clock in the test's hand, and sign everyone in."""
    clock = HandClock()
    service = HallService(
        folder / "hall.sqlite", small_hall(folder), HallClock(clock.wall_ms, lambda: int(clock.seconds * 1000)), make_id
    )
    await service.open()
    views = RealViews(service.projection)
    hub = LiveHub(views, clock.monotonic_s)
    service.listen(lambda committed: hub.notify(committed.events))
    store = AccountStore(folder / "accounts.sqlite")
    tokens = itertools.count()
    accounts = Accounts(
        store,
        CHEAP_PASSWORDS,
        wall_ms=clock.wall_ms,
        monotonic_s=clock.monotonic_s,
        new_token=lambda: f"token-{next(tokens)}",
    )
    accounts.open()
    try:
        sessions = {}
        for name, role, windows in ACCOUNTS:
            store.add(Account(name, role, windows, CHEAP_PASSWORDS.hash(PASSWORD)), clock.wall_ms())
            opened = await accounts.sign_in(name, PASSWORD)
            assert opened is not None
            sessions[name] = opened
        ports = HttpPorts(
            hall=service,
            views=views,
            ledger=service.ledger,
            live=hub,
            screens=ListedScreens(),
            pictures=OnePicture(),
            accounts=accounts,
            texts=read_catalogue(),
            reports=Reports(service.ledger, small_hall(folder)),
            privacy=ExampleReports(),
            device_orders=TableDevices(),
            duty=ExampleDuty(),
        )
        yield RealHall(create_app(ports, version="0.1.0"), service, hub, clock, sessions)
    finally:
        hub.close()
        accounts.close()
        await service.close()
