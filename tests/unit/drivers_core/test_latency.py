"""A command starts within a millisecond when its device is idle: the call must be on the wall, not in a queue."""

import statistics
import threading
import time
from collections.abc import Callable

from api.messages.device_commands import Blank
from tests.unit.drivers_core.conftest import Bench


def test_an_idle_worker_starts_a_command_within_a_millisecond(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    begun_s = list[float]()
    perform = bench.worker.driver.perform

    def timed(command: Blank, job: object) -> object:
        begun_s.append(time.perf_counter())
        return perform(command, job)  # type: ignore[arg-type]

    bench.worker.driver.perform = timed  # type: ignore[assignment, method-assign]
    bench.worker.start()
    bench.ready()
    waits_s = list[float]()
    for _ in range(50):
        job = bench.job()
        answered = threading.Event()
        job.done = lambda _, answered=answered: answered.set()  # type: ignore[misc]
        time.sleep(0.002)
        submitted_s = time.perf_counter()
        bench.worker.submit(job)
        bench.answer(b"BLANK\n", b"OK\n")
        answered.wait(5)
        waits_s.append(begun_s[-1] - submitted_s)
    assert statistics.median(waits_s) < 0.001
