"""The bench of the loudspeakers: its clock and its order, against sums done by hand."""

from pathlib import Path

import pytest

from bench.voice import SHARE_TARGET, Call, calls_of, hall_waits, waits_in_zone
from drivers.speaker.library import clip_seconds
from drivers.speaker.planner import plan
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
