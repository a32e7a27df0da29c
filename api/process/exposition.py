"""Readings as Prometheus' text format, by its own library. Loaded only where somebody asks for metrics."""

from collections.abc import Callable, Iterable, Iterator
from math import isinf

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from api.process.readings import Kind, Metric, Reading

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""https://prometheus.io/docs/instrumenting/exposition_formats/"""


class Exposition:
    """Args: gather: the readings as they stand now. Memory, processor time and open files of the process come by themselves."""

    def __init__(self, gather: Callable[[], Iterable[Reading]]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Gathering(gather))

    def page(self) -> bytes:
        return generate_latest(self._registry)


class _Gathering(Collector):
    def __init__(self, gather: Callable[[], Iterable[Reading]]) -> None:
        self._gather = gather

    def describe(self) -> Iterable[Family]:
        # Else the library would gather once just to learn the names.
        return ()

    def collect(self) -> Iterator[Family]:
        families: dict[str, list[Reading]] = {}
        for reading in self._gather():
            families.setdefault(reading.metric.name, []).append(reading)
        for readings in families.values():
            yield _family(readings[0].metric, readings)


def _family(metric: Metric, readings: Iterable[Reading]) -> Family:
    if metric.kind is Kind.HISTOGRAM:
        histogram = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
        for reading in readings:
            buckets = [("+Inf" if isinf(bound) else f"{bound:g}", count) for bound, count in reading.buckets]
            histogram.add_metric(reading.labels, buckets, reading.value)
        return histogram
    make = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    family = make(metric.name, metric.help, labels=metric.labels)
    for reading in readings:
        family.add_metric(reading.labels, reading.value)
    return family
