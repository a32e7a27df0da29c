"""What the hall offers to whoever speaks for a person or a device: one port for commands, and read views.

HTTP routes and the MQTT inbox depend on these protocols; the controller implements them; its composition root joins the two.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.duty_views import Complaints, DutyBoard
from api.messages.hall_commands import HallCommand
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
from api.messages.words import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants something: an account, or a node of the hall."""

    name: str
    role: Role
    windows: frozenset[int] | None = None
    """Windows a clerk may work at; None: any."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One command as the hall takes it."""

    id: str
    """ULID, the idempotency key."""
    actor: Actor
    command: HallCommand


class HallPort(Protocol):
    """The one way to change the hall."""

    async def submit(self, submission: Submission) -> Completion:
        """Apply the command once and answer after it is durable. Never raises for a refusal: the completion says it."""
        ...

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        """The same for several in one go, each on its own: one refused command stops none of the others."""
        ...


class ViewsPort(Protocol):
    """What may be read; from memory, never blocking."""

    def hall_board(self) -> HallBoard: ...

    def desk(self, window: int) -> DeskView | None: ...

    def manager(self) -> ManagerView: ...

    def rules(self) -> RulesView: ...

    def follow(self, ticket_id: str) -> FollowView | None: ...

    def colleagues(self) -> Colleagues: ...

    def tickets_of_number(self, number: str) -> TicketsFound: ...

    def devices(self) -> DeviceBoard: ...

    def ticket(self, ticket_id: str) -> TicketView | None: ...

    def catalogue(self) -> CatalogueView: ...

    def health(self) -> Health: ...


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event of the ledger as managers read it. Names tickets, windows and who worked, never citizens."""

    seq: int
    at: int
    kind: str
    by: str
    """Account or node; `hall` for what happened by itself."""
    role: str
    command: str
    """Id of the command that made it; empty when the hall acted by itself."""
    body: dict[str, object]
    """The event's own fields."""
    hash: str


class LedgerPort(Protocol):
    async def events(self, after: int, limit: int) -> list[LedgerEntry]:
        """Up to `limit` events with `seq > after`, in order."""
        ...


class PrivacyPort(Protocol):
    """Identification in numbers."""

    async def privacy(self, days: int) -> PrivacyView:
        """The last so many local days, today among them.

        Raises:
            StoreUnavailable: it can't be read.
        """
        ...


class DutyPort(Protocol):
    """The duty desk."""

    def board(self, role: Role) -> DutyBoard:
        """What this role sees of it, from memory."""
        ...

    async def complaints(self, by: str) -> Complaints:
        """With what people wrote: that `by` read it is put into the log.

        Raises:
            StoreUnavailable: they can't be read.
        """
        ...


class ReportsPort(Protocol):
    """What is read out of past days."""

    async def tops(self, monday: date) -> WeeklyTops:
        """置顶 of the week that begins on that Monday."""
        ...


class Stream(StrEnum):
    """Live streams are separate projections: what a stream's model doesn't hold can't leak through it."""

    PUBLIC = "public"
    """`board` (HallBoard, at most 5 a second) and `call` (CallView, each one, SSE id = ledger seq)."""
    CLERK = "clerk"
    """`desk` (DeskView) of one window."""
    MANAGER = "manager"
    """`manager` (ManagerView)."""
    DEVICES = "devices"
    """`devices` (DeviceBoard), for technicians and managers."""
    DUTY = "duty"
    """`duty` (DutyBoard) as one role sees it."""


class LivePort(Protocol):
    def subscribe(
        self, stream: Stream, *, window: int | None = None, after: int | None = None, role: Role | None = None
    ) -> AsyncIterator[bytes]:
        """Server-sent event frames, ready to send: the present state at once, then changes; a comment every second as
        heartbeat, so that a reader notices a dead link within 3 s. `after` resumes: calls with a higher seq come again.
        """
        ...


class ScreensPort(Protocol):
    def joined(self, screen: str) -> None:
        """A hall screen has opened the public stream under its id."""
        ...

    def left(self, screen: str) -> None:
        """That stream has ended."""
        ...

    def shown(self, screen: str, seq: int) -> None:
        """A hall screen says that it shows the call with this ledger seq."""
        ...


class PicturesPort(Protocol):
    async def picture(self, node: str, device: str) -> bytes | None:
        """A PNG of what the device shows now, in the demo only."""
        ...


@dataclass(frozen=True, slots=True)
class DeviceOrder:
    """What a person wants a device to do."""

    id: str
    """ULID, the idempotency key."""
    actor: Actor
    node: str
    device: str
    name: str
    """The command's wire name."""
    command: DeviceCommand


class DeviceOrdersPort(Protocol):
    """People's hands on devices. Roles are checked before."""

    def offered(self, node: str, device: str) -> frozenset[str] | None:
        """Commands that the device says it knows; None: there is no such device."""
        ...

    async def give(self, order: DeviceOrder) -> Completion:
        """Put it down in the ledger, send it once, wait for its end and put that down too.

        Never raises for a device that can't or doesn't answer: the completion says it (`deviceNotReady`, `timeOut`).
        """
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in account."""

    actor: Actor
    csrf: str
    """Must come back in `X-CSRF-Token` with every unsafe request that is signed in by cookie."""
    expires_at: int
    """UTC ms."""


class StoreUnavailable(Exception):
    """The disk refuses writes."""


class TooManyAttempts(Exception):
    """This account's sign-in is shut for a while after repeated failures, or too many people sign in at this moment."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many sign-ins; next attempt in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class AccountsPort(Protocol):
    """Server-side sessions; passwords are argon2 hashes."""

    async def sign_in(self, name: str, password: str) -> tuple[str, Session] | None:
        """The new session's token and the session; None if name or password is wrong (the same time for both).

        Raises:
            TooManyAttempts: shut for now, also for names that don't exist.
        """
        ...

    def session(self, token: str) -> Session | None:
        """The session behind a token, from memory; None when unknown or expired."""
        ...

    async def sign_out(self, token: str) -> None:
        """End the session behind a token.

        Raises:
            StoreUnavailable: it is over for now, but a restart of the controller brings it back.
        """
        ...
