import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.messages.device_commands import Blank, Feed, Print, Show, TestPattern
from api.messages.device_events import KeyPressed
from api.messages.words import Action, CompletionCode, DeviceState, PadKey
from drivers.core.errors import DeviceNotReady, QueueFull
from drivers.core.lifecycle import WorkerState
from drivers.core.trace import Direction
from tests.support.peers import eventually
from tests.unit.drivers_core.conftest import Bench


def test_starts_unknown_connects_and_is_online(bench: Bench) -> None:
    assert bench.seen.statuses[0].device is DeviceState.STARTING
    bench.ready()
    assert bench.seen.statuses[-1].device is DeviceState.ONLINE
    assert bench.worker.alive


def test_performs_a_command_and_answers(bench: Bench) -> None:
    bench.ready()
    job = bench.job()
    bench.worker.submit(job)
    bench.answer(b"BLANK\n", b"OK\n")
    completion = bench.completion(job)
    assert completion.code is CompletionCode.SUCCESS
    assert completion.result == {"answer": "OK"}


def test_commands_before_the_first_connection_wait_for_it(bench: Bench) -> None:
    job = bench.job()
    bench.worker.submit(job)
    bench.connect()
    bench.answer(b"BLANK\n", b"OK\n")
    assert bench.completion(job).succeeded


def test_hears_what_the_device_says_by_itself(bench: Bench) -> None:
    bench.ready()
    bench.peer.send(b"KEY 3\n")
    eventually(lambda: bench.seen.events)
    assert bench.seen.events == [KeyPressed(window=3, key=PadKey.NEXT)]


def test_a_command_interrupts_idle_listening_at_once(bench: Bench) -> None:
    """Idle listening lasts 2 s; a command must not wait for its end."""
    bench.ready()
    begun_s = time.monotonic()
    for _ in range(20):
        job = bench.job()
        bench.worker.submit(job)
        bench.answer(b"BLANK\n", b"OK\n")
        bench.completion(job)
    assert time.monotonic() - begun_s < 2


def test_a_lost_link_is_a_fault_until_it_is_back(bench: Bench) -> None:
    bench.ready()
    bench.peer.unplug()
    eventually(lambda: bench.seen.statuses[-1].device is DeviceState.UNKNOWN, "unknown")
    assert bench.seen.statuses[-1].action is Action.MAINTENANCE
    eventually(lambda: [fault.code for fault in bench.worker.faults.view().faults] == ["link.lost"], "fault")
    assert bench.worker.state is WorkerState.BACKOFF
    with pytest.raises(DeviceNotReady) as caught:
        bench.worker.submit(bench.job())
    assert caught.value.reason == "link.lost"
    bench.peer.plug_in()
    bench.clock.advance(1.0)
    bench.ready()
    eventually(lambda: not bench.worker.faults.view().faults, "fault closed")
    assert bench.seen.statuses[-1].device is DeviceState.ONLINE


def test_waits_longer_after_each_failure(bench: Bench) -> None:
    bench.peer.unplug()
    for wait_s in (1, 2, 4, 8, 16, 32, 60, 60):
        eventually(lambda wait_s=wait_s: bench.clock.next_wait_s() == pytest.approx(wait_s), f"waits {wait_s} s")
        bench.clock.advance(wait_s)


def test_commands_waiting_when_the_device_fails_are_refused_not_kept(bench: Bench) -> None:
    bench.ready()
    first, second = bench.job(), bench.job()
    bench.worker.submit(first)
    bench.worker.submit(second)
    bench.peer.receive(6)
    bench.peer.unplug()
    assert bench.completion(first).code is CompletionCode.HARDWARE_ERROR
    assert bench.completion(second).code is CompletionCode.DEVICE_NOT_READY


def test_a_silent_device_is_unknown_and_its_command_times_out(bench: Bench) -> None:
    bench.ready()
    job = bench.job()
    bench.worker.submit(job)
    assert bench.completion(job).code is CompletionCode.TIME_OUT
    eventually(lambda: bench.seen.statuses[-1].device is DeviceState.UNKNOWN)
    assert bench.seen.statuses[-1].reason == "device.silent"
    assert bench.worker.state is WorkerState.BACKOFF


def test_an_irreversible_command_that_ended_unclearly_is_outcome_unknown(bench: Bench) -> None:
    bench.ready()
    job = bench.job(Print(template="t", data={"a": "x"}), irreversible=True)
    bench.worker.submit(job)
    assert bench.completion(job).code is CompletionCode.OUTCOME_UNKNOWN


def test_an_irreversible_command_the_device_refused_is_not_in_doubt(bench: Bench) -> None:
    bench.ready()
    bench.peer.send(b"PAPER out\n")
    eventually(lambda: bench.seen.statuses[-1].reason == "paper.out")
    job = bench.job(Print(template="t", data={}), irreversible=True)
    bench.worker.submit(job)
    completion = bench.completion(job)
    assert (completion.code, completion.error_code) == (CompletionCode.DEVICE_NOT_READY, "paper.out")
    eventually(lambda: bench.worker.state is WorkerState.READY)


def test_a_status_that_asks_for_someone_is_a_fault(bench: Bench) -> None:
    bench.ready()
    bench.peer.send(b"PAPER out\n")
    eventually(lambda: [f.code for f in bench.worker.faults.view().faults] == ["paper.out"])
    bench.peer.send(b"PAPER full\n")
    eventually(lambda: not bench.worker.faults.view().faults)


def test_a_full_queue_refuses_at_once(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(queue_limit=2)
    bench.worker.start()
    for _ in range(2):
        bench.worker.submit(bench.job())
    with pytest.raises(QueueFull) as caught:
        bench.worker.submit(bench.job())
    assert (caught.value.code, caught.value.reason) == (CompletionCode.DEVICE_NOT_READY, "queueFull")


def test_cancel_drops_a_waiting_command(bench: Bench) -> None:
    bench.ready()
    first, second = bench.job(TestPattern()), bench.job()
    bench.worker.submit(first)
    bench.peer.receive(5)
    bench.worker.submit(second)
    assert bench.worker.cancel(second.id)
    assert bench.completion(second).code is CompletionCode.CANCELED
    assert bench.worker.cancel(first.id)
    assert bench.completion(first).code is CompletionCode.CANCELED
    eventually(lambda: bench.worker.state is WorkerState.READY)
    assert not bench.worker.cancel(first.id)


def test_after_a_cancel_the_next_command_runs_undisturbed(bench: Bench) -> None:
    bench.ready()
    for _ in range(10):
        first = bench.job(TestPattern())
        bench.worker.submit(first)
        bench.peer.receive(5)
        bench.worker.cancel(first.id)
        bench.completion(first)
        job = bench.job()
        bench.worker.submit(job)
        bench.answer(b"BLANK\n", b"OK\n")
        assert bench.completion(job).succeeded


def test_a_command_that_waited_too_long_is_not_begun(bench: Bench) -> None:
    bench.ready()
    first, late = bench.job(TestPattern()), bench.job(lifetime_s=5)
    bench.worker.submit(first)
    bench.peer.receive(5)
    bench.worker.submit(late)
    bench.clock.advance(6)
    bench.worker.cancel(first.id)
    completion = bench.completion(late)
    assert (completion.code, completion.error_code) == (CompletionCode.TIME_OUT, "command.expired")


def test_an_unknown_command_is_unsupported(bench: Bench) -> None:
    bench.ready()
    job = bench.job(Show(layout="idle"))
    bench.worker.submit(job)
    assert bench.completion(job).code is CompletionCode.UNSUPPORTED_COMMAND
    assert bench.worker.state is not WorkerState.BACKOFF


def test_a_bug_in_the_driver_does_not_end_its_thread(bench: Bench) -> None:
    bench.ready()
    job = bench.job(Feed())
    bench.worker.submit(job)
    completion = bench.completion(job)
    assert completion.code is CompletionCode.INTERNAL_ERROR
    assert "a bug" not in completion.model_dump_json()
    eventually(lambda: bench.worker.faults.view().faults)
    assert bench.worker.faults.view().faults[0].action is Action.SOFTWARE_ERROR
    eventually(lambda: bench.clock.next_wait_s() is not None)
    bench.clock.advance(1.0)
    bench.ready()


def test_a_wrong_model_is_permanent_until_a_reset(bench: Bench) -> None:
    bench.peer.accept()
    bench.answer(b"HELLO\n", b"OTHER\n")
    eventually(lambda: bench.seen.statuses[-1].action is Action.CONFIGURATION, "configuration fault")
    assert bench.worker.state is WorkerState.FAULTED
    assert bench.clock.next_wait_s() is None
    with pytest.raises(DeviceNotReady):
        bench.worker.submit(bench.job())
    bench.worker.reset()
    bench.ready()


def test_reset_connects_anew_without_back_off(bench: Bench) -> None:
    bench.ready()
    bench.worker.reset()
    bench.ready()
    assert bench.worker.faults.view().faults == ()


def test_reset_ends_a_running_command(bench: Bench) -> None:
    bench.ready()
    job = bench.job(TestPattern())
    bench.worker.submit(job)
    bench.peer.receive(5)
    bench.worker.reset()
    assert bench.completion(job).code is CompletionCode.CANCELED
    bench.ready()


@pytest.mark.parametrize("moment", ["connecting", "idle", "busy", "backoff"])
def test_closes_quickly_from_any_state(bench: Bench, moment: str) -> None:
    jobs = []
    if moment in ("idle", "busy"):
        bench.ready()
    if moment == "busy":
        jobs = [bench.job(TestPattern()), bench.job(Blank())]
        for job in jobs:
            bench.worker.submit(job)
        bench.peer.receive(5)
    if moment == "backoff":
        bench.peer.unplug()
        eventually(lambda: bench.clock.next_wait_s() is not None)
    begun_s = time.monotonic()
    assert bench.worker.close()
    assert time.monotonic() - begun_s < 2
    assert not [thread for thread in threading.enumerate() if thread.name == "device line-1"]
    assert bench.worker.state is WorkerState.CLOSED
    for job in jobs:
        assert not bench.completion(job).succeeded
    with pytest.raises(DeviceNotReady):
        bench.worker.submit(bench.job())


def test_a_stuck_thread_starves_the_watchdog(bench: Bench) -> None:
    bench.ready()
    job = bench.job(TestPattern())
    bench.worker.submit(job)
    bench.peer.receive(5)
    bench.clock.advance(31)
    assert not bench.worker.alive
    bench.worker.cancel(job.id)
    eventually(lambda: bench.worker.alive)


def test_a_worker_in_back_off_is_not_stuck(bench: Bench) -> None:
    bench.peer.unplug()
    eventually(lambda: bench.clock.next_wait_s() is not None)
    bench.clock._now_s += 50
    assert bench.worker.alive


def test_nothing_personal_stays_in_the_diagnosis(bench: Bench) -> None:
    bench.ready()
    job = bench.job(Print(template="t", data={"name": "SECRET"}))
    bench.worker.submit(job)
    bench.answer(b"PRINT SECRET\n", b"OK\n")
    bench.completion(job)
    diagnosis = bench.worker.diagnose()
    assert "53 45 43 52 45 54" not in str(diagnosis)
    assert diagnosis["counts"]["performed"] == 1
    assert any(line.endswith("13B 50 52 49 4E 54 20 ·· ·· ·· ·· ·· ·· ··") for line in diagnosis["frames"])


def test_says_down_once_and_back_once(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    bench.ready()
    bench.peer.unplug()
    for wait_s in (1, 2, 4):
        eventually(lambda wait_s=wait_s: bench.clock.next_wait_s() == pytest.approx(wait_s))
        bench.clock.advance(wait_s)
    eventually(lambda: bench.clock.next_wait_s() == pytest.approx(8))
    bench.peer.plug_in()
    bench.clock.advance(8)
    bench.ready()
    printed = capfd.readouterr().out
    assert printed.count("device is down") == 1
    assert printed.count("device is back") == 1


def test_a_port_plugged_in_ends_the_back_off_and_starts_it_anew(bench: Bench) -> None:
    bench.peer.unplug()
    for wait_s in (1, 2, 4):
        eventually(lambda wait_s=wait_s: bench.clock.next_wait_s() == pytest.approx(wait_s))
        bench.clock.advance(wait_s)
    eventually(lambda: bench.clock.next_wait_s() == pytest.approx(8))
    bench.worker.wake()
    # The port's rights may not be set yet: the next attempt follows in a second, not in sixteen.
    eventually(lambda: bench.clock.next_wait_s() == pytest.approx(1))
    bench.peer.plug_in()
    bench.worker.wake()
    bench.ready()


def test_a_port_plugged_in_ends_a_permanent_fault(bench: Bench) -> None:
    bench.peer.accept()
    bench.answer(b"HELLO\n", b"OTHER\n")
    eventually(lambda: bench.worker.state is WorkerState.FAULTED)
    bench.worker.wake()
    bench.ready()


def test_a_wake_leaves_a_device_that_is_well_alone(bench: Bench) -> None:
    bench.ready()
    bench.worker.wake()
    bench.peer.unplug()
    eventually(lambda: bench.clock.next_wait_s() == pytest.approx(1))
    assert bench.worker.diagnose()["counts"]["connected"] == 1


def test_a_loss_leaves_a_black_box_with_the_frames_before_it(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    bench.peer.unplug()
    eventually(lambda: bench.worker.state is WorkerState.BACKOFF)
    eventually(lambda: list((tmp_path / "blackbox").glob("line-1-*.jsonl")), "black box")
    (path,) = (tmp_path / "blackbox").glob("*.jsonl")
    eventually(lambda: path.read_text().endswith("\n"))
    heading, *frames = [json.loads(line) for line in path.read_text().splitlines()]
    assert heading["reason"].startswith("link.")
    assert [frame["bytes"] for frame in frames if frame["direction"] == "sent"] == ["48 45 4C 4C 4F 0A", "50 49 4E 47 0A"]


def test_paper_that_runs_out_needs_no_black_box(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    bench.peer.send(b"PAPER out\n")
    eventually(lambda: bench.worker.faults.view().faults)
    assert not (tmp_path / "blackbox").exists()


def test_a_disk_that_refuses_harms_no_device(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "blackbox").write_text("a file where the folder should be")
    bench.ready()
    bench.peer.unplug()
    eventually(lambda: bench.clock.next_wait_s() is not None)
    bench.peer.plug_in()
    bench.clock.advance(1)
    bench.ready()
    assert bench.worker.keep_frames() == ""


def test_a_diagnosis_fits_into_an_answer_on_the_bus(bench: Bench) -> None:
    bench.ready()
    for _ in range(300):
        bench.worker.trace.record(Direction.SENT, bytes(200))
    for number in range(100):
        bench.worker.faults.open(f"some.fault{'x' * 60}{number}", Action.MAINTENANCE)
    assert len(json.dumps(bench.worker.diagnose()).encode()) < 14_000
