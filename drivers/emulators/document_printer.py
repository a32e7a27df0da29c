"""An A4 printer that speaks IPP over HTTP: takes jobs, prints them onto pictures, stops for jams, covers and empty trays.

A document that stops stays in the queue and comes out when the paper is back, whoever stands there then: as in real printers.
"""

import asyncio
import random
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from drivers.emulators import ipp_message as ipp
from drivers.emulators.device import REBOOT_S
from drivers.emulators.document_jobs import ABORTED, ENDED, STOPPED, Job, JobQueue
from drivers.emulators.document_picture import Front, draw_printer
from drivers.emulators.faults import (
    DROP_LINK,
    GARBAGE,
    HALF_FRAME,
    NONE,
    REBOOT,
    SILENT,
    SLOW,
    SLOW_BYTE_S,
    STOP_READING,
    UnknownFault,
)
from drivers.emulators.ipp_http import Exchange, NotHttp, read_request
from drivers.emulators.menu import Key
from drivers.emulators.page_reader import KEPT_WIDTH, Unreadable, read_pages
from drivers.emulators.streams import StreamServer

PAPER_OUT, PAPER_LOW, PAPER_JAM, COVER_OPEN = "paper-out", "paper-low", "paper-jam", "cover-open"
TONER_LOW, TONER_OUT, OUTPUT_FULL, STUCK_JOB = "toner-low", "toner-out", "output-full", "stuck-job"
PAPER_OUT_MID, POWER_CYCLE_MID = "paper-out-mid", "power-cycle-mid"
OWN_FAULTS = (
    PAPER_OUT,
    PAPER_LOW,
    PAPER_JAM,
    COVER_OPEN,
    TONER_LOW,
    TONER_OUT,
    OUTPUT_FULL,
    STUCK_JOB,
    PAPER_OUT_MID,
    POWER_CYCLE_MID,
)
FAULTS = (SILENT, DROP_LINK, GARBAGE, HALF_FRAME, SLOW, STOP_READING, REBOOT, NONE, *OWN_FAULTS)
REASONS = {
    PAPER_OUT: "media-empty-error",
    PAPER_LOW: "media-low-warning",
    PAPER_JAM: "media-jam-error",
    COVER_OPEN: "cover-open-error",
    TONER_LOW: "toner-low-warning",
    TONER_OUT: "toner-empty-error",
    OUTPUT_FULL: "output-area-full-error",
}
BLOCKING = (PAPER_OUT, PAPER_JAM, COVER_OPEN, TONER_OUT, OUTPUT_FULL)
KEYS = (
    Key("take", "取走纸张", "Take the paper"),
    Key("load-paper", "加纸", "Put paper in"),
    Key("clear-jam", "取出卡纸", "Clear the jam"),
    Key("open-cover", "打开盖板", "Open the cover"),
    Key("shut-cover", "合上盖板", "Shut the cover"),
    Key("new-toner", "更换碳粉", "Put new toner in"),
)
ENDED_BY = {
    "take": (OUTPUT_FULL,),
    "load-paper": (PAPER_OUT, PAPER_LOW, PAPER_OUT_MID),
    "clear-jam": (PAPER_JAM,),
    "shut-cover": (COVER_OPEN,),
    "new-toner": (TONER_OUT, TONER_LOW),
}
"""Key → faults that it ends."""
TRAYS = ("auto", "tray-1", "tray-2")
TRAY_HOLDS = 50
KEPT_PAPERS = 6


@dataclass(frozen=True, slots=True)
class DocumentPrinterModel:
    """How one printer differs from others."""

    formats: tuple[str, ...] = ("image/pwg-raster", "image/jpeg", "application/pdf")
    raster_types: tuple[str, ...] = ("sgray_8", "srgb_8")
    dpi: tuple[int, ...] = (300, 600)
    sheet_s: float = 0.0
    counts_sheets: bool = True
    says_zero: bool = False
    """Tells a count of sheets, and it is always 0."""
    feels_tray: bool = False
    one_step: bool = False
    """Knows Print-Job only."""
    hangs_up: bool = False
    """Closes the connection behind each answer."""


class DocumentPrinterEmulator:
    """One printer.

    Args:
        port: 0 takes a free one; `port` says which after `start`.
        tls: with the printer's own certificate; None: it speaks plainly.
    """

    kind = "document-printer"

    def __init__(
        self,
        id: str,  # noqa: A002 (the control port's word)
        *,
        port: int = 0,
        randomness: random.Random,
        reboot_s: float = REBOOT_S,
        model: DocumentPrinterModel | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.id = id
        self.port = port
        self._random = randomness
        self._reboot_s = reboot_s
        self._model = model or DocumentPrinterModel()
        self._fault = NONE
        self._changed = asyncio.Event()
        self._server = StreamServer(self._serve, tls=tls)
        self._tasks: set[asyncio.Task[None]] = set()
        self._queue = JobQueue(self._blocked, sheet_s=self._model.sheet_s, on_sheet=self._sheet)
        self._sheets = 0
        self._tray: list[Image.Image] = []
        self._identified = 0
        self._asked_tray = ""
        self._mid_left: int | None = None
        self._out_mid = False
        self._off = False

    async def start(self) -> None:
        self._queue.start()
        self._listen()

    async def stop(self) -> None:
        await self._server.stop()
        await self._queue.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        waiting = self._queue.waiting()
        return {
            "id": self.id,
            "kind": self.kind,
            "fault": self._fault,
            "tcp": self.port,
            "sheets": self._sheets,
            "tray": len(self._tray),
            "reasons": sorted(self._reasons()),
            "waiting": len(waiting),
            "jobs": [{"number": job.number, "state": job.state, "sheets": job.sheets} for job in self._queue.all()],
            "identified": self._identified,
            "asked_tray": self._asked_tray,
        }

    def picture(self) -> bytes:
        """The printer with the paper that came out last."""
        return draw_printer(
            Front(
                paper=self._tray[-1] if self._tray else None,
                lying=len(self._tray),
                printing=bool(self._queue.waiting()),
                warning=self._fault in (PAPER_LOW, TONER_LOW),
                error=self._blocked() is not None,
            )
        )

    def leave_behind(self, pages: int) -> int:
        """A document that a host sent and then forgot, as when it was killed: it waits to be printed. Its job's number."""
        job = self._queue.create()
        self._queue.give(job, [Image.new("L", (KEPT_WIDTH, KEPT_WIDTH * 297 // 210), 200) for _ in range(pages)])
        return job.number

    def pages(self) -> list[Image.Image]:
        """Papers in the tray, the oldest first; the last few."""
        return list(self._tray)

    def key_menu(self) -> Sequence[Key]:
        return KEYS

    def fault_menu(self) -> Sequence[str]:
        return FAULTS

    def press(self, key: str) -> None:
        """`take` empties the output tray; the others put right what `fault` made wrong."""
        if key not in {one.name for one in KEYS}:
            raise ValueError(f"{self.id} has no key {key!r}; it has: {', '.join(one.name for one in KEYS)}")
        if key == "take":
            self._tray.clear()
        if key == "open-cover":
            self.fault(COVER_OPEN)
        elif self._fault in ENDED_BY[key]:
            self.fault(NONE)

    def fault(self, name: str) -> None:
        if name not in FAULTS:
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(FAULTS)}")
        was, self._fault = self._fault, NONE if name == REBOOT else name
        self._out_mid = False
        self._mid_left = 1 if name in (PAPER_OUT_MID, POWER_CYCLE_MID) else None
        if name == DROP_LINK:
            self._spawn(self._server.stop())
        elif name == REBOOT:
            self._spawn(self._reboot())
        elif was == DROP_LINK:
            self._spawn(self._listen_later())
        self._changed.set()
        self._changed = asyncio.Event()
        self._queue.wake()

    # --- paper ---

    def _blocked(self) -> str | None:
        """Why no sheet moves: a reason, empty where the printer doesn't say it is stopped; None: sheets move."""
        if self._out_mid:
            return PAPER_OUT
        if self._fault == STUCK_JOB:
            return ""
        return self._fault if self._fault in BLOCKING else None

    def _sheet(self, page: Image.Image) -> bool:
        """A sheet went through; whether it came out."""
        if self._mid_left == 0:
            return False
        self._sheets += 1
        self._tray = [*self._tray, page][-KEPT_PAPERS:]
        if self._mid_left is not None:
            self._mid_left -= 1
            if self._fault == POWER_CYCLE_MID:
                self._fault = NONE
                self._mid_left = None
                self._queue.forget_all()
                self._spawn(self._reboot())
            else:
                self._out_mid = True
        return True

    def _reasons(self) -> set[str]:
        if self._out_mid:
            return {REASONS[PAPER_OUT]}
        return {REASONS[self._fault]} if self._fault in REASONS else set()

    # --- the network ---

    def _listen(self) -> None:
        if not self._server.listening:
            self.port = self._server.listen("127.0.0.1", self.port)

    async def _listen_later(self) -> None:
        self._listen()

    async def _reboot(self) -> None:
        await self._server.stop()
        self._queue.forget_all()
        await asyncio.sleep(self._reboot_s)
        if self._fault != DROP_LINK:
            self._listen()

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await self._may_read()
                exchange = await read_request(reader, self._may_read)
                if exchange is None:
                    return
                if self._fault == SILENT:
                    # What is asked of a silent printer is never answered, not even later.
                    continue
                await self._say(writer, exchange.response(await self._answer(exchange)))
                if self._model.hangs_up:
                    return
        except (ConnectionError, asyncio.IncompleteReadError, NotHttp):
            return

    async def _may_read(self) -> None:
        """A printer that takes nothing more: its buffers fill, and the sender's write stands still."""
        while self._fault == STOP_READING:
            await self._changed.wait()

    async def _say(self, writer: asyncio.StreamWriter, response: bytes) -> None:
        match self._fault:
            case fault if fault == GARBAGE:
                response = self._random.randbytes(len(response))
            case fault if fault == HALF_FRAME:
                response = response[: len(response) // 2]
            case fault if fault == SLOW:
                for place in range(len(response)):
                    if self._fault != SLOW:
                        return
                    writer.write(response[place : place + 1])
                    await asyncio.sleep(SLOW_BYTE_S)
                return
        writer.write(response)
        await writer.drain()

    async def _answer(self, exchange: Exchange) -> bytes:
        try:
            request = ipp.read(exchange.body)
        except ipp.NotIpp:
            return ipp.answer(ipp.BAD_REQUEST, 1)
        match request.operation:
            case ipp.GET_PRINTER:
                return self._described(request)
            case ipp.CREATE_JOB if not self._model.one_step:
                self._asked_tray = request.member("media-source")
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
                self._identified += 1
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
        stopped = any(job.state == STOPPED for job in waiting) or self._fault in (PAPER_JAM, COVER_OPEN)
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
            ("printer-state-reasons", ipp.KEYWORD, tuple(sorted(self._reasons())) or ("none",)),
            ("printer-is-accepting-jobs", ipp.BOOLEAN, (True,)),
            ("queued-job-count", ipp.INTEGER, (len(waiting),)),
            ("marker-types", ipp.KEYWORD, ("toner", "waste-toner")),
            ("marker-levels", ipp.INTEGER, (0 if self._fault == TONER_OUT else 5 if self._fault == TONER_LOW else 80, 30)),
        ]
        if model.feels_tray:
            left = TRAY_HOLDS - len(self._tray)
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
