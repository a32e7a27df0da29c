"""`python -m bench.vision` measures both paths in one run and says what was reached."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.vision import Stopwatch, reached

ROOT = Path(__file__).parents[3]


@pytest.fixture(name="document", scope="module")
def one_short_run() -> dict:  # type: ignore[type-arg]
    """In a process of its own: it binds itself to one core."""
    command = [sys.executable, "-m", "bench.vision", "--frames", "3", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_both_paths_are_measured_by_stage_at_both_sizes(document: dict) -> None:  # type: ignore[type-arg]
    assert [(one["width"], one["height"]) for one in document["sizes"]] == [(640, 480), (1280, 720)]
    for one in document["sizes"]:
        assert set(one["ours"]) == {"whole frame", "find", "follow, judge", "embed", "compare"}
        assert set(one["theirs"]) == {"whole frame", "find", "embed", "compare"}
        for times in (*one["ours"].values(), *one["theirs"].values()):
            assert 0 < times["median_ms"] <= times["p95_ms"]
        # Far below the reach of 8, which a shared machine under test can't promise.
        assert one["times_faster_cpu"] > 4


def test_memory_is_that_of_the_parts_at_work(document: dict) -> None:  # type: ignore[type-arg]
    assert 80 < document["parts_mib"] < 220
    assert document["parts_mib"] < document["memory_mib"] < 280


def test_reach_is_judged_by_what_was_measured(document: dict) -> None:  # type: ignore[type-arg]
    slow = json.loads(json.dumps(document))
    slow["sizes"][0]["times_faster_cpu"] = 7.9
    slow["sizes"][0]["ours"]["whole frame"]["cpu_ms"] = 25.1
    slow["memory_mib"] = 201
    slow["ui_stall"]["max_ms"] = 20.1
    assert reached(slow) == {"times_faster": False, "frame_ms": False, "memory_mib": False, "ui_stall_ms": False}
    assert reached({**slow, "ui_stall": {"max_ms": 3.0}})["ui_stall_ms"] is True


def test_the_kiosk_s_loop_is_watched_while_a_real_process_verifies(document: dict) -> None:  # type: ignore[type-arg]
    stall = document["ui_stall"]
    assert "verified" in stall["outcomes"]
    assert stall["beats"] > 100
    # What the design avoids is held many times longer.
    assert stall["max_ms"] < stall["face_recognition_in_a_thread"]["max_ms"]


def test_a_stopwatch_keeps_medians_and_forgets_the_warm_up() -> None:
    watch = Stopwatch()
    watch.time("a", sum, [1])
    watch.forget()
    assert watch.time("b", sum, [1, 2]) == 3
    assert set(watch.times()) == {"b"}
