import json
from pathlib import Path

import pytest

from drivers.core.black_box import FOLDER, KEPT_OF_FAULTS, KEPT_OF_REQUESTS, LEAST_GAP_MS, BlackBox, newest_first_within
from drivers.core.trace import FRAME_BYTES, TRACE_FRAMES, Direction, Trace

NOW_MS = 1_760_000_000_000


@pytest.fixture
def trace() -> Trace:
    return Trace(lambda: 100.0, lambda _, data: [(2, len(data))])


def test_holds_the_frames_masked_oldest_first(tmp_path: Path, trace: Trace) -> None:
    trace.record(Direction.SENT, b"\x1b\x40SECRET")
    trace.record(Direction.RECEIVED, b"\x16")
    path = BlackBox(tmp_path, "receipt-1").fault("link.lost", trace, NOW_MS)
    assert path is not None
    assert path == tmp_path / FOLDER / "receipt-1-20251009T085320.000Z.jsonl"
    heading, first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert heading == {"device": "receipt-1", "at": NOW_MS, "reason": "link.lost"}
    assert first == {"before_s": 0.0, "direction": "sent", "length": 8, "bytes": "1B 40 ·· ·· ·· ·· ·· ··"}
    assert (second["direction"], second["bytes"]) == ("received", "16")
    assert "53" not in path.read_text()


def test_never_more_than_a_few_files_and_those_asked_for_push_out_no_faults(tmp_path: Path, trace: Trace) -> None:
    box, other = BlackBox(tmp_path, "led-1"), BlackBox(tmp_path, "led")
    mine = other.fault("link.lost", trace, NOW_MS)
    for step in range(KEPT_OF_FAULTS + 4):
        box.fault("link.lost", trace, NOW_MS + step * LEAST_GAP_MS)
        box.asked(trace, NOW_MS + step * LEAST_GAP_MS)
    names = [path.name for path in box.files()]
    assert len([name for name in names if "asked" in name]) == KEPT_OF_REQUESTS
    assert len(names) == KEPT_OF_FAULTS + KEPT_OF_REQUESTS
    assert names[-1] == "led-1-20251009T085440.000Z.jsonl" or "asked" in names[-1]
    assert other.files() == [mine]


def test_a_device_that_comes_and_goes_writes_no_storm(tmp_path: Path, trace: Trace) -> None:
    box = BlackBox(tmp_path, "led-1")
    written = [box.fault("link.lost", trace, NOW_MS + second * 1000) for second in range(21)]
    assert [second for second, path in enumerate(written) if path] == [0, 10, 20]


def test_a_full_trace_stays_small(tmp_path: Path, trace: Trace) -> None:
    for _ in range(TRACE_FRAMES * 2):
        trace.record(Direction.SENT, bytes(FRAME_BYTES * 50))
    path = BlackBox(tmp_path, "led-1").asked(trace, NOW_MS)
    assert len(path.read_text().splitlines()) == TRACE_FRAMES + 1
    assert path.stat().st_size < 100_000


def test_the_newest_that_fit(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(4)]
    for path in paths:
        path.write_bytes(bytes(100))
    assert newest_first_within([*paths, tmp_path / "gone"], 250) == [paths[3], paths[2]]
