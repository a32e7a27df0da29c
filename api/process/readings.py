"""What a process tells a monitoring system, as plain values: which metrics there are, and how they stand now.

Labels come from closed sets or from the configuration (queues, devices of one agent), never from what citizens or strangers send:
nothing here grows by itself, and nothing is about a person.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    GAUGE = "gauge"
    """Goes up and down."""
    COUNTER = "counter"
    """Only grows, from the start of the process; its name ends in `_total`."""
    HISTOGRAM = "histogram"
    """How many took how long, by upper bounds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One name. Units stand in it, base units only (seconds, bytes), by Prometheus' naming rules."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one metric. For a histogram: cumulative counts by upper bound, and the sum."""

    metric: Metric
    value: float
    labels: tuple[str, ...] = ()
    buckets: tuple[tuple[float, int], ...] = ()


def read(metric: Metric, value: float, *labels: str) -> Reading:
    """
    Raises:
        ValueError: the labels aren't the metric's.
    """
    if len(labels) != len(metric.labels):
        raise ValueError(f"{metric.name} has the labels {metric.labels}, not {labels}")
    return Reading(metric, value, labels)


class Durations:
    """How long things took. Args: bounds_s: upper bounds, ascending; what is longer counts above all of them."""

    def __init__(self, bounds_s: Sequence[float]) -> None:
        self._bounds_s = tuple(bounds_s)
        self._counts = [0] * (len(self._bounds_s) + 1)
        self._sum_s = 0.0

    def took(self, duration_s: float, count: int = 1) -> None:
        """`count` of them took so long each."""
        self._counts[bisect_left(self._bounds_s, duration_s)] += count
        self._sum_s += duration_s * count

    def reading(self, metric: Metric) -> Reading:
        total, buckets = 0, []
        for bound_s, count in zip((*self._bounds_s, float("inf")), self._counts, strict=True):
            total += count
            buckets.append((bound_s, total))
        return Reading(metric, self._sum_s, (), tuple(buckets))


INFO = Metric("tingtang_info", Kind.GAUGE, "Always 1; which part of Tingtang this is, and its version.", ("part", "version"))
UPTIME = Metric("tingtang_uptime_seconds", Kind.GAUGE, "Since this process is ready.")
WELL = Metric("tingtang_well", Kind.GAUGE, "1 while /healthz says that everything is well.")
PART_WELL = Metric("tingtang_part_well", Kind.GAUGE, "1 while this part of /healthz is well.", ("part",))
BROKER_CONNECTED = Metric("tingtang_broker_connected", Kind.GAUGE, "1 while the link to the broker stands.")
BROKER_CONNECTS = Metric("tingtang_broker_connects_total", Kind.COUNTER, "Sessions with the broker that became usable.")
BROKER_TROUBLE = Metric(
    "tingtang_broker_trouble_total",
    Kind.COUNTER,
    "Messages refused, dropped or not understood, and times that another client took this one's id.",
    ("kind",),
)
OUTBOX_WAITING = Metric("tingtang_outbox_waiting", Kind.GAUGE, "Told to the hall as soon as it answers: kept on the disk.")
COMMON = (INFO, UPTIME, WELL, PART_WELL, BROKER_CONNECTED, BROKER_CONNECTS, BROKER_TROUBLE, OUTBOX_WAITING)
"""What every process has; the controller has no outbox."""
