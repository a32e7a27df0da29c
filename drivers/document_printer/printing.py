"""One document's way through the printer: handed over, followed sheet by sheet to its end, called off when the printer stops.

What the printer hasn't printed by the time the citizen is told so must never come out: whoever stands there next would get it.
So a document that stops on the way is taken out of the printer's queue before anybody is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.core.errors import (
    Cancelled,
    DeviceError,
    DeviceNotReady,
    DeviceRefused,
    HardwareFailed,
    OutcomeUnknown,
    UnsupportedData,
)
from drivers.core.job import Job
from drivers.document_printer.condition import Abilities, Condition, JobCondition, condition, job_condition
from drivers.document_printer.document import Document
from drivers.document_printer.health import hindrance
from drivers.document_printer.ipp import Answer, Attribute
from drivers.document_printer.ipp_words import Failure, Group, Operation
from drivers.document_printer.requests import CONDITION, Requests, job_options
from drivers.document_printer.sheet_count import SheetCount
from drivers.document_printer.talk import Talk

ANSWER_S = 10.0
"""A printer that sleeps takes some seconds to wake for its first answer."""
CHECK_S = 4.0
"""For an idle printer's word on how it is: network cards answer that without waking the rest."""
HAND_OVER_S = 60.0
"""For the answer behind a document, which some printers give only when they have read all of it."""
LOOK_EVERY_S = 0.5
NOT_FINISHED = "printer.notFinished"
CALL_OFF_S = 15.0
"""From a call-off to the job's end: a sheet on its way comes out first."""


@dataclass(frozen=True, slots=True)
class Printed:
    """It is out. `sheets`: None, the printer doesn't count."""

    sheets: int | None


class Printing:
    """Used in the worker's thread, for one connection."""

    def __init__(
        self, talk: Talk, requests: Requests, monotonic_s: Callable[[], float], *, timeout_s: float, sheets: SheetCount
    ) -> None:
        self._talk = talk
        self._requests = requests
        self._monotonic_s = monotonic_s
        self._timeout_s = timeout_s
        self._count = sheets
        self.leftover = False
        """A job may still be in the printer's queue."""

    def condition(self, *, within_s: float = ANSWER_S) -> Condition:
        """How the printer is now.

        Raises:
            DeviceSilent, LinkLost: no answer.
            DeviceRefused: it answers this with an error.
        """
        answer = self._talk.ask(self._requests.printer_attributes(CONDITION), timeout_s=within_s)
        return condition(_require(answer).group(Group.PRINTER))

    def clear_queue(self) -> int:
        """Call off whatever of ours is in the printer's queue; how many there were.

        Raises:
            DeviceSilent, LinkLost: no answer.
        """
        answer = self._talk.ask(self._requests.my_unfinished_jobs(), timeout_s=ANSWER_S)
        found = [number for job in answer.each(Group.JOB) for number in job.get("job-id", ()) if isinstance(number, int)]
        ended = [self._call_off(number) for number in found]
        self.leftover = any(one is None for one in ended)
        return len(found)

    def run(self, document: Document, abilities: Abilities, job: Job, *, tray: str = "") -> Printed:
        """Print it and wait until it is out.

        Raises:
            DeviceNotReady, HardwareFailed, UnsupportedData, Cancelled: not printed; `result` says how many sheets came out.
            DeviceSilent, LinkLost: no answer; with `untouched` nothing was printed.
            OutcomeUnknown: some of it may have come out, or all.
        """
        options = job_options(abilities.job_options, colour=document.colour, tray=tray)
        number = self._hand_over(document, abilities, options)
        try:
            ended, stopped_by = self._follow(number, job)
        except DeviceError as error:
            # That nothing was sent is said of the last question alone: the document is in the printer.
            error.untouched = False
            raise self._given_up(number, error) from error
        if ended is None:
            self.leftover = True
            raise OutcomeUnknown("it can't be called off", reason=stopped_by.reason, action=stopped_by.action)
        return self._outcome(ended, document, stopped_by)

    def _hand_over(self, document: Document, abilities: Abilities, options: Sequence[Attribute]) -> int:
        """The job's number, with all of the document in the printer."""
        if not {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= abilities.operations:
            request = self._requests.print_job(document.mime_type, options)
            return _job_number(_require(self._talk.ask(request, document.data, timeout_s=HAND_OVER_S)))
        try:
            number = _job_number(_require(self._talk.ask(self._requests.create_job(options), timeout_s=ANSWER_S)))
        except DeviceError as error:
            # A job without a document prints nothing; it is called off with the next connection.
            error.untouched = True
            self.leftover = True
            raise
        request = self._requests.send_document(number, document.mime_type)
        try:
            _require(self._talk.ask(request, document.data, timeout_s=HAND_OVER_S))
        except DeviceError as error:
            raise self._given_up(number, error) from error
        return number

    def _follow(self, number: int, job: Job) -> tuple[JobCondition | None, DeviceError]:
        """How the job ended and what stopped it if something did; None: it couldn't be ended."""
        until_s = self._monotonic_s() + self._timeout_s
        while True:
            state = self._job(number)
            if state.ended:
                return state, HardwareFailed("the printer gave the job up", reason="printer.error")
            if job.cancelled:
                return self._call_off(number), Cancelled()
            hindered = hindrance(known) if (known := self.condition()).stopped or state.stopped else None
            if hindered is not None:
                return self._call_off(number), hindered
            if self._monotonic_s() >= until_s:
                return self._call_off(number), HardwareFailed("not printed in time", reason=NOT_FINISHED)
            try:
                self._talk.rest(LOOK_EVERY_S)
            except Cancelled:
                # The job says whether it is meant.
                continue

    def _job(self, number: int) -> JobCondition:
        while True:
            try:
                answer = self._talk.ask(self._requests.job_attributes(number), timeout_s=ANSWER_S)
                break
            except Cancelled:
                # Nothing is lost but an answer; how the job stands must be known before it is called off.
                continue
        return job_condition(_require(answer).group(Group.JOB))

    def _call_off(self, number: int) -> JobCondition | None:
        """Take a job out of the printer; how it ended, or None when it doesn't end."""
        answer = self._talk.ask(self._requests.cancel_job(number), timeout_s=ANSWER_S)
        if not answer.succeeded and answer.status not in (Failure.NOT_POSSIBLE, Failure.NOT_FOUND):
            return None
        until_s = self._monotonic_s() + CALL_OFF_S
        while not (state := self._job(number)).ended:
            if self._monotonic_s() >= until_s:
                return None
            try:
                self._talk.rest(LOOK_EVERY_S)
            except Cancelled:
                continue
        return state

    def _given_up(self, number: int, error: DeviceError) -> DeviceError:
        """The printer was lost on the way: the error, made sure where the job can still be ended."""
        self.leftover = True
        self._talk.hang_up()
        try:
            ended = self._call_off(number)
        except DeviceError:
            return error
        if ended is None:
            return error
        self.leftover = False
        sheets = self._sheets(ended)
        error.untouched = sheets == 0 and not ended.completed
        error.result = {} if sheets is None else {"sheets": sheets}
        return error

    def _outcome(self, ended: JobCondition, document: Document, stopped_by: DeviceError) -> Printed:
        sheets = self._sheets(ended)
        if ended.completed and (sheets is None or not ended.failed_partly):
            return Printed(sheets)
        if sheets is not None and sheets >= document.pages:
            # What stops the printer behind the last sheet doesn't unprint it.
            return Printed(sheets)
        if sheets == 0:
            stopped_by.result = {"sheets": 0}
            stopped_by.untouched = True
            raise stopped_by
        result = {} if sheets is None else {"sheets": sheets}
        raise OutcomeUnknown("it stopped on the way", reason=stopped_by.reason, action=stopped_by.action, result=result)

    def _sheets(self, ended: JobCondition) -> int | None:
        return self._count.counted(ended.sheets, completed=ended.completed)


def _require(answer: Answer) -> Answer:
    """Raises DeviceError: the printer said no."""
    if answer.succeeded:
        return answer
    match answer.status:
        case Failure.NOT_ACCEPTING | Failure.BUSY:
            raise DeviceNotReady("the printer takes no jobs now", reason="printer.paused", untouched=True)
        case Failure.DOCUMENT_FORMAT | Failure.ATTRIBUTES:
            raise UnsupportedData(f"IPP status {answer.status:#06x}", reason="printer.noFormat", untouched=True)
    raise DeviceRefused(f"IPP status {answer.status:#06x}")


def _job_number(answer: Answer) -> int:
    number = next((value for value in answer.group(Group.JOB).get("job-id", ()) if isinstance(value, int)), None)
    if number is None:
        raise DeviceRefused("a job without a number")
    return number
