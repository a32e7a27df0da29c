"""Small ports in memory for tests of the routes, and a client that is signed in as any role.

Accounts and live hub are the real ones; the hall behind them is a table of answers.
"""

import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from api.http.app import create_app
from api.http.examples import VIEW_EXAMPLES
from api.http.ports import HttpPorts
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.duty_views import Complaints, DutyBoard
from api.messages.privacy_views import PrivacyView
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
    WeeklyTops,
)
from api.messages.words import CompletionCode, Role
from api.ports import DeviceOrder, LedgerEntry, Submission
from api.text.catalogue import read_catalogue
from hall_controller.accounts.passwords import Passwords
from hall_controller.accounts.service import Accounts
from hall_controller.accounts.store import Account, AccountStore
from hall_controller.live.hub import LiveHub

PASSWORD = "correct horse battery"
CHEAP_PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashing that doesn't dominate the tests; the format is the same."""


class HandClock:
    """Time that stands until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def monotonic_s(self) -> float:
        return self.seconds

    def wall_ms(self) -> int:
        return 1_767_225_600_000 + int(self.seconds * 1000)


class TableHall:
    """Each id is answered once; `refusals` says which command names are refused, and how."""

    def __init__(self) -> None:
        self.submissions: list[Submission] = []
        self.answers: dict[str, Completion] = {}
        self.failing: dict[type, tuple[CompletionCode, str | None, str]] = {}

    async def submit(self, submission: Submission) -> Completion:
        if submission.id not in self.answers:
            self.submissions.append(submission)
            code, error, detail = self.failing.get(type(submission.command), (CompletionCode.SUCCESS, None, ""))
            result = {"count": len(self.submissions)} if code is CompletionCode.SUCCESS else {}
            self.answers[submission.id] = Completion(id=submission.id, code=code, error_code=error, detail=detail, result=result)
        return self.answers[submission.id]

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        return [await self.submit(submission) for submission in submissions]


class ExampleDuty:
    """The documented examples of the duty desk."""

    def board(self, role: Role) -> DutyBoard:
        return DutyBoard.model_validate(VIEW_EXAMPLES["/api/v1/duty"])

    async def complaints(self, by: str) -> Complaints:
        return Complaints.model_validate(VIEW_EXAMPLES["/api/v1/complaints"])


class ExampleViews:
    """The documented examples, as if the hall stood still."""

    def __init__(self) -> None:
        self.well = True
        self.seq = 42
        self.rendered = 0

    def hall_board(self) -> HallBoard:
        self.rendered += 1
        return HallBoard.model_validate({**VIEW_EXAMPLES["/api/v1/board"], "seq": self.seq})

    def desk(self, window: int) -> DeskView | None:
        if window not in (1, 2):
            return None
        view = DeskView.model_validate({**VIEW_EXAMPLES["/api/v1/desk/{window}"], "seq": self.seq})
        return view.model_copy(update={"window": view.window.model_copy(update={"number": window})})

    def manager(self) -> ManagerView:
        return ManagerView.model_validate(VIEW_EXAMPLES["/api/v1/manager"])

    def rules(self) -> RulesView:
        return RulesView.model_validate(VIEW_EXAMPLES["/api/v1/rules"])

    def follow(self, ticket_id: str) -> FollowView | None:
        view = self.ticket(ticket_id)
        if view is None:
            return None
        return FollowView(
            id=view.id,
            number=view.number,
            state=view.state,
            ticket_class=view.ticket_class,
            service_names={"zh-CN": "不动产登记", "en": "Real estate"},
            ahead=view.ahead,
            may_cancel=True,
            postpone_minutes=(10, 20),
        )

    def colleagues(self) -> Colleagues:
        return Colleagues.model_validate(VIEW_EXAMPLES["/api/v1/colleagues"])

    def tickets_of_number(self, number: str) -> TicketsFound:
        found = TicketsFound.model_validate(VIEW_EXAMPLES["/api/v1/tickets"])
        return TicketsFound(tickets=tuple(ticket for ticket in found.tickets if ticket.number == number))

    def devices(self) -> DeviceBoard:
        return DeviceBoard.model_validate(VIEW_EXAMPLES["/api/v1/devices"])

    def ticket(self, ticket_id: str) -> TicketView | None:
        view = TicketView.model_validate(VIEW_EXAMPLES["/api/v1/tickets/{ticket}"])
        return view if view.id == ticket_id else None

    def catalogue(self) -> CatalogueView:
        return CatalogueView.model_validate(VIEW_EXAMPLES["/api/v1/catalogue"])

    def health(self) -> Health:
        return Health.model_validate({**VIEW_EXAMPLES["/healthz"], "well": self.well})


class ListLedger:
    def __init__(self, length: int) -> None:
        self.entries = [
            LedgerEntry(seq, 1_000 + seq, "ticket-issued", "kiosk-01", "device", f"c{seq}", {"ticket": f"t{seq}"}, f"{seq:064x}")
            for seq in range(1, length + 1)
        ]

    async def events(self, after: int, limit: int) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.seq > after][:limit]


class ExampleReports:
    async def tops(self, monday: date) -> WeeklyTops:
        return WeeklyTops.model_validate({**VIEW_EXAMPLES["/api/v1/reports/tops"], "first_day": monday.isoformat()})

    async def privacy(self, days: int) -> PrivacyView:
        return PrivacyView.model_validate({**VIEW_EXAMPLES["/api/v1/reports/privacy"], "first_day": f"{days} days ago"})


class ListedScreens:
    def __init__(self) -> None:
        self.told: list[tuple[str, str, int | None]] = []

    def joined(self, screen: str) -> None:
        self.told.append(("joined", screen, None))

    def left(self, screen: str) -> None:
        self.told.append(("left", screen, None))

    def shown(self, screen: str, seq: int) -> None:
        self.told.append(("shown", screen, seq))


class TableDevices:
    """`hall-agent/led-1` and a printer; what was ordered is listed, and answered by `answers` by the command's name."""

    def __init__(self) -> None:
        self.devices = {
            "hall-agent/led-1": frozenset({"show", "blank", "identify", "reset", "diagnose"}),
            "hall-agent/receipt-1": frozenset({"print", "load-paper", "test-pattern", "reset", "diagnose"}),
            "zone-agent/door-1": frozenset({"open", "clear-alarm", "reset", "diagnose"}),
        }
        self.orders: list[DeviceOrder] = []
        self.answers: dict[str, tuple[CompletionCode, str | None]] = {}

    def offered(self, node: str, device: str) -> frozenset[str] | None:
        return self.devices.get(f"{node}/{device}")

    async def give(self, order: DeviceOrder) -> Completion:
        self.orders.append(order)
        code, reason = self.answers.get(order.name, (CompletionCode.SUCCESS, None))
        return Completion(id=order.id, code=code, error_code=reason)


class OnePicture:
    async def picture(self, node: str, device: str) -> bytes | None:
        return b"\x89PNG\r\n\x1a\n" if (node, device) == ("hall-agent", "led-1") else None


class World:
    """One application with everything behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.hall = TableHall()
        self.views = ExampleViews()
        self.screens = ListedScreens()
        self.devices = TableDevices()
        self.hub = LiveHub(self.views, self.clock.monotonic_s, duty=ExampleDuty().board)
        self.store = AccountStore(folder / "accounts.sqlite")
        tokens = itertools.count()
        self.accounts = Accounts(
            self.store,
            CHEAP_PASSWORDS,
            wall_ms=self.clock.wall_ms,
            monotonic_s=self.clock.monotonic_s,
            new_token=lambda: f"token-{next(tokens)}-{new_id()}",
        )
        self.ports = HttpPorts(
            hall=self.hall,
            views=self.views,
            ledger=ListLedger(12),
            live=self.hub,
            screens=self.screens,
            pictures=OnePicture(),
            accounts=self.accounts,
            texts=read_catalogue(),
            reports=ExampleReports(),
            privacy=ExampleReports(),
            device_orders=self.devices,
            duty=ExampleDuty(),
        )
        self.app: FastAPI = create_app(self.ports, version="0.1.0")

    def open(self) -> None:
        self.accounts.open()
        for name, role, windows in (
            ("clerk-1", Role.CLERK, frozenset({1})),
            ("manager", Role.MANAGER, None),
            ("technician", Role.TECHNICIAN, None),
            ("kiosk-1", Role.DEVICE, None),
        ):
            self.store.add(Account(name, role, windows, CHEAP_PASSWORDS.hash(PASSWORD)), self.clock.wall_ms())

    def close(self) -> None:
        self.hub.close()
        self.accounts.close()

    def client(self) -> httpx.AsyncClient:
        """A browser that isn't signed in. Crashes of a route reach the test as status 500, as they would a browser."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://hall")

    async def bearer(self, name: str) -> dict[str, str]:
        """Headers of a client that is signed in by token."""
        opened = await self.accounts.sign_in(name, PASSWORD)
        assert opened is not None
        return {"Authorization": f"Bearer {opened[0]}"}

    async def cookie(self, name: str) -> tuple[dict[str, str], str]:
        """The cookie header of a signed-in browser, and its CSRF token."""
        opened = await self.accounts.sign_in(name, PASSWORD)
        assert opened is not None
        return {"Cookie": f"tingtang_session={opened[0]}"}, opened[1].csrf
