"""The ESPHome pad's driver while its broker dies and comes back: what the broker kept of a pad is no word about it now."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.messages.words import DeviceState
from drivers.core.lifecycle import WorkerState
from tests.conformance.bench import Bench, bench_for
from tests.conformance.subjects.pads import SUBJECTS
from tests.support.pad_broker import PAD, TOPIC, PadOnBroker
from tests.support.peers import eventually
from tests.support.raw_client import RawClient

pytestmark = pytest.mark.integration


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    pad = next(subject for subject in SUBJECTS if subject.name == "rating-pad-esphome-mqtt")
    with bench_for(replace(pad, hurry=2.0), tmp_path, tmp_path) as made:
        made.start()
        yield made


def broker_of(bench: Bench) -> PadOnBroker:
    assert isinstance(bench.setup.emulator, PadOnBroker)
    return bench.setup.emulator


def test_a_pad_and_its_broker_come_back_after_a_power_cut(bench: Bench) -> None:
    bench.wait(broker_of(bench).broker.kill())
    eventually(lambda: bench.worker.state is WorkerState.BACKOFF, "noticed")
    bench.wait(broker_of(bench).broker.start())
    bench.works_again()
    assert bench.worker.faults.view().faults == ()


def test_what_the_broker_kept_of_a_pad_that_is_gone_is_no_pad(bench: Bench) -> None:
    bench.fault("drop-link")
    eventually(lambda: bench.worker.state is WorkerState.BACKOFF, "noticed")
    # As a broker has it that was cut off with the pad, after its last writing to disk.
    with RawClient(broker_of(bench).broker, PAD, "leftover") as left:
        left.publish(f"{TOPIC}/state", b'{"state":"online","doing":"idle","ask":"","waiting":0,"hello":0}', retain=True)
        told = len(bench.statuses)
        eventually(lambda: bench.worker.diagnose()["last_error"] == "device.silent", "asked, and not answered")
    assert all(status.device is not DeviceState.ONLINE for status in bench.statuses[told:])
    assert bench.worker.status.device is DeviceState.UNKNOWN
    bench.fault("none")
    bench.works_again()
