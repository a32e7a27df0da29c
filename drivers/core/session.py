"""A worker's connection to its device: opening, serving commands, listening while idle, dropping. All in the worker's thread."""

from collections.abc import Callable

import structlog

from drivers.core.clock import Clock
from drivers.core.driver import Driver, Identity
from drivers.core.errors import Cancelled, DeviceError
from drivers.core.job import Job
from drivers.core.job_queue import JobQueue
from drivers.core.lifecycle import STARTING, WorkerState
from drivers.core.link import Link
from drivers.core.orders import Orders
from drivers.core.performer import Performer
from drivers.core.status_report import StatusReport
from drivers.core.trace import Trace, TracedLink
from drivers.core.vitals import Vitals

LISTEN_S = 2.0
"""Longest stretch of idle listening; also how often an idle worker shows the watchdog that it is alive."""
CHECK_SPREAD = 0.3
"""An idle device is asked whether it is well up to 30 % earlier than its driver wants."""


class Session:
    """Made once; connected again and again. Knows no back-off: whoever calls it decides about the next attempt.

    Args:
        make_link: a new link, not open yet.
        on_identity: told after each connect.
        random: uniform in [0, 1), for the spread of checks.
    """

    def __init__(
        self,
        device: str,
        driver: Driver,
        make_link: Callable[[], Link],
        queue: JobQueue,
        orders: Orders,
        vitals: Vitals,
        report: StatusReport,
        trace: Trace,
        on_identity: Callable[[Identity], None],
        *,
        clock: Clock,
        random: Callable[[], float],
    ) -> None:
        self._driver = driver
        self._make_link = make_link
        self._queue = queue
        self._orders = orders
        self._vitals = vitals
        self._report = report
        self._trace = trace
        self._on_identity = on_identity
        self._clock = clock
        self._random = random
        self._performer = Performer(driver, device)
        self._guarded = self._performer.guarded
        self._log = structlog.get_logger("drivers.worker").bind(device=device)

    def remember(self) -> None:
        """Before the first connect. What a driver can't load it does without."""
        try:
            self._guarded(self._driver.remember)
        except DeviceError as error:
            self._log.warning("driver remembers nothing", reason=error.reason)

    def connect(self) -> None:
        """Open a new link and find the device on it.

        Raises:
            DeviceError: there is no usable device; `drop` closes what was opened.
        """
        self._vitals.state = WorkerState.DETECTING
        self._vitals.tick()
        if self._vitals.down is None:
            self._report.publish(STARTING)
        link = TracedLink(self._guarded(self._make_link), self._trace, self._vitals.tick)
        with self._orders.changed:
            self._orders.take_link(link)
        self._guarded(link.open)
        self._vitals.state = WorkerState.CONNECTING
        self._driver.link = link
        self._guarded(lambda: self._driver.connect(link))
        self._guarded(self._driver.check)
        self._vitals.counts["connected"] += 1
        if self._vitals.down is not None:
            self._log.info("device is back", link=link.name)
            with self._orders.changed:
                self._vitals.down = None
        self._on_identity(self._guarded(self._driver.identity))
        self._vitals.state = WorkerState.READY
        self._publish_status()

    def serve(self) -> None:
        """Perform commands and listen; returns at a close or reset.

        Raises:
            DeviceError: the connection can't be trusted any more.
        """
        next_check_s = self._next_check_s()
        while True:
            self._vitals.tick()
            with self._orders.changed:
                if self._orders.must_stop():
                    return
                job = self._queue.take()
            if job is not None:
                self._perform(job)
                continue
            now_s = self._clock.monotonic_s()
            if now_s >= next_check_s:
                self._guarded(self._driver.check)
                self._publish_status()
                next_check_s = self._next_check_s()
                continue
            self._listen(min(LISTEN_S, next_check_s - now_s))

    def drop(self) -> None:
        """Close the link, if there is one; never fails."""
        with self._orders.changed:
            link = self._orders.release_link()
        if link is None:
            return
        try:
            self._guarded(self._driver.disconnect)
        except DeviceError:
            self._log.warning("driver failed to disconnect")
        finally:
            link.close()

    def _next_check_s(self) -> float:
        # Spread, or the hundred boards that came up together would all be asked in the same instant ever after.
        return self._clock.monotonic_s() + self._driver.check_every_s * (1 - CHECK_SPREAD * self._random())

    def _listen(self, timeout_s: float) -> None:
        with self._orders.changed:
            if len(self._queue) or self._orders.must_stop():
                return
            self._orders.listen()
        try:
            self._guarded(lambda: self._driver.listen(timeout_s))
        except Cancelled:
            # A command came, or close or reset: the caller looks which.
            return
        finally:
            with self._orders.changed:
                self._orders.listened()
        self._publish_status()

    def _perform(self, job: Job) -> None:
        self._vitals.state = WorkerState.BUSY
        completion, error = self._performer.perform(job, self._clock.monotonic_s())
        self._vitals.counts["failed" if error else "performed"] += 1
        with self._orders.changed:
            self._queue.running = None
            self._orders.forget_cancel()
        job.done(completion)
        if error is not None and error.breaks_link:
            raise error
        self._vitals.state = WorkerState.READY
        self._publish_status()

    def _publish_status(self) -> None:
        self._report.publish(self._guarded(self._driver.status))
