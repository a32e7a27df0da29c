"""One device's thread: takes commands from a bounded queue, keeps the device connected, says how it is.

Knows neither MQTT nor any protocol. All calls into the driver come from the worker's own thread.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from api.messages.device_events import DeviceEvent
from api.messages.state import Faults, Status
from api.messages.words import Action
from drivers.core.clock import Clock
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady
from drivers.core.faults import FaultBook
from drivers.core.job import Job
from drivers.core.job_queue import JobQueue
from drivers.core.lifecycle import (
    CLOSED,
    FIRST_ATTEMPT,
    STABLE_AFTER_S,
    STARTING,
    WORKING,
    Backoff,
    WorkerState,
    status_of_error,
)
from drivers.core.link import Link
from drivers.core.performer import Performer
from drivers.core.status_report import StatusReport
from drivers.core.trace import Trace, TracedLink

QUEUE_LIMIT = 16
"""Commands waiting for one device. A window's board gets at most a few a second; more means that the device hangs."""
LISTEN_S = 2.0
"""Longest stretch of idle listening; also how often an idle worker shows the watchdog that it is alive."""
CHECK_SPREAD = 0.3
"""An idle device is asked whether it is well up to 30 % earlier than its driver wants."""
STUCK_AFTER_S = 30.0
"""A thread that touched neither its queue nor its link for so long hangs; the watchdog then lets systemd restart the agent."""
CLOSE_S = 2.0
"""A worker is closed within this time, whatever its device does."""
DIAGNOSIS_CHARACTERS = 10_000
"""Frames in a diagnosis, so that the whole answer stays below the bus's 16 KiB."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a worker tells what happens; called in its thread."""

    on_status: Callable[[Status], None]
    """Only changes."""
    on_faults: Callable[[Faults], None]
    on_event: Callable[[DeviceEvent], None]
    """Business events are durable when it returns."""
    on_identity: Callable[[Identity], None]
    """At the start, and after each connect."""


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
        self._make_link = make_link
        self._outputs = outputs
        self._clock = clock
        self._random = random
        self._backoff = backoff or Backoff()
        self._log = structlog.get_logger("drivers.worker").bind(device=device)
        self.faults = FaultBook(clock.wall_ms, outputs.on_faults)
        self.trace = Trace(clock.monotonic_s, driver_class.personal_ranges)
        self.driver = driver_class(
            config,
            DriverContext(device, outputs.on_event, self.faults.open, self.faults.close, clock, data_dir),
        )
        self._performer = Performer(self.driver, device)
        self._report = StatusReport(self.faults, outputs.on_status)
        self._queue = JobQueue(queue_limit)
        self._changed = self._queue.changed
        self._link: TracedLink | None = None
        self._listening = False
        self._closing = False
        self._reset = False
        self._state = WorkerState.CONFIGURED
        self._down: DeviceError | None = None
        self._last_tick_s = clock.monotonic_s()
        self._counts = {"connected": 0, "lost": 0, "performed": 0, "failed": 0, "refused": 0}
        self._thread = threading.Thread(target=self._run, name=f"device {device}", daemon=True)

    @property
    def state(self) -> WorkerState:
        return self._state

    @property
    def status(self) -> Status:
        return self._report.status

    @property
    def alive(self) -> bool:
        """Its thread runs and isn't stuck in the driver."""
        waits = self._state in (WorkerState.BACKOFF, WorkerState.FAULTED)
        return self._thread.is_alive() and (waits or self._clock.monotonic_s() - self._last_tick_s < STUCK_AFTER_S)

    def start(self) -> None:
        self._outputs.on_identity(self.driver.identity())
        self._report.begin()
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a command; returns at once.

        Raises:
            QueueFull: the bounded queue is full.
            DeviceNotReady: the device is down; the reason is that of its fault.
        """
        with self._changed:
            try:
                self._require_taking()
                self._queue.put(job)
            except DeviceNotReady:
                self._counts["refused"] += 1
                raise
            if self._listening and self._link:
                self._link.cancel()

    def _require_taking(self) -> None:
        if self._state in WORKING or (self._state in FIRST_ATTEMPT and self._down is None):
            return
        reason, action = (self._down.reason, self._down.action) if self._down else ("device.closed", Action.NONE)
        raise DeviceNotReady(f"{self.device} is {self._state.value}", reason=reason, action=action)

    def cancel(self, command_id: str) -> bool:
        """Drop a waiting command or interrupt the running one. False when it is neither."""
        with self._changed:
            running = self._queue.running
            if running is not None and running.id == command_id:
                running.cancel()
                if self._link:
                    self._link.cancel()
                return True
            waiting = self._queue.remove(command_id)
        if waiting is None:
            return False
        waiting.done(Cancelled().completion(command_id))
        return True

    def reset(self) -> None:
        """Close the link and connect anew at once, also out of a back-off or a permanent fault. Returns at once."""
        with self._changed:
            self._reset = True
            self._interrupt()

    def diagnose(self) -> dict[str, Any]:
        """State, counters and the last frames, personal bytes masked."""
        with self._changed:
            waiting = len(self._queue)
            link = self._link.name if self._link else None
            last_error = self._down.reason if self._down else None
        return {
            "state": self._state.value,
            "link": link,
            "waiting": waiting,
            "counts": dict(self._counts),
            "bytes_sent": self.trace.bytes_sent,
            "bytes_received": self.trace.bytes_received,
            "last_error": last_error,
            "verified_on": [f"{verified.model} {verified.date}" for verified in self.driver.verified_on],
            "frames": self.trace.dump(DIAGNOSIS_CHARACTERS),
        }

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """End the thread and release the port. True when that worked within `timeout_s`; it returns then in any case."""
        until_s = time.monotonic() + timeout_s
        with self._changed:
            self._closing = True
            self._interrupt()
        if self._thread.ident is not None:
            self._thread.join(timeout_s / 2)
            if self._thread.is_alive():
                # Still in a write, a connect or a wait of the driver's own: pull the port away under it.
                with self._changed:
                    link = self._link
                if link:
                    link.close()
                self._thread.join(max(0.0, until_s - time.monotonic()))
        else:
            self._end()
        if self._thread.is_alive():
            self._log.error("worker doesn't end", state=self._state.value)
            return False
        return True

    def _interrupt(self) -> None:
        if self._link:
            self._link.cancel()
        self._changed.notify_all()

    def _tick(self) -> None:
        self._last_tick_s = self._clock.monotonic_s()

    # --- the thread ---

    def _run(self) -> None:
        try:
            self._live()
        finally:
            # Also after a bug in here: then the watchdog sees a dead thread, and no command waits for it.
            self._end()

    def _live(self) -> None:
        failures = 0
        while not self._ends():
            ready_s: float | None = None
            error: DeviceError | None = None
            try:
                self._connect()
                ready_s = self._clock.monotonic_s()
                self._serve()
            except DeviceError as caught:
                error = caught
            finally:
                self._drop_link()
            if self._ends():
                break
            if error is None or isinstance(error, Cancelled):
                # A reset interrupted it.
                failures = 0
                self._refuse_waiting(Cancelled("the device is reset", reason="device.reset"))
                with self._changed:
                    self._reset = False
                continue
            if ready_s is not None and self._clock.monotonic_s() - ready_s >= STABLE_AFTER_S:
                failures = 0
            failures += 1
            self._go_down(error)
            self._pause(None if error.permanent else self._backoff.wait_s(failures, self._random()))

    def _ends(self) -> bool:
        return self._closing

    def _connect(self) -> None:
        self._state = WorkerState.DETECTING
        self._tick()
        if self._down is None:
            self._report.publish(STARTING)
        link = TracedLink(self._performer.guarded(self._make_link), self.trace, self._tick)
        with self._changed:
            self._link = link
            if self._closing:
                raise Cancelled
        self._performer.guarded(link.open)
        self._state = WorkerState.CONNECTING
        self.driver.link = link
        self._performer.guarded(lambda: self.driver.connect(link))
        self._performer.guarded(self.driver.check)
        self._counts["connected"] += 1
        if self._down is not None:
            self._log.info("device is back", link=link.name)
            with self._changed:
                self._down = None
        self._outputs.on_identity(self._performer.guarded(self.driver.identity))
        self._state = WorkerState.READY
        self._report.publish(self._performer.guarded(self.driver.status))

    def _serve(self) -> None:
        next_check_s = self._next_check_s()
        while True:
            self._tick()
            with self._changed:
                if self._closing or self._reset:
                    return
                job = self._queue.take()
            if job is not None:
                self._perform(job)
                continue
            now_s = self._clock.monotonic_s()
            if now_s >= next_check_s:
                self._performer.guarded(self.driver.check)
                self._report.publish(self._performer.guarded(self.driver.status))
                next_check_s = self._next_check_s()
                continue
            self._listen(min(LISTEN_S, next_check_s - now_s))

    def _next_check_s(self) -> float:
        # Spread, or the hundred boards that came up together would all be asked in the same instant ever after.
        return self._clock.monotonic_s() + self.driver.check_every_s * (1 - CHECK_SPREAD * self._random())

    def _listen(self, timeout_s: float) -> None:
        with self._changed:
            if len(self._queue) or self._closing or self._reset:
                return
            self._listening = True
        try:
            self._performer.guarded(lambda: self.driver.listen(timeout_s))
        except Cancelled:
            # A command came, or close or reset: the caller looks which.
            return
        finally:
            with self._changed:
                self._listening = False
                self._forget_cancel()
        self._report.publish(self._performer.guarded(self.driver.status))

    def _perform(self, job: Job) -> None:
        self._state = WorkerState.BUSY
        completion, error = self._performer.perform(job, self._clock.monotonic_s())
        self._counts["failed" if error else "performed"] += 1
        with self._changed:
            self._queue.running = None
            self._forget_cancel()
        job.done(completion)
        if error is not None and error.breaks_link:
            raise error
        self._state = WorkerState.READY
        self._report.publish(self._performer.guarded(self.driver.status))

    def _forget_cancel(self) -> None:
        """What was meant for the step that has ended; a close or reset stays in force. The lock is held."""
        if self._link and not (self._closing or self._reset):
            self._link.rearm()

    def _go_down(self, error: DeviceError) -> None:
        self._counts["lost"] += 1
        with self._changed:
            first = self._down is None
            self._down = error
            self._state = WorkerState.FAULTED if error.permanent else WorkerState.BACKOFF
        self._refuse_waiting(DeviceNotReady(error.detail, reason=error.reason, action=error.action))
        self._report.publish(status_of_error(error))
        if first:
            self._log.warning("device is down", reason=error.reason, detail=error.detail, frames=self.trace.dump())

    def _pause(self, wait_s: float | None) -> None:
        until_s = None if wait_s is None else self._clock.monotonic_s() + wait_s
        with self._changed:
            while not (self._closing or self._reset):
                left_s = None if until_s is None else until_s - self._clock.monotonic_s()
                if left_s is not None and left_s <= 0:
                    break
                self._clock.wait(self._changed, left_s)
            self._reset = False

    def _refuse_waiting(self, error: DeviceError) -> None:
        for job in self._queue.empty():
            job.done(error.completion(job.id))

    def _drop_link(self) -> None:
        with self._changed:
            link, self._link = self._link, None
        if link is None:
            return
        try:
            self._performer.guarded(self.driver.disconnect)
        except DeviceError:
            self._log.warning("driver failed to disconnect")
        finally:
            link.close()

    def _end(self) -> None:
        with self._changed:
            self._state = WorkerState.CLOSED
        self._refuse_waiting(DeviceNotReady(f"{self.device} is closing", reason="device.closed", action=Action.NONE))
        self._report.publish(CLOSED)
