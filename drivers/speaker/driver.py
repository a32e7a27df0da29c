"""A zone's loudspeaker: the host's sound card (`aplay`) or a networked amplifier that plays raw PCM until end of file.

The worker's queue is the zone's one queue: utterances come out in order, none overlaps another, none is cut off.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import DeviceCommand, Say, TestPattern, Volume
from api.messages.device_events import Said
from api.messages.state import Status
from api.messages.words import Action, DeviceState, SpeakerState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceNotReady, Expired, Misconfigured
from drivers.core.job import Job
from drivers.core.link import Link, PlaybackLink
from drivers.speaker import pcm
from drivers.speaker.library import ClipLibrary
from drivers.speaker.phrasebook import CHIME
from drivers.speaker.planner import caption, plan

CHUNK_S = 0.5
"""Sound is handed over in pieces, so that a close or a stuck amplifier is noticed within one."""
PATIENCE_S = 3.0
"""An amplifier may be this much behind real time (buffers, network) before it counts as silent."""
PROOF_MS = 50
"""A moment of silence that nobody hears."""
EXPIRED_FAULT = "speaker.utteranceExpired"


class SpeakerConfig(DriverConfig):
    clips: Path
    """Folder made by `python -m drivers.speaker.clips`."""
    volume_percent: int = Field(default=100, ge=0, le=100)
    gap_ms: int = Field(default=30, ge=0, le=500)
    """Silence between two clips."""
    patience_s: float = Field(default=PATIENCE_S, gt=0, le=15)
    """Below the 30 s after which the watchdog takes a worker for hung, with the longest phrase before it."""


class Speaker(Driver):
    kind = "speaker"
    Config = SpeakerConfig

    def __init__(self, config: SpeakerConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._library = ClipLibrary(config.clips)
        self._gap = pcm.silence(config.gap_ms)
        self._patience_s = config.patience_s
        self._volume = config.volume_percent
        self._caption = ""
        self._spoken = 0
        self._proved = False
        """Since the link was opened, something was played to its end."""

    def connect(self, link: Link) -> None:
        if not isinstance(link, PlaybackLink):
            raise Misconfigured(f"{link.name} can't play sound; use a tcp or aplay link", reason="link.wrongType")
        self._player: PlaybackLink = link
        self._library.open()

    def disconnect(self) -> None:
        self._proved = False

    def check(self) -> None:
        """An amplifier can't be asked, so a new connection must play a moment of silence to its end. Later a broken connection
        shows in `listen`, a deaf amplifier in `say`.
        """
        if not self._proved:
            self._play_out(pcm.silence(PROOF_MS))

    def status(self) -> Status:
        muted = self._volume == 0
        return Status(
            device=DeviceState.ONLINE,
            action=Action.CLEAR if muted else Action.NONE,
            reason="speaker.muted" if muted else "ok",
            detail={
                "speaker": (SpeakerState.MUTED if muted else SpeakerState.OK).value,
                "volume": self._volume,
                "caption": self._caption,
                "spoken": self._spoken,
            },
        )

    def identity(self) -> Identity:
        return Identity(capabilities={"templates": ["call"], "languages": ["zh-CN", "en"]})

    @staticmethod
    def lifetime_s(command: DeviceCommand, timeout_s: float) -> float:
        # An utterance past its age is an alarm of its own, raised by `say`; so the queue itself never drops one.
        return float("inf") if isinstance(command, Say) else timeout_s

    def say(self, command: Say, job: Job) -> Result:
        """Speak one phrase to its end.

        Raises:
            Expired: it waited longer than its `max_age_s`; a fault says so and the phrase isn't spoken.
            DeviceNotReady: muted.
            DeviceSilent, LinkLost: not heard to its end.
        """
        keys = plan(command.template, command.arguments, command.language)
        age_s = job.age_s(self.context.clock.monotonic_s())
        if age_s > command.max_age_s:
            self.context.raise_fault(EXPIRED_FAULT, Action.CLEAR)
            raise Expired(f"{age_s:.0f} s old, {command.max_age_s} s allowed", reason=EXPIRED_FAULT)
        if self._volume == 0:
            raise DeviceNotReady("the volume is 0", reason="speaker.muted")
        words = caption(keys)
        self._play(self._library.sound(keys, self._gap), job)
        self._caption = words
        self._spoken += 1
        self.context.clear_fault(EXPIRED_FAULT)
        self.context.emit(Said(caption=words))
        return {"caption": words}

    def test(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """The chime alone."""
        self._play(self._library.sound([CHIME], self._gap), job)
        return None

    def set_volume(self, command: Volume, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        self._volume = command.percent
        return None

    def _play(self, sound: bytes, job: Job) -> None:
        # Half a call would confuse the hall: what has begun is spoken to its end. Only a close or a reset ends it.
        self._play_out(pcm.scaled(sound, self._volume), keep_on=lambda: job.cancelled)

    def _play_out(self, data: bytes, keep_on: Callable[[], bool] = lambda: False) -> None:
        """Hand the sound over and wait until it was heard. `keep_on` says whether an interruption is ignored."""
        chunk_bytes = 2 * int(pcm.RATE_HZ * CHUNK_S)
        for start in range(0, len(data), chunk_bytes):
            self._player.write(data[start : start + chunk_bytes], CHUNK_S + self._patience_s)
        until_s = self.context.clock.monotonic_s() + pcm.duration_s(data) + self._patience_s
        while True:
            try:
                self._player.drain(until_s - self.context.clock.monotonic_s())
            except Cancelled:
                if not keep_on():
                    raise
            else:
                self._proved = True
                return

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Say: say,
        TestPattern: test,
        Volume: set_volume,
    }
