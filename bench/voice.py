"""The county's loudspeakers: from a call to the first sound of it, at 0.53 calls a second for half an hour.

`python -m bench.voice [--json]`. Nothing is waited for: each zone has the real speaker driver, command queue and recordings on a
clock of its own, and a loudspeaker that plays a sound by putting that clock forward. Calls come at random (Poisson) from all
windows alike, ten half hours with the seeds 1 to 10, so every run has the same result. For comparison the same calls in a hall
with one loudspeaker a floor.
"""

import argparse
import json
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from api.messages.completion import Completion
from api.messages.device_commands import Say
from bench.statistics_of import percentile
from drivers.core.driver import DriverContext
from drivers.core.errors import QueueFull
from drivers.core.job import Job
from drivers.core.job_queue import JobQueue
from drivers.core.performer import Performer
from drivers.core.worker import QUEUE_LIMIT
from drivers.speaker import pcm
from drivers.speaker.clips import build
from drivers.speaker.driver import Speaker, SpeakerConfig
from hall_controller.config import HallConfig
from hall_controller.simulation.stage import counted_ids
from tingtang.demo.county import CALLS_PER_S, county_hall
from tingtang.voice_load import HAND_OVER_S, ZoneLoad, clip_lengths, voice_loads

SECONDS = 30 * 60
SEEDS = range(1, 11)
STARTS_WITHIN_S = 10.0
SHARE_TARGET = 0.95
MAX_AGE_S = 60


class ZoneClock:
    """Seconds that only the bench moves."""

    def __init__(self) -> None:
        self.s = 0.0

    def monotonic_s(self) -> float:
        return self.s

    def wall_ms(self) -> int:
        return round(self.s * 1000)

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:  # noqa: ARG002
        raise AssertionError("nobody waits here")


class TimedLoudspeaker:
    """A `PlaybackLink` that takes all sound at once; hearing it to its end takes as long as it lasts."""

    name = "timed loudspeaker"

    def __init__(self, clock: ZoneClock) -> None:
        self._clock = clock
        self._bytes = 0
        self.started_s: list[float] = []

    def open(self) -> None: ...

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002
        return b""

    def write(self, data: bytes, timeout_s: float) -> None:  # noqa: ARG002
        if not self._bytes:
            self.started_s.append(self._clock.s)
        self._bytes += len(data)

    def drain(self, timeout_s: float) -> None:  # noqa: ARG002
        self._clock.s += self._bytes / 2 / pcm.RATE_HZ
        self._bytes = 0

    def discard(self) -> None:
        self._bytes = 0

    def cancel(self) -> None: ...

    def rearm(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    at_s: float
    ticket: str
    window: int


def calls_of(hall: HallConfig, seed: int) -> list[Call]:
    """Half an hour's calls of a whole hall."""
    chosen, now_s, calls = Random(seed), 0.0, []
    prefixes = {queue.id: queue.prefix for queue in hall.queues}
    while (now_s := now_s + chosen.expovariate(CALLS_PER_S)) < SECONDS:
        window = chosen.choice(hall.windows)
        ticket = f"{prefixes[chosen.choice(window.queues)]}{chosen.randrange(1, 1000):03d}"
        calls.append(Call(now_s, ticket, window.number))
    return calls


def waits_in_zone(calls: Sequence[Call], languages: Sequence[str], clips: Path, folder: Path) -> list[float]:
    """Seconds from each call to its first sound, in the zone's own order. Infinite: refused or too old to be spoken."""
    clock = ZoneClock()
    loudspeaker = TimedLoudspeaker(clock)
    context = DriverContext("speaker-1", lambda _: None, lambda *_: None, lambda _: None, clock, folder)
    speaker = Speaker(SpeakerConfig(clips=clips), context)
    speaker.link = loudspeaker
    speaker.connect(loudspeaker)
    performer, queue = Performer(speaker, "speaker-1"), JobQueue(QUEUE_LIMIT)
    new_id, waits = counted_ids(), {}
    coming = deque((call.at_s, new_id(), _say(call, language)) for call in calls for language in languages)
    first_language = [name for _, name, say in coming if say.language == languages[0]]
    while coming or len(queue):
        if not len(queue):
            clock.s = max(clock.s, coming[0][0])
        while coming and coming[0][0] <= clock.s:
            at_s, name, say = coming.popleft()
            waits[name] = float("inf")
            with suppress(QueueFull):
                queue.put(Job(name, say, at_s, Speaker.lifetime_s(say, MAX_AGE_S), _nobody_asks))
        job = queue.take()
        assert job is not None
        begun = len(loudspeaker.started_s)
        performer.perform(job, clock.s)
        if len(loudspeaker.started_s) > begun:
            waits[job.id] = loudspeaker.started_s[begun] - job.received_s
            clock.s += HAND_OVER_S
    # A call is heard when its first language begins.
    return [waits[name] for name in first_language]


def _say(call: Call, language: str) -> Say:
    arguments = {"ticket": call.ticket, "window": str(call.window)}
    return Say(template="call", arguments=arguments, language=language, max_age_s=MAX_AGE_S)


def _nobody_asks(_: Completion) -> None:
    return None


@dataclass(frozen=True, slots=True)
class ZoneWaits:
    zone: str
    windows: int
    load: float
    """Share of the time in which its loudspeakers speak, as `tingtang config check` computes it."""
    calls: int
    share_in_time: float
    p50_s: float
    p95_s: float


@dataclass(frozen=True, slots=True)
class HallWaits:
    zones: int
    calls: int
    share_in_time: float
    """Of all half hours together."""
    worst_half_hour: float
    highest_load: float
    by_zone: tuple[ZoneWaits, ...]


def hall_waits(hall: HallConfig, clips: Path, folder: Path) -> HallWaits:
    """All half hours of a hall."""
    loads = {load.zone: load for load in voice_loads(hall, clip_lengths(clips))}
    zone_of = {window.number: window.zone for window in hall.windows}
    by_zone: dict[str, list[float]] = {zone: [] for zone in loads}
    half_hours: list[float] = []
    for seed in SEEDS:
        calls = calls_of(hall, seed)
        heard: list[float] = []
        for zone in loads:
            waits = waits_in_zone([c for c in calls if zone_of[c.window] == zone], hall.hall.voice_languages, clips, folder)
            by_zone[zone] += waits
            heard += waits
        half_hours.append(_in_time(heard))
    everything = [wait for waits in by_zone.values() for wait in waits]
    return HallWaits(
        zones=len(loads),
        calls=len(everything),
        share_in_time=_in_time(everything),
        worst_half_hour=min(half_hours),
        highest_load=max(load.load for load in loads.values()),
        by_zone=tuple(_zone_row(load, by_zone[zone]) for zone, load in loads.items()),
    )


def _in_time(waits: Sequence[float]) -> float:
    return sum(wait <= STARTS_WITHIN_S for wait in waits) / len(waits)


def _zone_row(load: ZoneLoad, waits: list[float]) -> ZoneWaits:
    # Half an hour without a call is possible in a small zone, ten of them aren't.
    p50_s, p95_s = (percentile(waits, share) for share in (0.5, 0.95))
    return ZoneWaits(load.zone, load.windows, load.load, len(waits), _in_time(waits), p50_s, p95_s)


def measure(say: Callable[[str], None]) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-") as made:
        clips = Path(made) / "clips"
        say("recording the clips …")
        build(clips)
        county = county_hall()
        say(f"{len(county.zones)} zones …")
        divided = hall_waits(county, clips, Path(made))
        say("one loudspeaker a floor …")
        floors = hall_waits(county_hall(zones_per_floor=1), clips, Path(made))
    return {
        "calls_per_s": CALLS_PER_S,
        "minutes": SECONDS / 60,
        "half_hours": len(SEEDS),
        "divided": _row(divided),
        "one_per_floor": _row(floors),
        "meets_target": divided.worst_half_hour >= SHARE_TARGET,
    }


def _row(hall: HallWaits) -> dict[str, object]:
    row = asdict(hall)
    for zone in row["by_zone"]:
        # JSON knows no infinity: a call that was never spoken.
        zone.update({key: None for key in ("p50_s", "p95_s") if zone[key] == float("inf")})
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    arguments = parser.parse_args()
    result = measure(lambda text: print(text, file=sys.stderr, flush=True))
    for name in ("divided", "one_per_floor"):
        row = result[name]
        assert isinstance(row, dict)
        print(
            f"{name}: {row['zones']} zones, {row['calls']} calls in {len(SEEDS)} half hours, "
            f"{row['share_in_time']:.2%} begun within {STARTS_WITHIN_S:.0f} s (worst half hour {row['worst_half_hour']:.2%}, "
            f"target {SHARE_TARGET:.0%}), busiest zone {row['highest_load']:.0%}"
        )
        for zone in row["by_zone"]:
            p50, p95 = (f"{zone[key]:.1f} s" if zone[key] is not None else "never" for key in ("p50_s", "p95_s"))
            print(f"  {zone['zone']}: {zone['windows']} windows, load {zone['load']:.0%}, p50 {p50}, p95 {p95}")
    if arguments.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
