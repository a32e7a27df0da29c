import pytest

from drivers.core.trace import FRAME_BYTES, TRACE_FRAMES, Direction, Trace


def _plain(direction: Direction, data: bytes) -> tuple[tuple[int, int], ...]:
    return ()


def test_keeps_the_last_frames() -> None:
    trace = Trace(lambda: 0.0, _plain)
    for number in range(TRACE_FRAMES + 50):
        trace.record(Direction.SENT, number.to_bytes(2, "big"))
    lines = trace.dump()
    assert len(lines) == TRACE_FRAMES
    assert lines[-1].endswith("2B 00 F9")
    assert trace.bytes_sent == 2 * (TRACE_FRAMES + 50)


def test_personal_bytes_are_never_kept() -> None:
    trace = Trace(lambda: 0.0, lambda *_: ((2, 5),))
    trace.record(Direction.RECEIVED, b"\x01\x02SEC\x03")
    (line,) = trace.dump()
    assert line.endswith("6B 01 02 ·· ·· ·· 03")
    kept = repr(vars(trace)["_frames"])
    assert "53 45 43" not in kept
    assert "SEC" not in kept


@pytest.mark.parametrize("ranges", [((-3, 2), (4, 900)), ((0, 2), (4, 6), (1, 1)), ((4, 6), (0, 2), (5, 5))])
def test_ranges_may_reach_beyond_the_frame(ranges: tuple[tuple[int, int], ...]) -> None:
    trace = Trace(lambda: 0.0, lambda *_: ranges)
    trace.record(Direction.RECEIVED, b"\x01\x02\x03\x04\x05\x06")
    (line,) = trace.dump()
    assert line.endswith("6B ·· ·· 03 04 ·· ··")


def test_a_long_frame_is_cut_but_counted() -> None:
    trace = Trace(lambda: 0.0, _plain)
    trace.record(Direction.SENT, bytes(60_000))
    (line,) = trace.dump()
    assert "60000B" in line
    assert line.endswith("60000B" + " 00" * FRAME_BYTES)


def test_a_limited_dump_keeps_the_newest() -> None:
    trace = Trace(lambda: 0.0, _plain)
    for number in range(100):
        trace.record(Direction.SENT, bytes([number]))
    lines = trace.dump(300)
    assert 0 < len(lines) < 20
    assert lines[-1].endswith("63")
    assert sum(len(line) for line in lines) <= 300
