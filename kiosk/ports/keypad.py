"""The terminal's tactile keypad: its keys one by one, and whether headphones are in."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, NotAnswered, Received
from api.messages.device_commands import ReadKeys
from api.messages.state import Status
from api.messages.topics import Channel, command_topic, topic
from api.messages.words import CompletionCode, HeadphonesState
from kiosk.flow.engine import where

WAITED_S = 30
"""One question at the pad waits so long for a key; then it is asked again."""
ANSWER_S = WAITED_S + 5.0
AGAIN_S = 2.0
"""A pad that is away is asked again after so long."""

Pause = Callable[[float], Awaitable[None]]


class TerminalKeypad:
    """Asks for keys for as long as it runs.

    Args:
        pad: `node/device`.
        on_key: called with each key's name: a digit, or a word of `kiosk.view_models.guide.PadKey`. It may be a digit of
            somebody's number: nothing here keeps or writes it down.
        on_headphones: called when they were put in (True) or taken out.
    """

    def __init__(
        self,
        bus: BusPort,
        pad: str,
        *,
        new_id: Callable[[], str],
        on_key: Callable[[str], None],
        on_headphones: Callable[[bool], None],
        pause: Pause = asyncio.sleep,
    ) -> None:
        node, device = pad.split("/")
        self._bus = bus
        self._topic = command_topic(bus.site, node, device, "read-keys")
        self._new_id = new_id
        self._on_key = on_key
        self._on_headphones = on_headphones
        self._pause = pause
        self._task: asyncio.Task[None] | None = None
        self._answers = True
        self.headphones = False
        self._log = structlog.get_logger("kiosk.keypad")
        bus.listen(topic(bus.site, node, device, Channel.STATE, "status"), self._on_status)

    def keep_running(self) -> None:
        """Start asking; call it now and then: what breaks here must not leave the pad deaf."""
        if self._task is not None and self._task.done() and not self._task.cancelled():
            error = self._task.exception()
            if error is not None:
                self._log.error("the keypad's reader failed", where=where(error))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._read(), name="keypad")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _read(self) -> None:
        while True:
            try:
                completion = await self._bus.request(
                    self._topic, ReadKeys(timeout_s=WAITED_S), command_id=self._new_id(), timeout_s=ANSWER_S
                )
            except NotAnswered:
                self._heard(answers=False)
                await self._pause(AGAIN_S)
                continue
            there = completion.succeeded or completion.code is CompletionCode.TIME_OUT
            self._heard(answers=there)
            if not there:
                await self._pause(AGAIN_S)
            keys = completion.result.get("keys", ())
            for key in keys if isinstance(keys, list | tuple) else ():
                self._on_key(str(key))

    def _on_status(self, received: Received) -> None:
        received.acknowledge()
        try:
            _, status = decode_state(received.payload, Status)
        except Malformed as error:
            self._log.warning("keypad status isn't readable", detail=str(error))
            return
        inserted = status.detail.get("headphones") == HeadphonesState.INSERTED.value
        if inserted is not self.headphones:
            self.headphones = inserted
            self._on_headphones(inserted)

    def _heard(self, *, answers: bool) -> None:
        """Told once when it goes and once when it returns."""
        if answers is not self._answers:
            self._answers = answers
            self._log.info("the keypad answers again" if answers else "the keypad doesn't answer")
