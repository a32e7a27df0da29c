"""Voice guidance: sentences one after another to one loudspeaker or pair of headphones. A new one cuts off the one before."""

import asyncio
import re
from collections.abc import Callable, Sequence

import structlog

from api.bus.port import BusPort, NotAnswered
from api.messages.device_commands import DeviceCommand, StopSpeaking, Volume, Whisper
from api.messages.topics import command_topic
from kiosk.flow.engine import where

SAID_WITHIN_S = 45.0
"""120 characters take some 30 s; the voice is made meanwhile."""
STOPPED_WITHIN_S = 3.0
LONGEST = 120
"""Characters of one command: see `Whisper`."""
QUIETEST, LOUDEST = 20, 100
"""Percent. Nobody who is guided can turn the voice off by its volume."""
USUAL_PERCENT = 70
_ENDS = re.compile(r"(?<=[。！？；.!?;，,、])")


def pieces(text: str, longest: int = LONGEST) -> list[str]:
    """A text in pieces that one command may hold, cut behind a mark where there is one."""
    found: list[str] = []
    rest = ""
    for part in _ENDS.split(" ".join(text.split())):
        for start in range(0, len(part), longest):
            piece = part[start : start + longest]
            if len(rest) + len(piece) > longest:
                found.append(rest)
                rest = ""
            rest += piece
    found.append(rest)
    return [piece.strip() for piece in found if any(character.isalnum() for character in piece)]


class Narrator:
    """`say` at any time; `speaking` until the last word was heard.

    Args:
        device: `node/device` of a speaker.
    """

    def __init__(self, bus: BusPort, device: str, *, new_id: Callable[[], str]) -> None:
        self._bus = bus
        self._node, self._device = device.split("/")
        self._new_id = new_id
        self._task: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._percent = USUAL_PERCENT
        self._answers = True
        self._log = structlog.get_logger("kiosk.narrator")

    @property
    def speaking(self) -> bool:
        return self._task is not None and not self._task.done()

    def say(self, texts: Sequence[str], language: str) -> None:
        """These, from now on; an empty sequence: silence."""
        before, self._task = self._task, None
        interrupted = before is not None and not before.done()
        if before is not None and interrupted:
            before.cancel()
            self._ending.add(before)
            before.add_done_callback(self._ending.discard)
        if texts or interrupted:
            self._task = asyncio.get_running_loop().create_task(self._say(tuple(texts), language, interrupted), name="narrator")
            self._task.add_done_callback(self._ended)

    def louder(self, percent: int) -> None:
        self._percent = min(LOUDEST, max(QUIETEST, self._percent + percent))

    def reset(self) -> None:
        """The next person begins with the usual volume."""
        self._percent = USUAL_PERCENT

    async def close(self) -> None:
        tasks = [*self._ending, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _say(self, texts: Sequence[str], language: str, interrupted: bool) -> None:
        try:
            if interrupted:
                await self._send("stop", StopSpeaking(), STOPPED_WITHIN_S)
            if texts:
                await self._send("volume", Volume(percent=self._percent), STOPPED_WITHIN_S)
            for text in texts:
                for piece in pieces(text):
                    await self._send("whisper", Whisper(text=piece, language=language), SAID_WITHIN_S)
            self._heard(answers=True)
        except NotAnswered:
            # The pad's keys and the screen go on; the next thing said tries again.
            self._heard(answers=False)

    async def _send(self, name: str, command: DeviceCommand, timeout_s: float) -> None:
        topic = command_topic(self._bus.site, self._node, self._device, name)
        await self._bus.request(topic, command, command_id=self._new_id(), timeout_s=timeout_s)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("the narrator failed", where=where(error))

    def _heard(self, *, answers: bool) -> None:
        """Told once when it goes and once when it returns."""
        if answers is not self._answers:
            self._answers = answers
            self._log.info("the guide's voice answers again" if answers else "the guide's voice doesn't answer")
