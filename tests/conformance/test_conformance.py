"""What every driver must do, whatever its device: one suite over the table in `devices.py`."""

import time
from collections.abc import Callable

import pytest

from api.messages.device_commands import Volume
from api.messages.words import CompletionCode, DeviceState
from drivers.core.errors import QueueFull
from drivers.core.lifecycle import WorkerState
from drivers.core.registry import DRIVERS, load_driver
from tests.conformance.bench import Bench, device_threads
from tests.conformance.devices import SUBJECTS, Subject
from tests.conformance.one_byte_link import OneByteLink
from tests.support.peers import eventually

DOWN = frozenset({WorkerState.BACKOFF, WorkerState.DETECTING, WorkerState.CONNECTING})


def those_that(fit: Callable[[Subject], bool]) -> pytest.MarkDecorator:
    """The rows that the test says something about."""
    return pytest.mark.parametrize("bench", [subject for subject in SUBJECTS if fit(subject)], indirect=True, ids=str)


def test_every_driver_is_in_the_table() -> None:
    assert {subject.kind for subject in SUBJECTS} == set(DRIVERS)


def test_connects_and_is_usable(bench: Bench) -> None:
    bench.start()
    assert bench.statuses[0].device is DeviceState.STARTING
    eventually(lambda: bench.statuses[-1].device is DeviceState.ONLINE, "online")
    assert bench.worker.faults.view().faults == ()
    assert bench.identities


def test_performs_a_command(bench: Bench) -> None:
    bench.start()
    completion = bench.perform()
    assert completion.succeeded, completion
    eventually(lambda: bench.worker.state is WorkerState.READY)
    assert bench.statuses[-1].device is DeviceState.ONLINE


def test_an_unplugged_device_is_unknown_and_comes_back(bench: Bench) -> None:
    bench.start()
    bench.fault("drop-link")
    eventually(lambda: bench.worker.state in DOWN and bench.worker.faults.view().faults, "noticed")
    eventually(lambda: bench.statuses[-1].device in (DeviceState.UNKNOWN, DeviceState.NO_DEVICE), "unknown")
    refused = bench.perform()
    assert refused.code is CompletionCode.DEVICE_NOT_READY
    bench.fault("none")
    bench.works_again()
    eventually(lambda: bench.worker.faults.view().faults == (), "fault closed")
    eventually(lambda: bench.statuses[-1].device is DeviceState.ONLINE, "online")


def test_a_device_that_is_not_there_at_the_start_is_found_later(bench: Bench) -> None:
    bench.fault("drop-link")
    bench.worker.start()
    eventually(lambda: bench.worker.faults.view().faults, "fault")
    bench.fault("none")
    bench.works_again()


def test_a_silent_device_is_never_called_well(bench: Bench) -> None:
    bench.start()
    bench.fault("silent")
    if not bench.subject.answers:
        # What it said before is handed over first.
        bench.perform()
    completion = bench.perform()
    assert not completion.succeeded
    assert completion.code in (
        CompletionCode.TIME_OUT,
        CompletionCode.OUTCOME_UNKNOWN,
        CompletionCode.HARDWARE_ERROR,
        CompletionCode.DEVICE_NOT_READY,
    )
    if bench.subject.answers:
        eventually(lambda: bench.statuses[-1].device is DeviceState.UNKNOWN, "unknown", 15)
    bench.fault("none")
    bench.works_again()


@those_that(lambda subject: subject.answers)
def test_a_device_silent_from_the_start_is_unknown(bench: Bench) -> None:
    bench.fault("silent")
    bench.worker.start()
    eventually(lambda: bench.statuses[-1].device is DeviceState.UNKNOWN, "unknown", 15)
    bench.fault("none")
    bench.works_again()


@pytest.mark.parametrize(
    ("bench", "fault"),
    [pytest.param(subject, fault, id=f"{subject}-{fault}") for subject in SUBJECTS for fault in subject.faults],
    indirect=["bench"],
)
def test_any_fault_shows_ends_in_one_answer_and_heals(bench: Bench, fault: str) -> None:
    bench.start()
    well = bench.watch()
    done = bench.effects() or 0
    bench.fault(fault)
    if not bench.subject.answers:
        # What it said before is handed over first.
        bench.perform()
    seen = bench.watch()
    completion = seen.answer
    if completion is not None:
        assert completion.code is not CompletionCode.INTERNAL_ERROR, completion
        if bench.subject.irreversible and completion.code is not CompletionCode.OUTCOME_UNKNOWN:
            # What is said for certain is true.
            assert bench.effects() == done + int(completion.succeeded), completion
    if fault not in bench.subject.shrugs_off:
        assert seen.differs_from(well) or not bench.connects_anew(), f"{fault} changes nothing on the wire"
    bench.fault("none")
    bench.works_again()
    assert completion is None or [one.id for one in bench.completions].count(completion.id) == 1
    assert all(fault.code != "driver.failed" for fault in bench.worker.faults.view().faults)


@those_that(lambda subject: not subject.datagrams)
def test_bytes_that_come_one_at_a_time_mean_the_same(bench: Bench) -> None:
    bench.worker = bench.make_worker(lambda: OneByteLink(bench.setup.make_link()))
    bench.start()
    if bench.subject.kind == "speaker":
        assert bench.perform(Volume(percent=50)).succeeded
        return
    completion = bench.perform()
    assert completion.succeeded, completion


def test_a_full_queue_refuses_at_once(bench: Bench) -> None:
    bench.worker = bench.make_worker(bench.setup.make_link, queue_limit=2)
    for _ in range(2):
        bench.worker.submit(bench.job())
    with pytest.raises(QueueFull):
        bench.worker.submit(bench.job())
    bench.start()
    eventually(lambda: len(bench.completions) == 2, "both performed", 30)
    assert all(completion.succeeded for completion in bench.completions)


def test_cancel_takes_out_a_waiting_command_and_harms_nothing(bench: Bench) -> None:
    jobs = [bench.job() for _ in range(3)]
    for job in jobs:
        bench.worker.submit(job)
    assert bench.worker.cancel(jobs[1].id)
    assert bench.completion(jobs[1]).code is CompletionCode.CANCELED
    bench.start()
    assert bench.completion(jobs[0]).succeeded
    assert bench.completion(jobs[2]).succeeded
    assert not bench.worker.cancel(jobs[0].id)


def test_cancel_of_a_running_command_gets_one_answer(bench: Bench) -> None:
    bench.start()
    bench.fault("silent")
    job = bench.job()
    bench.worker.submit(job)
    eventually(lambda: bench.worker.state is WorkerState.BUSY or bench.answers(job), "begun")
    bench.worker.cancel(job.id)
    bench.completion(job)
    bench.fault("none")
    bench.works_again()
    assert len(bench.answers(job)) == 1


@those_that(lambda subject: load_driver(subject.kind).lifetime_s(subject.command(), 1.0) == 1.0)
def test_a_command_past_its_time_is_not_done(bench: Bench) -> None:
    bench.start()
    job = bench.job(lifetime_s=-1)
    bench.worker.submit(job)
    assert bench.completion(job).error_code == "command.expired"


def test_reset_connects_anew(bench: Bench) -> None:
    bench.start()
    bench.worker.reset()
    eventually(lambda: bench.worker.diagnose()["counts"]["connected"] == 2, "connected twice")
    bench.works_again()


@pytest.mark.parametrize(
    ("bench", "fault"),
    [
        pytest.param(subject, fault, id=f"{subject}-{fault}")
        for subject in SUBJECTS
        for fault in ("none", "silent", "stop-reading", "drop-link")
        if fault not in subject.lacks
    ],
    indirect=["bench"],
)
def test_closes_within_two_seconds_and_leaves_no_thread(bench: Bench, fault: str) -> None:
    bench.start()
    bench.fault(fault)
    job = bench.job()
    taken = bench.submit(job)
    begun_s = time.monotonic()
    assert bench.worker.close()
    if bench.setup.bus:
        assert bench.setup.bus.close()
    assert time.monotonic() - begun_s < 2.0
    assert device_threads() == []
    assert len(bench.answers(job)) == int(taken)
    assert bench.worker.state is WorkerState.CLOSED


@those_that(lambda subject: subject.personal is not None)
def test_nothing_personal_stays_in_the_trace(bench: Bench) -> None:
    bench.start()
    assert bench.perform(bench.subject.personal).succeeded
    text = "".join(bench.worker.trace.dump()) + str(bench.worker.diagnose())
    assert bench.worker.trace.bytes_sent + bench.worker.trace.bytes_received > 0
    for secret in bench.subject.secret_bytes:
        for start in range(0, len(secret) - 3, 2):
            assert " ".join(f"{byte:02X}" for byte in secret[start : start + 4]) not in text


@those_that(lambda subject: bool(subject.idle_events))
def test_hears_its_device_while_idle(bench: Bench) -> None:
    bench.start()
    for count, key in enumerate(bench.subject.idle_events, start=1):
        bench.press(key)
        eventually(lambda: len(bench.events) == count, f"event {count}", 15)  # noqa: B023 (called within the round)
