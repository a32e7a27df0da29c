"""Runs a driver's code: what a command ended with, and bugs turned into errors that a worker can live with."""

import traceback
from collections.abc import Callable
from typing import TypeVar

import structlog

from api.messages.completion import Completion
from api.messages.words import CompletionCode
from drivers.core.driver import Driver
from drivers.core.errors import Cancelled, DeviceError, DriverFailed, Expired, OutcomeUnknown
from drivers.core.job import Job

_T = TypeVar("_T")


class Performer:
    """All calls come from the worker's thread."""

    def __init__(self, driver: Driver, device: str) -> None:
        self._driver = driver
        self._log = structlog.get_logger("drivers.worker").bind(device=device)

    def perform(self, job: Job, now_s: float) -> tuple[Completion, DeviceError | None]:
        """The answer, and the error when there was one. What was cancelled or waited too long isn't begun."""
        try:
            if job.cancelled:
                raise Cancelled(untouched=True)
            if job.expired(now_s):
                raise Expired(f"waited {job.age_s(now_s):.1f} s in the queue")
            result = self.guarded(lambda: self._driver.perform(job.command, job))
        except DeviceError as error:
            return _answer(job, error), error
        return Completion(id=job.id, code=CompletionCode.SUCCESS, result=result or {}), None

    def guarded(self, call: Callable[[], _T]) -> _T:
        """What isn't a DeviceError is a bug, and must not end the device's thread.

        Raises:
            DeviceError: the driver's own, or DriverFailed for a bug.
        """
        try:
            return call()
        except DeviceError:
            raise
        except Exception as error:
            # The exception's text may hold what was to be printed, so only its type and the places in the code are logged.
            where = "".join(traceback.format_tb(error.__traceback__))
            self._log.error("driver failed", error=type(error).__name__, where=where)
            raise DriverFailed(f"{type(error).__name__} in {self._driver.kind}") from error


def _answer(job: Job, error: DeviceError) -> Completion:
    if job.irreversible and error.leaves_doubt and not isinstance(error, OutcomeUnknown):
        return OutcomeUnknown(f"{error.reason}: {error.detail}", result=error.result).completion(job.id)
    return error.completion(job.id)
