"""One device's thread: takes commands from a bounded queue, keeps the device connected, says how it is.

Knows neither MQTT nor any protocol. All calls into the driver come from the worker's own thread.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from api.messages.state import Faults, Status
from api.messages.words import Action
from drivers.core.clock import Clock
from drivers.core.driver import Driver, DriverConfig, DriverContext
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady
from drivers.core.faults import FaultBook
from drivers.core.frame_keeper import FrameKeeper
from drivers.core.job import Job
from drivers.core.job_queue import JobQueue
from drivers.core.lifecycle import (
    CLOSED,
    FIRST_ATTEMPT,
    STABLE_AFTER_S,
    WORKING,
    Backoff,
    WorkerState,
    status_of_error,
)
from drivers.core.link import Link
from drivers.core.orders import Orders
from drivers.core.outputs import Outputs
from drivers.core.session import Session
from drivers.core.status_report import StatusReport
from drivers.core.trace import Trace
from drivers.core.vitals import Vitals

__all__ = ["CLOSE_S", "QUEUE_LIMIT", "STUCK_AFTER_S", "Outputs", "Worker"]

QUEUE_LIMIT = 16
"""Commands waiting for one device. A window's board gets at most a few a second; more means that the device hangs."""
STUCK_AFTER_S = 30.0
"""A thread that touched neither its queue nor its link for so long hangs; the watchdog then lets systemd restart the agent."""
CLOSE_S = 2.0
"""A worker is closed within this time, whatever its device does."""
MOST_FAULTS = 20
"""Named in a diagnosis."""
DIAGNOSIS_CHARACTERS = 10_000
"""Frames in a diagnosis, so that the whole answer stays below the bus's 16 KiB."""


class Worker:
    """The life of one device: configured → detecting → connecting → ready ⇄ busy, backoff, faulted, closing → closed.

    Args:
        device: its id, also the thread's name.
        make_link: a new link, not open yet.
        random: uniform in [0, 1), for the spread of the back-off.
    """

    def __init__(
        self,
        device: str,
        driver_class: type[Driver],
        config: DriverConfig,
        make_link: Callable[[], Link],
        outputs: Outputs,
        *,
        clock: Clock,
        random: Callable[[], float],
        data_dir: Path,
        queue_limit: int = QUEUE_LIMIT,
        backoff: Backoff | None = None,
    ) -> None:
        self.device = device
        self._outputs = outputs
        self._clock = clock
        self._random = random
        self._backoff = backoff or Backoff()
        self._log = structlog.get_logger("drivers.worker").bind(device=device)
        self.trace = Trace(clock.monotonic_s, driver_class.personal_ranges)
        self._frames = FrameKeeper(data_dir, device, self.trace, clock.wall_ms)
        self.faults = FaultBook(clock.wall_ms, self._faults_changed)
        self.driver = driver_class(
            config,
            DriverContext(device, outputs.on_event, self.faults.open, self.faults.close, clock, data_dir, self._tell_status),
        )
        self._report = StatusReport(self.faults, outputs.on_status)
        self._queue = JobQueue(queue_limit)
        self._changed = self._queue.changed
        self._orders = Orders(self._changed)
        self._vitals = Vitals(clock.monotonic_s)
        self._session = Session(
            device,
            self.driver,
            make_link,
            self._queue,
            self._orders,
            self._vitals,
            self._report,
            self.trace,
            outputs.on_identity,
            clock=clock,
            random=random,
        )
        self._thread = threading.Thread(target=self._run, name=f"device {device}", daemon=True)

    @property
    def state(self) -> WorkerState:
        return self._vitals.state

    @property
    def status(self) -> Status:
        return self._report.status

    @property
    def alive(self) -> bool:
        """Its thread runs and isn't stuck in the driver, or it was told to end."""
        waits = self.state in (WorkerState.BACKOFF, WorkerState.FAULTED)
        return self._orders.must_end() or (self._thread.is_alive() and (waits or self._vitals.silent_s < STUCK_AFTER_S))

    @property
    def silent_s(self) -> float:
        """Since its thread last showed that it lives."""
        return self._vitals.silent_s

    @property
    def waiting(self) -> int:
        """Commands in its queue."""
        with self._changed:
            return len(self._queue)

    @property
    def counts(self) -> Mapping[str, int]:
        """`connected`, `lost`, `performed`, `failed`, `refused`, since the start."""
        return dict(self._vitals.counts)

    def start(self) -> None:
        self._outputs.on_identity(self.driver.identity())
        self._report.begin()
        self._thread.start()

    def _tell_status(self) -> None:
        """In the worker's thread, out of a running command."""
        self._report.publish(self.driver.status())

    def submit(self, job: Job) -> None:
        """Queue a command; returns at once.

        Raises:
            QueueFull: the bounded queue is full.
            DeviceNotReady: the device is down; the reason is that of its fault.
        """
        with self._changed:
            try:
                self._require_taking()
                dropped = self._make_way(job)
                self._queue.put(job)
            except DeviceNotReady:
                self._vitals.counts["refused"] += 1
                raise
            self._orders.wake_listener()
        for waiting in dropped:
            waiting.done(Cancelled(f"{type(job.command).__name__} ended the queue").completion(waiting.id))

    def _make_way(self, job: Job) -> list[Job]:
        """What is dropped for a command that goes past the queue; what runs is told to end. The lock is held."""
        if type(job.command) not in self.driver.ends_all_before:
            return []
        if self._queue.running is not None:
            self._queue.running.halt()
            self._orders.cancel_running()
        return self._queue.empty()

    def _require_taking(self) -> None:
        down = self._vitals.down
        if self.state in WORKING or (self.state in FIRST_ATTEMPT and down is None):
            return
        reason, action = (down.reason, down.action) if down else ("device.closed", Action.NONE)
        raise DeviceNotReady(f"{self.device} is {self.state.value}", reason=reason, action=action)

    def cancel(self, command_id: str) -> bool:
        """Drop a waiting command or interrupt the running one. False when it is neither."""
        with self._changed:
            running = self._queue.running
            if running is not None and running.id == command_id:
                running.cancel()
                self._orders.cancel_running()
                return True
            waiting = self._queue.remove(command_id)
        if waiting is None:
            return False
        waiting.done(Cancelled().completion(command_id))
        return True

    def reset(self) -> None:
        """Close the link and connect anew at once, also out of a back-off or a permanent fault. Returns at once."""
        with self._changed:
            self._orders.reset()

    def wake(self) -> None:
        """Its port was plugged in: a back-off or permanent fault ends now. Nothing happens to a device that is well."""
        with self._changed:
            if self.state not in WORKING:
                self._orders.wake()

    def diagnose(self) -> dict[str, Any]:
        """State, counters, faults and the last frames, personal bytes masked."""
        with self._changed:
            waiting = len(self._queue)
            link = self._orders.link.name if self._orders.link else None
            last_error = self._vitals.down.reason if self._vitals.down else None
        return {
            "state": self.state.value,
            "link": link,
            "waiting": waiting,
            "counts": dict(self._vitals.counts),
            "bytes_sent": self.trace.bytes_sent,
            "bytes_received": self.trace.bytes_received,
            "last_error": last_error,
            "status": self.status.model_dump(mode="json", include={"device", "action", "reason"}),
            "faults": [fault.code for fault in self.faults.view().faults][:MOST_FAULTS],
            "verified_on": [f"{verified.model} {verified.date}" for verified in self.driver.verified_on],
            "frames": self.trace.dump(DIAGNOSIS_CHARACTERS),
        }

    def keep_frames(self) -> str:
        """Write the last frames into a black box for whoever asked; the file's name, empty when the disk refuses."""
        return self._frames.asked()

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """End the thread and release the port. True when that worked within `timeout_s`; it returns then in any case."""
        until_s = time.monotonic() + timeout_s
        with self._changed:
            self._orders.close()
        if self._thread.ident is not None:
            self._thread.join(timeout_s / 2)
            if self._thread.is_alive():
                # Still in a write, a connect or a wait of the driver's own: pull the port away under it.
                with self._changed:
                    link = self._orders.link
                if link:
                    link.close()
                self._thread.join(max(0.0, until_s - time.monotonic()))
        else:
            self._end()
        if self._thread.is_alive():
            self._log.error("worker doesn't end", state=self.state.value)
            return False
        return True

    # --- the thread ---

    def _run(self) -> None:
        try:
            self._live()
        finally:
            # Also after a bug in here: then the watchdog sees a dead thread, and no command waits for it.
            self._end()

    def _live(self) -> None:
        failures = 0
        self._session.remember()
        while not self._orders.must_end():
            ready_s: float | None = None
            error: DeviceError | None = None
            try:
                self._session.connect()
                ready_s = self._clock.monotonic_s()
                with self._changed:
                    self._orders.take_wake()
                self._session.serve()
            except DeviceError as caught:
                error = caught
            finally:
                self._session.drop()
            if self._orders.must_end():
                break
            if error is None or isinstance(error, Cancelled):
                # A reset interrupted it.
                failures = 0
                self._refuse_waiting(Cancelled("the device is reset", reason="device.reset"))
                with self._changed:
                    self._orders.reset_done()
                continue
            if ready_s is not None and self._clock.monotonic_s() - ready_s >= STABLE_AFTER_S:
                failures = 0
            failures += 1
            self._go_down(error)
            if self._pause(None if error.permanent else self._backoff.wait_s(failures, self._random())):
                # udev may still be at work on the new port: what follows is tried soon again.
                failures = 0

    def _go_down(self, error: DeviceError) -> None:
        self._vitals.counts["lost"] += 1
        error.forget_where()
        with self._changed:
            first = self._vitals.down is None
            self._vitals.down = error
            self._vitals.state = WorkerState.FAULTED if error.permanent else WorkerState.BACKOFF
        self._refuse_waiting(DeviceNotReady(error.detail, reason=error.reason, action=error.action))
        black_box = self._frames.went_down(error.reason) if first else ""
        self._report.publish(status_of_error(error))
        if first:
            self._log.warning("device is down", reason=error.reason, detail=error.detail, black_box=black_box)

    def _faults_changed(self, faults: Faults) -> None:
        self._frames.faults_changed(faults)
        self._outputs.on_faults(faults)

    def _pause(self, wait_s: float | None) -> bool:
        """True when it was cut short by `wake`, which may have come while the attempt was failing."""
        until_s = None if wait_s is None else self._clock.monotonic_s() + wait_s
        with self._changed:
            while not (self._orders.must_stop() or self._orders.woken()):
                left_s = None if until_s is None else until_s - self._clock.monotonic_s()
                if left_s is not None and left_s <= 0:
                    break
                self._clock.wait(self._changed, left_s)
            self._orders.reset_done()
            return self._orders.take_wake()

    def _refuse_waiting(self, error: DeviceError) -> None:
        for job in self._queue.empty():
            job.done(error.completion(job.id))

    def _end(self) -> None:
        with self._changed:
            self._vitals.state = WorkerState.CLOSED
        self._refuse_waiting(DeviceNotReady(f"{self.device} is closing", reason="device.closed", action=Action.NONE))
        self._report.publish(CLOSED)
