"""The terminal's loudspeaker, for people who hear better than they read: says what stands on the screen.

One sentence at a time: the next begins when the speaker has answered and a breath has passed, and what was overtaken meanwhile
stays unsaid. A speaker that is away changes nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from api.bus.port import BusPort, NotAnswered
from api.messages.device_commands import Say
from api.messages.topics import command_topic
from kiosk.flow.engine import where

SAID_WITHIN_S = 12.0
"""The longest phrase takes five seconds; a speaker that is busy with one before takes as long again."""
BREATH_S = 1.0
"""Between two sentences. Guidance may change ten times a second: nobody could follow that."""
AGAIN_AFTER_S = 9.0
"""Guidance that still stands is said once more: somebody may not have heard it."""
AGAIN = "face-"
"""Start of the phrases that are said again."""

Pause = Callable[[float], Awaitable[None]]


class TerminalVoice:
    """`want` at each change and each tick; `close` at the end.

    Args:
        speaker: `node/device`.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        bus: BusPort,
        speaker: str,
        *,
        new_id: Callable[[], str],
        clock: Callable[[], float],
        pause: Pause = asyncio.sleep,
    ) -> None:
        node, device = speaker.split("/")
        self._bus = bus
        self._topic = command_topic(bus.site, node, device, "say")
        self._new_id = new_id
        self._clock = clock
        self._pause = pause
        self._wanted = self._said = ("", "")
        self._said_at_s = 0.0
        self._task: asyncio.Task[None] | None = None
        self._answers = True
        self._log = structlog.get_logger("kiosk.voice")

    def want(self, phrase: str, language: str) -> None:
        """What the screen says now; an empty phrase: nothing."""
        self._wanted = (phrase, language)
        if self._due() and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._speak(), name="voice")
            self._task.add_done_callback(self._ended)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _due(self) -> bool:
        phrase, _ = self._wanted
        if not phrase:
            self._said = self._wanted
            return False
        if self._wanted != self._said:
            return True
        return phrase.startswith(AGAIN) and self._clock() - self._said_at_s >= AGAIN_AFTER_S

    async def _speak(self) -> None:
        while self._due():
            self._said = self._wanted
            phrase, language = self._wanted
            command = Say(template=phrase, arguments={}, language=language, max_age_s=round(SAID_WITHIN_S))
            try:
                await self._bus.request(self._topic, command, command_id=self._new_id(), timeout_s=SAID_WITHIN_S)
                self._heard(answers=True)
            except NotAnswered:
                self._heard(answers=False)
            self._said_at_s = self._clock()
            await self._pause(BREATH_S)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What breaks here ends a sentence, never the screen; the next thing wanted is tried again."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("the voice failed", where=where(error))

    def _heard(self, *, answers: bool) -> None:
        """Told once when it goes and once when it returns."""
        if answers is not self._answers:
            self._answers = answers
            self._log.info("the speaker answers again" if answers else "the speaker doesn't answer; screens stay silent")
