"""Consents that people took back anywhere in the hall, asked for again and again, and obeyed here.

The hall's answer also tells which platforms it can ask now.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from pydantic import TypeAdapter, ValidationError

from api.bus.port import BusPort, NotAnswered
from api.messages.base import Milliseconds
from api.messages.hall_command import Holder
from api.messages.identity_commands import Withdrawals
from api.messages.topics import CONTROLLER_NODE, hall_command_topic
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.watch import NodeWatch

UNTIL = "withdrawals-until"
"""Name in the kiosk's store: up to when the hall was asked, UTC ms of its clock."""
REFRESH_S = 60.0
"""Whoever takes a consent back elsewhere is forgotten here within this."""
ANSWER_S = 5.0

Forget = Callable[[tuple[str, ...]], Awaitable[int | None]]
"""Delete these people from what is stored here: how many there were; None: it can't be done now and must be asked for again."""

_PERSONS: TypeAdapter[tuple[Holder, ...]] = TypeAdapter(tuple[Holder, ...])
_UNTIL: TypeAdapter[int] = TypeAdapter(Milliseconds)
_ADAPTERS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


class WithdrawalWatch:
    """`start`, then `keep_running` now and then, then `stop`."""

    def __init__(
        self,
        bus: BusPort,
        kept: LeaseStore,
        forget: Forget,
        *,
        new_id: Callable[[], str],
        on_change: Callable[[], None],
        on_failure: Callable[[BaseException], None],
        refresh_s: float = REFRESH_S,
    ) -> None:
        """
        Args:
            on_change: other platforms can be asked than before.
            on_failure: an exception ended the asking; `keep_running` begins it anew.
        """
        self._bus = bus
        self._kept = kept
        self._forget = forget
        self._new_id = new_id
        self._on_change = on_change
        self._on_failure = on_failure
        self._refresh_s = refresh_s
        self._adapters: frozenset[str] = frozenset()
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._controller = NodeWatch(bus, CONTROLLER_NODE, self._controller_changed)
        self._log = structlog.get_logger("kiosk.withdrawals")

    @property
    def adapters(self) -> frozenset[str]:
        """Platforms that the hall can ask; empty while it is away."""
        return self._adapters if self._controller.online else frozenset()

    @property
    def online(self) -> bool:
        return self._controller.online

    def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="withdrawals")

    def keep_running(self) -> None:
        if self._task is None or not self._task.done():
            return
        error = None if self._task.cancelled() else self._task.exception()
        self.start()
        if error is not None:
            self._on_failure(error)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def refresh(self) -> None:
        """Ask now."""
        self._asked.set()

    def _controller_changed(self) -> None:
        self._asked.set()
        self._on_change()

    async def _follow(self) -> None:
        while True:
            self._asked.clear()
            if self._bus.connected:
                await self._ask()
            try:
                async with asyncio.timeout(self._refresh_s):
                    await self._asked.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> None:
        question = Withdrawals(since=int(self._kept.kept(UNTIL) or 0))
        try:
            completion = await self._bus.request(
                hall_command_topic(self._bus.site, "withdrawals"), question, command_id=self._new_id(), timeout_s=ANSWER_S
            )
            if not completion.succeeded:
                return
            persons = _PERSONS.validate_python(completion.result.get("persons", ()))
            until = _UNTIL.validate_python(completion.result["until"])
            adapters = frozenset(_ADAPTERS.validate_python(completion.result.get("adapters", ())))
        except NotAnswered:
            return
        except (KeyError, ValidationError):
            # The error's text would hold pseudonyms.
            self._log.warning("the hall's list of withdrawals isn't readable")
            return
        if persons and await self._forget(persons) is not None:
            # Only now: whoever couldn't be forgotten is named again next time. And there may be more than fits in one answer.
            self._kept.keep(UNTIL, str(until))
            self._asked.set()
        if adapters != self._adapters:
            self._adapters = adapters
            self._on_change()
