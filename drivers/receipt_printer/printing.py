"""Sends a ticket and waits until it has come out, never further ahead of the print head than the printer's buffer is long.

Behind each stretch goes a fence (GS r 1), which the printer answers in order, after printing what stands before it.
"""

from collections import deque
from collections.abc import Iterable

from drivers.core.errors import Cancelled, DeviceSilent
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import NO_WAIT_S, Conversation
from drivers.receipt_printer.health import stops_printing
from drivers.receipt_printer.line_encoder import Piece
from drivers.receipt_printer.status import AutomaticStatus, FlowControl, PaperAnswer, PrinterSays, PrinterStatus, from_automatic

CHUNK_BYTES = 1024
"""Between two chunks the printer's own reports are looked at; 1 s at 9600 baud."""
PROBE_EVERY_S = 1.0
"""While a ticket prints, the real-time status is asked this often: it is answered also by a printer that has stopped."""


class Stopped(Exception):
    """The printer says that it can't go on."""

    def __init__(self, status: PrinterStatus) -> None:
        super().__init__()
        self.status = status


class Printing:
    """One ticket.

    Args:
        timeout_s: from one fence's answer to the next one's.
        fenced: the printer answers at all.
    """

    def __init__(self, talk: Conversation, *, buffer_bytes: int, timeout_s: float, fenced: bool) -> None:
        self._talk = talk
        self._buffer_bytes = buffer_bytes
        self._timeout_s = timeout_s
        self._fenced = fenced
        self._ahead: deque[int] = deque()
        """Bytes before each fence that isn't answered."""
        self._unsent: deque[bytes] = deque()
        self._held_back = False

    @property
    def unanswered(self) -> int:
        """Fences that the printer may still answer."""
        return len(self._ahead)

    def run(self, pieces: Iterable[Piece], end: Piece) -> PrinterStatus | None:
        """Send everything and wait.

        Returns:
            None: it has been printed, or without fences everything was handed over. Else what stopped the printer.

        Raises:
            DeviceSilent: not printed within the time, or no byte was taken any more.
            Cancelled: what had been begun is cut off.
        """
        self._unsent = self._stretches((*pieces, end))
        try:
            self._send_all(end)
            while self._ahead:
                self._wait_for_fence()
        except Stopped as stopped:
            self._count(self._talk.fences_at_hand())
            # What stops the printer after its last line doesn't unprint the ticket.
            return stopped.status if self._ahead or self._unsent else None
        return None

    def _stretches(self, pieces: Iterable[Piece]) -> deque[bytes]:
        """Pieces put together up to half of the buffer: it prints one half while the other one fills."""
        stretches = deque((b"",))
        for piece in pieces:
            if stretches[-1] and len(stretches[-1]) + len(piece.data) > self._buffer_bytes // 2:
                stretches.append(b"")
            stretches[-1] += piece.data
        return stretches

    def _send_all(self, end: Piece) -> None:
        try:
            while self._unsent:
                self._make_room(len(self._unsent[0]))
                self._send(self._unsent.popleft())
        except Cancelled:
            if self._unsent:
                # What has begun is cut off, or it would hang before the next citizen's ticket.
                self._talk.send(end.data)
            raise

    def _make_room(self, size: int) -> None:
        while self._ahead and sum(self._ahead) + size > self._buffer_bytes:
            self._wait_for_fence()

    def _send(self, data: bytes) -> None:
        cancelled: Cancelled | None = None
        if self._fenced:
            # Before the first byte: whatever stops the printer from here on stops this stretch.
            self._ahead.append(len(data))
        for start in range(0, len(data), CHUNK_BYTES):
            self._talk.send(data[start : start + CHUNK_BYTES])
            try:
                self._take(self._talk.listen(NO_WAIT_S))
                self._wait_while_held_back()
            except Cancelled as caught:
                # Not in the middle of a picture, or the printer would take the next ticket for the rest of it.
                cancelled = caught
        if cancelled:
            raise cancelled
        if self._fenced:
            self._talk.send(commands.ASK_PAPER)

    def _wait_while_held_back(self) -> None:
        """XOFF: its buffer is full. The kernel obeys it where the port is set so; else it comes here."""
        end_s = self._talk.monotonic_s() + self._timeout_s
        while self._held_back:
            self._listen_until(min(self._talk.monotonic_s() + PROBE_EVERY_S, end_s))
            if self._held_back and self._talk.monotonic_s() >= end_s:
                raise DeviceSilent("it takes no more data (XOFF)", reason="link.writeTimeOut")

    def _wait_for_fence(self) -> None:
        wanted = len(self._ahead) - 1
        end_s = self._talk.monotonic_s() + self._timeout_s
        while len(self._ahead) > wanted:
            self._listen_until(min(self._talk.monotonic_s() + PROBE_EVERY_S, end_s), wanted)
            if len(self._ahead) <= wanted:
                return
            if self._talk.monotonic_s() >= end_s:
                raise DeviceSilent("not printed in time", reason="printer.notFinished")
            status, fences = self._talk.probe()
            self._count(fences)
            if len(self._ahead) > wanted and stops_printing(status):
                raise Stopped(status)

    def _listen_until(self, end_s: float, wanted: int | None = None) -> None:
        held_back = self._held_back
        for said in self._talk.until(end_s):
            self._take((said,))
            if (wanted is not None and len(self._ahead) <= wanted) or self._held_back is not held_back:
                return

    def _take(self, said: Iterable[PrinterSays]) -> None:
        stopped: PrinterStatus | None = None
        for one in said:
            if isinstance(one, PaperAnswer):
                self._count((one,))
            elif isinstance(one, FlowControl):
                self._held_back = one is FlowControl.STOP
            elif isinstance(one, AutomaticStatus):
                status = from_automatic(one, None)
                stopped = status if stops_printing(status) else None
        if stopped:
            raise Stopped(stopped)

    def _count(self, fences: Iterable[PaperAnswer]) -> None:
        for _ in fences:
            if self._ahead:
                self._ahead.popleft()
