"""How busy a zone's loudspeakers are: calls a second times the seconds one call takes. Above 70 % calls pile up.

A call waits for the one before it. With calls that come at random, a loudspeaker that speaks 70 % of the time keeps one call in
four waiting for more than ten seconds; `python -m bench.voice` measures it for a whole hall.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from api.process.settings_file import ConfigurationError
from drivers.core.errors import DeviceError
from drivers.speaker.clips import build
from drivers.speaker.driver import SpeakerConfig
from drivers.speaker.espeak import VoiceUnusable
from drivers.speaker.library import clip_seconds
from drivers.speaker.planner import plan
from hall_controller.config import HallConfig, WindowSection, ZoneSection

LOAD_MAX = 0.7
HAND_OVER_S = 0.05
"""From the end of one utterance to the next one's first sound: completion, broker, command, the amplifier's new connection."""
_TAILS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True, slots=True)
class ZoneLoad:
    """One zone's voice."""

    zone: str
    windows: int
    calls_per_s: float
    seconds_per_call: float
    """All languages together."""

    @property
    def load(self) -> float:
        return self.calls_per_s * self.seconds_per_call


def clip_lengths(folder: Path | None) -> dict[str, float]:
    """Seconds by clip, of the folder's recordings; without one they are made for the moment, by the espeak-ng of this machine.

    Raises:
        ConfigurationError: no clips, and espeak-ng can't make any.
    """
    try:
        if folder is not None:
            return clip_seconds(folder)
        with tempfile.TemporaryDirectory(prefix="tingtang-clips-") as made:
            build(Path(made))
            return clip_seconds(Path(made))
    except (DeviceError, VoiceUnusable, OSError) as error:
        raise ConfigurationError(f"  the voice's load can't be computed: {error}") from error


def voice_loads(hall: HallConfig, lengths: Mapping[str, float]) -> list[ZoneLoad]:
    """Every zone with a loudspeaker.

    Raises:
        ConfigurationError: a language of the hall has no recordings.
    """
    return [_zone_load(hall, zone, lengths) for zone in hall.zones if zone.speakers]


def voice_problems(loads: list[ZoneLoad], languages: tuple[str, ...]) -> list[str]:
    """What is wrong, in words, with what can be done."""
    shorter = " or call in one language" if len(languages) > 1 else ""
    return [
        f"zones.{load.zone}: its loudspeakers would speak {load.load:.0%} of the time "
        f"({load.calls_per_s * 3600:.0f} calls an hour from {load.windows} windows, {load.seconds_per_call:.1f} s each); "
        f"{LOAD_MAX:.0%} is the most. Divide the zone into {_parts(load)} with loudspeakers of their own{shorter}. "
        "If fewer calls are made, say so: `voice = { expected_calls_per_hour = … }`"
        for load in loads
        if load.load > LOAD_MAX
    ]


def _parts(load: ZoneLoad) -> int:
    return int(load.load / LOAD_MAX) + 1


def _zone_load(hall: HallConfig, zone: ZoneSection, lengths: Mapping[str, float]) -> ZoneLoad:
    windows = [window for window in hall.windows if window.zone == zone.id]
    per_hour = zone.voice.expected_calls_per_hour
    calls_per_s = sum(_busiest(hall, window) for window in windows) if per_hour is None else per_hour / 3600
    spoken = [seconds_of_call(hall, window, lengths) for window in windows]
    return ZoneLoad(zone.id, len(windows), calls_per_s, fmean(spoken) if spoken else 0.0)


def _busiest(hall: HallConfig, window: WindowSection) -> float:
    """Calls a second of a window that never waits for anybody."""
    queues = {queue.id for queue in hall.queues} if window.any_service else set(window.queues)
    minutes = [service.minutes for service in hall.services if service.queue in queues]
    return 1 / (60 * fmean(minutes)) if minutes else 0.0


def seconds_of_call(hall: HallConfig, window: WindowSection, lengths: Mapping[str, float]) -> float:
    """Mean over the window's queues and the ten digits, all languages together, with the turn to the next call.

    Raises:
        ConfigurationError: a language of the hall has no recordings.
    """
    prefixes = [q for q in hall.queues if window.any_service or q.id in window.queues]
    gap_s = SpeakerConfig.model_fields["gap_ms"].default / 1000
    seconds = []
    for queue in prefixes:
        for digit in _TAILS:
            arguments = {"ticket": queue.prefix + digit * queue.digits, "window": str(window.number)}
            seconds.append(sum(_spoken_s(arguments, language, lengths, gap_s) for language in hall.hall.voice_languages))
    return fmean(seconds) if seconds else 0.0


def _spoken_s(arguments: Mapping[str, str], language: str, lengths: Mapping[str, float], gap_s: float) -> float:
    try:
        keys = plan("call", arguments, language)
    except DeviceError as error:
        raise ConfigurationError(f"  hall.voice_languages: {error.detail}") from error
    return sum(lengths[key] for key in keys) + gap_s * (len(keys) - 1) + HAND_OVER_S
