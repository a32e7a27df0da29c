"""The loudspeakers in an emergency: silent at once, then the evacuation phrase again and again until it is lifted.

Nothing is remembered here: whether there is an emergency the hall says, also after a restart. What waits to be said is dropped,
here and by the speakers themselves.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from api.bus.port import NotAnswered
from api.messages.device_commands import Say, StopSpeaking
from api.messages.topics import command_topic
from hall_controller.devices.bindings import split_address
from hall_controller.mqtt.fanout import SPEAKING_S, Fanout
from hall_controller.mqtt.lane import Output, Requests

PHRASE = "evacuate"
REPEAT_S = 20.0
"""Two languages take some 20 s to say; who missed it hears it again before they ask."""
STOP_WITHIN_S = 3.0
"""A speaker that doesn't answer gets the phrase all the same: nobody waits for it in an emergency."""


class EmergencyVoice:
    """Args: is_on: whether the hall has an emergency now."""

    def __init__(
        self,
        bus: Requests,
        fanout: Fanout,
        speakers: Sequence[str],
        languages: Sequence[str],
        is_on: Callable[[], bool],
        now_ms: Callable[[], int],
        make_id: Callable[[], str],
    ) -> None:
        self._bus = bus
        self._fanout = fanout
        self._speakers = tuple(speakers)
        self._languages = tuple(languages)
        self._is_on = is_on
        self._now_ms = now_ms
        self._make_id = make_id
        self._log = structlog.get_logger("hall_controller.emergency")
        self._changed = asyncio.Event()
        self._was_on = False

    def changed(self) -> None:
        """The hall changed."""
        if self._is_on() != self._was_on:
            self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._step()
            try:
                async with asyncio.timeout(REPEAT_S if self._was_on else None):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()

    async def _step(self) -> None:
        is_on = self._is_on()
        begins = is_on != self._was_on
        if begins:
            self._was_on = is_on
            self._log.warning("emergency.voice", on=is_on, speakers=len(self._speakers))
            # Beside the lanes: a phrase that is being said would keep its lane busy to its end.
            await asyncio.gather(*[self._silence(address) for address in self._speakers])
        # It may have been lifted while the speakers were silenced.
        if is_on and self._is_on():
            self._speak(begins)

    def _speak(self, begins: bool) -> None:
        for address in self._speakers:
            if not begins and self._fanout.busy(address):
                # Still at it; a slow speaker doesn't heap phrases up.
                continue
            for language in self._languages:
                say = Say(template=PHRASE, arguments={}, language=language)
                useful_until = self._now_ms() + say.max_age_s * 1000
                self._fanout.put(address, Output(self._make_id(), "say", say, useful_until, SPEAKING_S, durable=False))

    async def _silence(self, address: str) -> None:
        self._fanout.silence(address)
        node, device = split_address(address)
        topic = command_topic(self._bus.site, node, device, "stop")
        try:
            await self._bus.request(topic, StopSpeaking(), command_id=self._make_id(), by=self._bus.node, timeout_s=STOP_WITHIN_S)
        except NotAnswered:
            self._log.warning("emergency.speaker_silent", device=address)
