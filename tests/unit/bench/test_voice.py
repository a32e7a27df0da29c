"""The bench of the loudspeakers: its clock and its order, against sums done by hand."""

import time
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import Say
from bench.voice import SHARE_TARGET, Call, calls_of, hall_waits, waits_in_zone
from drivers.core.clock import SystemClock
from drivers.core.job import Job
from drivers.core.lifecycle import WorkerState
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from drivers.emulators.speaker import SpeakerEmulator
from drivers.speaker.driver import Speaker, SpeakerConfig
from drivers.speaker.library import clip_seconds
from drivers.speaker.planner import caption, plan
from tests.support.emulated import EmulatorThread
from tests.support.peers import eventually
from tests.support.voice import clips
from tingtang.demo.county import CALLS_PER_S, county_hall
from tingtang.voice_load import HAND_OVER_S

__all__ = ["clips"]
GAP_S = 0.030


def spoken_s(clips: Path, ticket: str, window: int, language: str = "zh-CN") -> float:
    lengths = clip_seconds(clips)
    keys = plan("call", {"ticket": ticket, "window": str(window)}, language)
    return sum(lengths[key] for key in keys) + GAP_S * (len(keys) - 1)


def test_each_call_waits_for_the_ones_before_it(clips: Path, tmp_path: Path) -> None:
    calls = [Call(10.0, "A001", 1), Call(11.0, "A002", 2), Call(12.0, "A003", 3), Call(100.0, "A004", 4)]
    waits = waits_in_zone(calls, ["zh-CN"], clips, tmp_path)
    first, second = spoken_s(clips, "A001", 1), spoken_s(clips, "A002", 2)
    expected = [0.0, first + HAND_OVER_S - 1, first + second + 2 * HAND_OVER_S - 2, 0.0]
    assert waits == pytest.approx(expected, abs=0.01)


def test_both_languages_are_spoken_before_the_next_call(clips: Path, tmp_path: Path) -> None:
    calls = [Call(0.0, "A001", 1), Call(1.0, "A002", 2)]
    waits = waits_in_zone(calls, ["zh-CN", "en"], clips, tmp_path)
    both = spoken_s(clips, "A001", 1) + spoken_s(clips, "A001", 1, "en") + 2 * HAND_OVER_S
    assert waits == pytest.approx([0.0, both - 1], abs=0.01)


def test_a_flood_is_refused_or_too_old_but_never_waits_for_ever(clips: Path, tmp_path: Path) -> None:
    waits = waits_in_zone([Call(0.0, f"A{number:03d}", 7) for number in range(40)], ["zh-CN"], clips, tmp_path)
    spoken = [wait for wait in waits if wait != float("inf")]
    assert 8 <= len(spoken) <= 12, "what is older than a minute isn't spoken"
    assert spoken == sorted(spoken)
    assert max(spoken) <= 60


class NotedLink(TcpLink):
    """Notes when each utterance's first sound leaves and when its last was heard; a moment of silence is no utterance."""

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port)
        self.begun_s: list[float] = []
        self.heard_s: list[float] = []

    def write(self, data: bytes, timeout_s: float) -> None:
        if any(data) and len(self.begun_s) == len(self.heard_s):
            self.begun_s.append(time.monotonic())
        super().write(data, timeout_s)

    def drain(self, timeout_s: float) -> None:
        super().drain(timeout_s)
        if len(self.heard_s) < len(self.begun_s):
            self.heard_s.append(time.monotonic())


def test_a_real_worker_and_loudspeaker_begin_each_call_when_the_bench_says(clips: Path, tmp_path: Path) -> None:
    """Five times as fast as real time: three calls in a row, and one after a silence."""
    faster = 5.0
    calls = [Call(0.0, "A001", 7), Call(1.0, "B234", 112), Call(2.0, "C090", 45), Call(22.0, "D555", 999)]
    expected_s = waits_in_zone(calls, ["zh-CN"], clips, tmp_path)
    loudspeaker = SpeakerEmulator("speaker-1", clips, speed=faster)
    completions: list[Completion] = []
    with EmulatorThread() as emulators:
        emulators.start(loudspeaker)
        link = NotedLink(loudspeaker.port)
        worker = Worker(
            "speaker-1",
            Speaker,
            SpeakerConfig(clips=clips),
            lambda: link,
            Outputs(*(lambda _: None,) * 4),
            clock=SystemClock(),
            random=lambda: 0.5,
            data_dir=tmp_path,
        )
        worker.start()
        try:
            eventually(lambda: worker.state is WorkerState.READY, "ready")
            begun_s, asked_s = time.monotonic(), list[float]()
            for call in calls:
                due_s = begun_s + call.at_s / faster
                eventually(lambda due_s=due_s: time.monotonic() >= due_s)
                asked_s.append(time.monotonic())
                say = Say(template="call", arguments={"ticket": call.ticket, "window": str(call.window)})
                worker.submit(Job(new_id(), say, asked_s[-1], float("inf"), completions.append))
            eventually(lambda: len(completions) == len(calls), "all spoken", 30)
        finally:
            assert worker.close()
        heard = [entry["text"] for entry in loudspeaker.state()["heard"]]
    assert all(completion.succeeded for completion in completions)
    assert heard == [caption(plan("call", {"ticket": c.ticket, "window": str(c.window)}, "zh-CN")) for c in calls]
    waited_s = [begun - asked for begun, asked in zip(link.begun_s, asked_s, strict=True)]
    for real_s, bench_s in zip(waited_s, expected_s, strict=True):
        # Never much earlier; later by what a busy machine adds.
        assert bench_s / faster - 0.1 < real_s < bench_s / faster + 1.0
    hand_overs_s = [begun - heard for heard, begun in zip(link.heard_s[:2], link.begun_s[1:3], strict=True)]
    assert min(hand_overs_s) < HAND_OVER_S, "what the bench allows for it is enough"


def test_calls_come_as_often_as_said_and_the_same_each_time() -> None:
    hall = county_hall()
    assert len(calls_of(hall, 3)) == pytest.approx(CALLS_PER_S * 1800, rel=0.1)
    assert calls_of(hall, 3) == calls_of(hall, 3)
    assert calls_of(hall, 3) != calls_of(hall, 4)


def test_the_county_hall_begins_nearly_every_call_in_time(clips: Path, tmp_path: Path) -> None:
    found = hall_waits(county_hall(), clips, tmp_path)
    assert found.worst_half_hour >= SHARE_TARGET
    assert found.highest_load < 0.4
    assert sum(zone.calls for zone in found.by_zone) == found.calls
