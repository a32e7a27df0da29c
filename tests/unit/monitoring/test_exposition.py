"""Readings become Prometheus' text; what stands in it is read back by Prometheus' own parser."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.process.exposition import Exposition
from api.process.readings import Durations, Kind, Metric, Reading, read

WAITING = Metric("tingtang_queue_waiting", Kind.GAUGE, "How many wait.", ("queue",))
REFUSED = Metric("tingtang_refused_total", Kind.COUNTER, "Refused.", ("code",))
TOOK = Metric("tingtang_command_seconds", Kind.HISTOGRAM, "How long.")


def samples(*readings: Reading) -> dict[tuple[str, tuple[str, ...]], float]:
    text = Exposition(lambda: readings).page().decode()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_gauges_and_counters_keep_their_labels() -> None:
    found = samples(read(WAITING, 3, "社保"), read(WAITING, 0, 'b"\\\n'), read(REFUSED, 2, "tooLarge"))
    assert found["tingtang_queue_waiting", ("社保",)] == 3
    assert found["tingtang_queue_waiting", ('b"\\\n',)] == 0
    assert found["tingtang_refused_total", ("tooLarge",)] == 2


def test_durations_are_cumulative_up_to_infinity() -> None:
    durations = Durations((0.01, 0.1))
    for took_s in (0.01, 0.05, 3.0):
        durations.took(took_s)
    durations.took(0.001, 2)
    found = samples(durations.reading(TOOK))
    assert [found["tingtang_command_seconds_bucket", (bound,)] for bound in ("0.01", "0.1", "+Inf")] == [3, 4, 5]
    assert found["tingtang_command_seconds_count", ()] == 5
    assert found["tingtang_command_seconds_sum", ()] == pytest.approx(3.062)


def test_a_reading_with_other_labels_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="tingtang_queue_waiting has the labels"):
        read(WAITING, 1)


def test_the_process_itself_is_told() -> None:
    assert samples()["process_resident_memory_bytes", ()] > 1_000_000
