"""The IPP side of an emulated A4 printer: what it says of itself, and jobs taken, told and cancelled."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drivers.emulators import ipp_message as ipp
from drivers.emulators.document_jobs import ABORTED, ENDED, STOPPED, Job, JobQueue
from drivers.emulators.document_model import TRAY_HOLDS, TRAYS, DocumentPrinterModel
from drivers.emulators.page_reader import Unreadable, read_pages


@dataclass(frozen=True, slots=True)
class Now:
    """How the printer is."""

    reasons: frozenset[str]
    stopped: bool
    """It stands, whether there is a job or not."""
    toner: int
    """Percent."""
    lying: int
    """Sheets in the output tray."""


class IppService:
    """Args: now: asked at each answer."""

    def __init__(self, model: DocumentPrinterModel, queue: JobQueue, now: Callable[[], Now]) -> None:
        self._model = model
        self._queue = queue
        self._now = now
        self.identified = 0
        self.asked_tray = ""
        """Of the last job."""

    async def answer(self, body: bytes) -> bytes:
        """To one request."""
        try:
            request = ipp.read(body)
        except ipp.NotIpp:
            return ipp.answer(ipp.BAD_REQUEST, 1)
        match request.operation:
            case ipp.GET_PRINTER:
                return self._described(request)
            case ipp.CREATE_JOB if not self._model.one_step:
                self.asked_tray = request.member("media-source")
                return ipp.answer(ipp.OK, request.number, [(ipp.JOB_GROUP, _job(self._queue.create(), self._model))])
            case ipp.PRINT_JOB:
                return await self._take(request, self._queue.create())
            case ipp.SEND_DOCUMENT if not self._model.one_step:
                return await self._with_job(request, self._take)
            case ipp.GET_JOB:
                return await self._with_job(request, self._job_told)
            case ipp.CANCEL_JOB:
                return await self._with_job(request, self._cancelled)
            case ipp.GET_JOBS:
                groups = [(ipp.JOB_GROUP, _job(job, self._model)) for job in self._queue.waiting()]
                return ipp.answer(ipp.OK, request.number, groups)
            case ipp.IDENTIFY:
                self.identified += 1
                return ipp.answer(ipp.OK, request.number)
        return ipp.answer(ipp.NOT_SUPPORTED, request.number)

    async def _with_job(self, request: ipp.Request, do: Any) -> bytes:
        job = self._queue.find(request.integer("job-id"))
        if job is None:
            return ipp.answer(ipp.NOT_FOUND, request.number)
        said: bytes = await do(request, job)
        return said

    async def _take(self, request: ipp.Request, job: Job) -> bytes:
        mime_type = request.text("document-format")
        if mime_type not in self._model.formats:
            job.state = ABORTED
            return ipp.answer(ipp.WRONG_FORMAT, request.number)
        try:
            # Unpacking takes some tenths of a second, in which the other emulators must not stand still.
            pages = await asyncio.to_thread(read_pages, mime_type, request.document)
        except Unreadable:
            job.state = ABORTED
        else:
            if job.state not in ENDED:
                self._queue.give(job, pages)
        return ipp.answer(ipp.OK, request.number, [(ipp.JOB_GROUP, _job(job, self._model))])

    async def _job_told(self, request: ipp.Request, job: Job) -> bytes:
        return ipp.answer(ipp.OK, request.number, [(ipp.JOB_GROUP, _job(job, self._model))])

    async def _cancelled(self, request: ipp.Request, job: Job) -> bytes:
        if job.state in ENDED:
            return ipp.answer(ipp.NOT_POSSIBLE, request.number)
        self._queue.cancel(job)
        return ipp.answer(ipp.OK, request.number)

    def _described(self, request: ipp.Request) -> bytes:
        wanted = request.wanted()
        said = [one for one in self._attributes() if not wanted or one[0] in wanted]
        return ipp.answer(ipp.OK, request.number, [(ipp.PRINTER_GROUP, said)])

    def _attributes(self) -> list[ipp.Said]:
        model = self._model
        waiting = self._queue.waiting()
        # A printer stops when it wants to move a sheet and can't; one that stands idle only says why it would.
        now = self._now()
        stopped = now.stopped or any(job.state == STOPPED for job in waiting)
        operations = [ipp.PRINT_JOB, ipp.CANCEL_JOB, ipp.GET_JOB, ipp.GET_JOBS, ipp.GET_PRINTER, ipp.IDENTIFY]
        said: list[ipp.Said] = [
            ("printer-make-and-model", ipp.TEXT, ("Emulated A4 printer",)),
            (
                "operations-supported",
                ipp.ENUM,
                tuple(operations + ([] if model.one_step else [ipp.CREATE_JOB, ipp.SEND_DOCUMENT])),
            ),
            ("document-format-supported", ipp.MIME, model.formats),
            ("media-supported", ipp.KEYWORD, ("iso_a4_210x297mm",)),
            ("media-source-supported", ipp.KEYWORD, TRAYS),
            ("pwg-raster-document-type-supported", ipp.KEYWORD, model.raster_types),
            ("pwg-raster-document-resolution-supported", ipp.RESOLUTION, model.dpi),
            (
                "print-color-mode-supported",
                ipp.KEYWORD,
                ("monochrome", "color") if "srgb_8" in model.raster_types else ("monochrome",),
            ),
            ("printer-state", ipp.ENUM, (5 if stopped else 4 if waiting else 3,)),
            ("printer-state-reasons", ipp.KEYWORD, tuple(sorted(now.reasons)) or ("none",)),
            ("printer-is-accepting-jobs", ipp.BOOLEAN, (True,)),
            ("queued-job-count", ipp.INTEGER, (len(waiting),)),
            ("marker-types", ipp.KEYWORD, ("toner", "waste-toner")),
            ("marker-levels", ipp.INTEGER, (now.toner, 30)),
        ]
        if model.feels_tray:
            left = TRAY_HOLDS - now.lying
            tray = f"type=unRemovableBin;maxcapacity={TRAY_HOLDS};remaining={left};status=0;name=face-down;"
            said.append(("printer-output-tray", ipp.OCTETS, (tray,)))
        return said


def _job(job: Job, model: DocumentPrinterModel) -> list[ipp.Said]:
    said: list[ipp.Said] = [
        ("job-id", ipp.INTEGER, (job.number,)),
        ("job-uri", ipp.URI, (f"ipp://localhost/ipp/print/{job.number}",)),
        ("job-state", ipp.ENUM, (job.state,)),
        ("job-state-reasons", ipp.KEYWORD, ("printer-stopped",) if job.state == STOPPED else ("none",)),
    ]
    if model.counts_sheets:
        said.append(("job-media-sheets-completed", ipp.INTEGER, (0 if model.says_zero else job.sheets,)))
    return said
