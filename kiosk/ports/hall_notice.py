"""What a terminal must be able to say by itself, asked for now and then and remembered; and the hall's emergency.

That one comes with the hall's retained state and is kept: it stands on while the controller or the link is away, and after a
restart.
"""

import asyncio
from collections.abc import Callable

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, NotAnswered, Received
from api.messages.duty_commands import HallNotice
from api.messages.duty_views import HallNoticeView
from api.messages.state import Status
from api.messages.topics import CONTROLLER_NODE, HALL_DEVICE, Channel, hall_command_topic, topic
from kiosk.flow.zone.views import Emergency
from kiosk.ports.lease_store import LeaseStore

NOTICE, EMERGENCY = "hall-notice", "hall-emergency"
"""Names in the kiosk's store."""
REFRESH_S = 30.0
"""Telephone numbers change by the year, terminals break by the week."""
ANSWER_S = 5.0


class _Said(BaseModel):
    """The part `emergency` of the hall's status."""

    model_config = ConfigDict(extra="ignore")
    text: str = ""


class HallNoticeWatch:
    """Made before the bus starts; `start`, then `keep_running` now and then, then `stop`."""

    def __init__(
        self,
        bus: BusPort,
        kept: LeaseStore,
        *,
        new_id: Callable[[], str],
        on_change: Callable[[], None],
        on_failure: Callable[[BaseException], None],
        refresh_s: float = REFRESH_S,
    ) -> None:
        """
        Args:
            on_change: the notice or the emergency isn't what it was.
            on_failure: an exception ended the asking; `keep_running` begins it anew.
        """
        self._bus = bus
        self._kept = kept
        self._new_id = new_id
        self._on_change = on_change
        self._on_failure = on_failure
        self._refresh_s = refresh_s
        self._task: asyncio.Task[None] | None = None
        self._again = asyncio.Event()
        self._log = structlog.get_logger("kiosk.notice")
        self.notice = _notice(kept.kept(NOTICE))
        self.emergency = _emergency(kept.kept(EMERGENCY))
        bus.listen(topic(bus.site, CONTROLLER_NODE, HALL_DEVICE, Channel.STATE, "status"), self._on_status)
        bus.on_connection(lambda _: self._again.set())

    def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="hall-notice")

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

    async def _follow(self) -> None:
        while True:
            self._again.clear()
            if self._bus.connected:
                await self._ask()
            try:
                async with asyncio.timeout(self._refresh_s):
                    await self._again.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> None:
        try:
            completion = await self._bus.request(
                hall_command_topic(self._bus.site, "hall-notice"), HallNotice(), command_id=self._new_id(), timeout_s=ANSWER_S
            )
            if not completion.succeeded:
                return
            notice = HallNoticeView.model_validate(completion.result["notice"])
        except NotAnswered:
            return
        except (KeyError, ValidationError):
            self._log.warning("the hall's notice isn't readable")
            return
        before, self.notice = self.notice, notice
        if before.model_copy(update={"at": notice.at}) != notice:
            self._kept.keep(NOTICE, notice.model_dump_json())
            self._on_change()

    def _on_status(self, received: Received) -> None:
        received.acknowledge()
        try:
            _, status = decode_state(received.payload, Status)
            said = status.detail.get("emergency")
            emergency = None if said is None else Emergency(_Said.model_validate(said).text)
        except (Malformed, ValidationError):
            self._log.warning("the hall's status isn't readable")
            return
        if emergency != self.emergency:
            self.emergency = emergency
            # The row stays with an empty text once it is over.
            self._kept.keep(EMERGENCY, "" if emergency is None else _Said(text=emergency.text).model_dump_json())
            self._on_change()


def _notice(kept: str | None) -> HallNoticeView:
    try:
        return HallNoticeView.model_validate_json(kept) if kept else HallNoticeView(at=0)
    except ValidationError:
        return HallNoticeView(at=0)


def _emergency(kept: str | None) -> Emergency | None:
    try:
        return Emergency(_Said.model_validate_json(kept).text) if kept else None
    except ValidationError:
        return Emergency()
