"""The ID-card reader of this terminal, over its agent: one card at a time, its contents to the flow and nowhere else."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, ReadCard
from api.messages.words import CardMedia, CompletionCode
from kiosk.flow.identity.ports import CardRead, Readiness
from kiosk.ports.agent_device import SILENT, AgentDevice
from kiosk.ports.card_content import READ_FAILED, card_contents
from kiosk.ports.photo_decoder import PhotoDecoder

READ_S = 30
"""How long the reader waits for a card."""
ANSWER_S = READ_S + 8.0
"""A card laid down in the last moment takes 2 s, and 4 s when its first reading fails."""
CANCEL_S = 5.0
LIFT_AFTER_S = 5.0
"""A card that lies there so long and wasn't read is one that was read before: it must be lifted."""
WAITING, READING, LIFT = "waiting", "reading", "lift"

KNOWN_REASONS = frozenset(
    {
        "card.none",
        "card.liftAndPutAgain",
        READ_FAILED,
        "card.selectFailed",
        "card.refusesReader",
        "card.refusedByReader",
        "card.verifyFailed",
        "card.wrongKind",
        "card.randomFailed",
        "card.noSuchItem",
        "card.unknownLayout",
    }
)
"""What a reader says of a card and a citizen can be told; everything else is a fault of the reader."""


Later = Callable[[float, Callable[[], None]], asyncio.TimerHandle]
"""Seconds from now, and what to do then."""


class _Progress:
    """Tells each state once; pure but for its timer."""

    def __init__(
        self, on_state: Callable[[str], None], later: Callable[[float, Callable[[], None]], asyncio.TimerHandle]
    ) -> None:
        self._on_state = on_state
        self._later = later
        self._timer: asyncio.TimerHandle | None = None
        self._state = ""

    def card(self, lies_there: bool) -> None:
        if not lies_there:
            self._enter(WAITING)
        elif self._state != LIFT:
            self._enter(READING)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _enter(self, state: str) -> None:
        if state == self._state:
            return
        self.end()
        self._state = state
        if state == READING:
            self._timer = self._later(LIFT_AFTER_S, lambda: self._enter(LIFT))
        self._on_state(state)


class AgentCard:
    """Implements `kiosk.flow.identity.ports.CardPort`."""

    def __init__(
        self,
        bus: BusPort,
        address: str,
        *,
        new_id: Callable[[], str],
        today: Callable[[], date],
        on_change: Callable[[], None],
        decoder: PhotoDecoder | None = None,
    ) -> None:
        """
        Args:
            address: the reader's `node/device`.
            today: by the hall's clock.
            on_change: the reader or a card on it changed.
            decoder: of the chip's photo; None: there is none, and nobody is compared with a card.
        """
        self._bus = bus
        self._new_id = new_id
        self._today = today
        self._told = on_change
        self._device = AgentDevice(bus, address, self._changed)
        self._decoder = decoder
        self._progress: _Progress | None = None
        self._gone = asyncio.Event()
        self._cancels: set[asyncio.Task[None]] = set()

    def readiness(self) -> Readiness:
        return self._device.readiness()

    @property
    def decodes_photos(self) -> bool:
        return self._decoder is not None

    @property
    def lies_there(self) -> bool:
        return self._device.status.detail.get("card") == CardMedia.PRESENT.value

    async def read(self, on_state: Callable[[str], None]) -> CardRead:
        command_id = self._new_id()
        progress = self._progress = _Progress(on_state, asyncio.get_running_loop().call_later)
        progress.card(self.lies_there)
        try:
            completion = await self._ask(command_id)
        except asyncio.CancelledError:
            self._cancel(command_id)
            raise
        finally:
            progress.end()
            if self._progress is progress:
                self._progress = None
        if completion is None:
            self._cancel(command_id)
            return CardRead(reason=SILENT)
        if not completion.succeeded:
            return CardRead(reason=_reason(completion))
        return await self._taken(completion)

    async def close(self) -> None:
        for task in self._cancels:
            task.cancel()
        await asyncio.gather(*self._cancels, return_exceptions=True)

    async def _ask(self, command_id: str) -> Completion | None:
        """None: no answer, or the agent or its reader went away meanwhile; nobody waits for those."""
        self._gone.clear()
        asking = asyncio.ensure_future(
            self._bus.request(
                self._device.command("read-card"),
                ReadCard(purpose="identify", timeout_s=READ_S),
                command_id=command_id,
                timeout_s=ANSWER_S,
            )
        )
        going = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({asking, going}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        except NotAnswered:
            return None
        finally:
            for task in (asking, going):
                task.cancel()
            await asyncio.gather(asking, going, return_exceptions=True)

    async def _taken(self, completion: Completion) -> CardRead:
        contents = card_contents(completion.result, self._today())
        if contents.holder is None:
            return CardRead(reason=contents.problems[0], problems=contents.problems)
        photo = await self._decoder.decode(contents.photo_wlt) if self._decoder is not None else ""
        return CardRead(holder=replace(contents.holder, photo=photo))

    def _changed(self) -> None:
        if self._device.readiness().reason == SILENT:
            self._gone.set()
        if self._progress is not None:
            self._progress.card(self.lies_there)
        self._told()

    def _cancel(self, command_id: str) -> None:
        """In the background: the citizen is elsewhere already."""
        task = asyncio.get_running_loop().create_task(self._withdraw(command_id), name=f"withdraw-{command_id}")
        self._cancels.add(task)
        task.add_done_callback(self._cancels.discard)

    async def _withdraw(self, command_id: str) -> None:
        cancel = CancelCommand(target=command_id)
        try:
            await self._bus.request(self._device.command("cancel"), cancel, command_id=self._new_id(), timeout_s=CANCEL_S)
        except NotAnswered:
            # The reader's own time limit ends it.
            return


def _reason(completion: Completion) -> str:
    if completion.error_code in KNOWN_REASONS:
        return completion.error_code
    return READ_FAILED if completion.code is CompletionCode.INVALID_DATA else SILENT
