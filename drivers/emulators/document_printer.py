"""An A4 printer that speaks IPP over HTTP: takes jobs, prints them onto pictures, stops for jams, covers and empty trays.

A document that stops stays in the queue and comes out when the paper is back, whoever stands there then: as in real printers.
"""

import asyncio
import random
import ssl
from collections.abc import Sequence
from typing import Any

from PIL import Image

from drivers.emulators.device import REBOOT_S
from drivers.emulators.document_jobs import JobQueue
from drivers.emulators.document_model import (
    BLOCKING,
    COVER_OPEN,
    ENDED_BY,
    FAULTS,
    KEPT_PAPERS,
    KEYS,
    PAPER_JAM,
    PAPER_LOW,
    PAPER_OUT,
    PAPER_OUT_MID,
    POWER_CYCLE_MID,
    REASONS,
    STUCK_JOB,
    TONER_LOW,
    TONER_OUT,
    DocumentPrinterModel,
)
from drivers.emulators.document_picture import Front, draw_printer
from drivers.emulators.document_service import IppService, Now
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
from drivers.emulators.ipp_http import NotHttp, read_request
from drivers.emulators.menu import Key
from drivers.emulators.page_reader import KEPT_WIDTH
from drivers.emulators.streams import StreamServer


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
        self._service = IppService(self._model, self._queue, self._now)
        self._sheets = 0
        self._tray: list[Image.Image] = []
        self._last: Image.Image | None = None
        """The newest paper, also when it was taken: to be looked at in a demo."""
        self._hand: asyncio.TimerHandle | None = None
        self._mid_left: int | None = None
        self._out_mid = False
        self._off = False

    async def start(self) -> None:
        self._queue.start()
        self._listen()

    async def stop(self) -> None:
        await self._server.stop()
        await self._queue.stop()
        self._take()
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
            "identified": self._service.identified,
            "asked_tray": self._service.asked_tray,
        }

    def picture(self) -> bytes:
        """The printer with the paper that came out last."""
        return draw_printer(
            Front(
                paper=self._last,
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
            self._take()
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
        self._last = page
        if self._model.taken_after_s:
            self._wait_for_hand()
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

    def _take(self) -> None:
        self._tray.clear()
        if self._hand is not None:
            self._hand.cancel()
            self._hand = None

    def _wait_for_hand(self) -> None:
        """It takes all sheets together, some time after the last one."""
        if self._hand is not None:
            self._hand.cancel()
        self._hand = asyncio.get_running_loop().call_later(self._model.taken_after_s, self._take)

    def _reasons(self) -> set[str]:
        if self._out_mid:
            return {REASONS[PAPER_OUT]}
        return {REASONS[self._fault]} if self._fault in REASONS else set()

    def _now(self) -> Now:
        toner = {TONER_OUT: 0, TONER_LOW: 5}.get(self._fault, 80)
        return Now(frozenset(self._reasons()), self._fault in (PAPER_JAM, COVER_OPEN), toner, len(self._tray))

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
                await self._say(writer, exchange.response(await self._service.answer(exchange.body)))
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
