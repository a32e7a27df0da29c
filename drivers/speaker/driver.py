"""A zone's loudspeaker: the host's sound card (`aplay`) or a networked amplifier that plays raw PCM until end of file.

The worker's queue is the zone's one queue: utterances come out in order, none overlaps another, none is cut off.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from api.messages.device_commands import DeviceCommand, Say, StopSpeaking, TestPattern, Volume, Whisper
from api.messages.device_events import Said
from api.messages.state import Status
from api.messages.words import Action, DeviceState, SpeakerState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceNotReady, Expired, Misconfigured
from drivers.core.job import Job
from drivers.core.link import Link, PlaybackLink
from drivers.speaker import pcm
from drivers.speaker.announcement import Announcements
from drivers.speaker.library import ClipLibrary
from drivers.speaker.loudness import Loudness
from drivers.speaker.phrasebook import CHIME
from drivers.speaker.phrases import phrases
from drivers.speaker.planner import caption, plan, spoken_language

CHUNK_S = 0.5
"""Sound is handed over in pieces, so that a close or a stuck amplifier is noticed within one."""
PATIENCE_S = 3.0
"""An amplifier may be this much behind real time (buffers, network) before it counts as silent."""
PROOF_MS = 50
"""A moment of silence that nobody hears."""
FULL_PERCENT = 100
EXPIRED_FAULT = "speaker.utteranceExpired"
ANNOUNCE = "announce"
"""The phrase whose words come with the command: argument `text`. Never a person's name."""
CAPTION_CHARACTERS = 200
"""As `Said` allows."""


class SpeakerConfig(DriverConfig):
    clips: Path
    """Folder made by `python -m drivers.speaker.clips`."""
    volume_percent: int = Field(default=100, ge=0, le=100)
    """Where `volume_by_hour` says nothing."""
    volume_by_hour: dict[str, int] = Field(default_factory=dict)
    """`"07:00" = 60`: in force from then on, at the next utterance. `volume` by command holds until the next step."""
    timezone: str = "Asia/Shanghai"
    """Of `volume_by_hour`: the hall's clock, whatever this host is set to."""
    gap_ms: int = Field(default=30, ge=0, le=500)
    """Silence between two clips."""
    patience_s: float = Field(default=PATIENCE_S, gt=0, le=15)
    """Below the 30 s after which the watchdog takes a worker for hung, with the longest phrase before it."""

    @field_validator("volume_by_hour")
    @classmethod
    def _is_a_table(cls, table: dict[str, int]) -> dict[str, int]:
        Loudness(table, 100)
        return table

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name


class Speaker(Driver):
    kind = "speaker"
    Config = SpeakerConfig

    def __init__(self, config: SpeakerConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._library = ClipLibrary(config.clips)
        self._gap = pcm.silence(config.gap_ms)
        self._patience_s = config.patience_s
        self._loudness = Loudness(config.volume_by_hour, config.volume_percent)
        self._zone = ZoneInfo(config.timezone)
        self._announcements = Announcements(context.data_dir / "announcements", self._gap)
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
        volume = self._volume()
        muted = volume == 0
        return Status(
            device=DeviceState.ONLINE,
            action=Action.CLEAR if muted else Action.NONE,
            reason="speaker.muted" if muted else "ok",
            detail={
                "speaker": (SpeakerState.MUTED if muted else SpeakerState.OK).value,
                "volume": volume,
                "caption": self._caption,
                "spoken": self._spoken,
            },
        )

    def identity(self) -> Identity:
        return Identity(capabilities={"templates": [*phrases().phrases, ANNOUNCE], "languages": ["zh-CN", "en"]})

    @staticmethod
    def lifetime_s(command: DeviceCommand, timeout_s: float) -> float:
        # An utterance past its age is an alarm of its own, raised by `say`; so the queue itself never drops one.
        return float("inf") if isinstance(command, Say) else timeout_s

    def say(self, command: Say, job: Job) -> Result:
        """Speak one phrase to its end.

        Raises:
            Expired: it waited longer than its `max_age_s`; a fault says so and the phrase isn't spoken.
            DeviceNotReady: muted, and the phrase isn't one that no volume holds back.
            DeviceSilent, LinkLost: not heard to its end.
            Cancelled: `stop` ended it.
        """
        words, make_sound = self._utterance(command)
        age_s = job.age_s(self.context.clock.monotonic_s())
        if age_s > command.max_age_s:
            self.context.raise_fault(EXPIRED_FAULT, Action.CLEAR)
            raise Expired(f"{age_s:.0f} s old, {command.max_age_s} s allowed", reason=EXPIRED_FAULT)
        volume = FULL_PERCENT if command.template in phrases().urgent else self._volume()
        if volume == 0:
            raise DeviceNotReady("the volume is 0", reason="speaker.muted")
        self._play(make_sound(), volume, job)
        self._caption = words
        self._spoken += 1
        self.context.clear_fault(EXPIRED_FAULT)
        self.context.emit(Said(caption=words))
        return {"caption": words}

    def whisper(self, command: Whisper, job: Job) -> Result:
        """Say a sentence to one person; nothing of it is shown or kept.

        Raises:
            InvalidData, UnsupportedData: it can't be said.
            DeviceNotReady: muted.
            DeviceSilent, LinkLost: not heard to its end.
            Cancelled: `stop` ended it.
        """
        tongue = spoken_language(command.language)
        volume = self._volume()
        if volume == 0:
            raise DeviceNotReady("the volume is 0", reason="speaker.muted")
        self._play(self._announcements.passing(command.text, tongue, self._look_up), volume, job)
        return None

    def _utterance(self, command: Say) -> tuple[str, Callable[[], bytes]]:
        """Caption, and how its sound is made.

        Raises:
            InvalidData, UnsupportedData: it can't be said.
        """
        if command.template == ANNOUNCE:
            text, tongue = command.arguments.get("text", ""), spoken_language(command.language)
            return text[:CAPTION_CHARACTERS], lambda: self._announced(text, tongue)
        keys = plan(command.template, command.arguments, command.language)
        return caption(keys), lambda: self._library.sound(keys, self._gap)

    def _announced(self, text: str, tongue: str) -> bytes:
        return self._library.sound([CHIME], self._gap) + self._gap + self._announcements.sound(text, tongue, self._look_up)

    def _look_up(self) -> None:
        """In the midst of work that isn't the link's: show the watchdog a sign of life, and end here if someone wants it.

        Raises:
            Cancelled: the command, or the connection, is to end.
            LinkLost: the amplifier has gone.
        """
        self._player.read(0)

    def stop(self, command: StopSpeaking, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Be silent. What waited was dropped and what ran was ended when this came; also what the amplifier still holds goes."""
        self._player.discard()
        self._caption = ""
        return None

    def test(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """The chime alone."""
        self._play(self._library.sound([CHIME], self._gap), self._volume(), job)
        return None

    def set_volume(self, command: Volume, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        self._loudness.set(command.percent, *self._clock())
        return None

    def _volume(self) -> int:
        return self._loudness.percent(*self._clock())

    def _clock(self) -> tuple[int, int]:
        """Day and minute of the day, by the hall's clock."""
        now = datetime.fromtimestamp(self.context.clock.wall_ms() / 1000, UTC).astimezone(self._zone)
        return now.toordinal(), now.hour * 60 + now.minute

    def _play(self, sound: bytes, volume: int, job: Job) -> None:
        # Half a call would confuse the hall: what has begun is spoken to its end. Only `stop`, a close or a reset ends it.
        self._play_out(pcm.scaled(sound, volume), job)

    def _play_out(self, data: bytes, job: Job | None = None) -> None:
        """Hand the sound over and wait until it was heard, also when the job is cancelled meanwhile."""
        chunk_bytes = 2 * int(pcm.RATE_HZ * CHUNK_S)
        for start in range(0, len(data), chunk_bytes):
            if job is not None and job.halted:
                raise self._cut_off()
            self._player.write(data[start : start + chunk_bytes], CHUNK_S + self._patience_s)
        until_s = self.context.clock.monotonic_s() + pcm.duration_s(data) + self._patience_s
        while True:
            try:
                self._player.drain(until_s - self.context.clock.monotonic_s())
            except Cancelled:
                if job is None or not job.cancelled:
                    raise
                if job.halted:
                    raise self._cut_off() from None
            else:
                self._proved = True
                return

    def _cut_off(self) -> Cancelled:
        self._player.discard()
        return Cancelled("ended by `stop`", reason="speaker.stopped")

    ends_all_before = frozenset({StopSpeaking})
    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Say: say,
        Whisper: whisper,
        StopSpeaking: stop,
        TestPattern: test,
        Volume: set_volume,
    }
