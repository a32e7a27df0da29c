"""Asking a printer and waiting for its answers on one link. Holds no state of the hall, only the decoder's."""

from collections import deque
from collections.abc import Callable, Iterator

from drivers.core.errors import DeviceSilent, HardwareFailed
from drivers.core.link import Link
from drivers.receipt_printer import commands
from drivers.receipt_printer.health import from_automatic, stops_printing
from drivers.receipt_printer.status import (
    FlowControl,
    PaperAnswer,
    PrinterSays,
    PrinterStatus,
    RealTimeAnswer,
    StatusDecoder,
    read_answers,
)

ANSWER_TIMEOUT_S = 0.6
"""DLE EOT is answered within a few milliseconds; a serial-to-network box adds up to 100."""
WRITE_TIMEOUT_S = 5.0
CHUNK_BYTES = 1024
"""Between two chunks the printer's own reports are looked at; 1 s at 9600 baud."""
PROBE_EVERY_S = 1.0
"""While a ticket prints, the real-time status is asked this often: it is answered also by a printer that has stopped."""
NO_WAIT_S = 0.0
MAX_STALE_READS = 50
"""A healthy printer has nothing more to say after a few reads; one that talks without end is broken."""


class Conversation:
    """Not thread-safe: the device's worker owns it."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float]) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._decoder = StatusDecoder()
        self._unread: deque[PrinterSays] = deque()
        """What came in one read behind what was waited for: the fence's answer may follow a status in the same packet."""

    def forget_old_answers(self) -> None:
        """USB bridges keep answers of questions nobody waits for any more; they must not be read as present ones.

        Raises:
            HardwareFailed: it sends without end.
        """
        for _ in range(MAX_STALE_READS):
            if not self._link.read(NO_WAIT_S):
                self._decoder.reset()
                self._unread.clear()
                return
        raise HardwareFailed("it sends without being asked and without end", reason="device.garbage")

    def listen(self, timeout_s: float) -> list[PrinterSays]:
        """What it says by itself within `timeout_s`; returns after the first bytes."""
        self._unread.extend(self._decoder.feed(self._link.read(timeout_s)))
        said = list(self._unread)
        self._unread.clear()
        return said

    def ask_status(self) -> PrinterStatus:
        """All four real-time questions, one after another.

        Raises:
            DeviceSilent: one stayed unanswered.
        """
        return read_answers(*(self._ask(question) for question in commands.STATUS_QUESTIONS))

    def send(self, data: bytes) -> None:
        self._link.write(data, WRITE_TIMEOUT_S)

    def send_document(self, data: bytes) -> PrinterStatus | None:
        """Send a ticket piece by piece.

        Returns:
            what hinders the printer, once it says so by itself; the rest is then not sent.
        """
        for start in range(0, len(data), CHUNK_BYTES):
            self._link.write(data[start : start + CHUNK_BYTES], WRITE_TIMEOUT_S)
            for said in self.listen(NO_WAIT_S):
                stopped = _stopped(said)
                if stopped:
                    return stopped
        return None

    def wait_until_printed(self, timeout_s: float) -> PaperAnswer | PrinterStatus:
        """Wait for the answer to GS r 1, which comes in order after everything before it has been printed.

        Returns:
            the answer, or what stopped the printer on the way.

        Raises:
            DeviceSilent: neither within `timeout_s`.
        """
        end_s = self._monotonic_s() + timeout_s
        self._link.write(commands.ASK_PAPER, WRITE_TIMEOUT_S)
        while True:
            probe_s = min(self._monotonic_s() + PROBE_EVERY_S, end_s)
            for said in self._until(probe_s):
                if isinstance(said, PaperAnswer):
                    return said
                stopped = _stopped(said)
                if stopped:
                    return self._fence_behind() or stopped
            if self._monotonic_s() >= end_s:
                raise DeviceSilent("not printed in time", reason="printer.notFinished")
            probed = self._probe()
            if isinstance(probed, PaperAnswer):
                return probed
            if stops_printing(probed):
                return self._fence_behind() or probed

    def _fence_behind(self) -> PaperAnswer | None:
        """The fence's answer, if it has come already: what stops the printer now didn't stop this ticket."""
        return next((said for said in self._unread if isinstance(said, PaperAnswer)), None)

    def _probe(self) -> PrinterStatus | PaperAnswer:
        """The real-time status while a ticket prints; the fence's answer when it comes in between."""
        answers = []
        for question in commands.STATUS_QUESTIONS:
            self._link.write(commands.ask_status(question), WRITE_TIMEOUT_S)
            for said in self._until(self._monotonic_s() + ANSWER_TIMEOUT_S):
                if isinstance(said, PaperAnswer):
                    return said
                if isinstance(said, RealTimeAnswer):
                    answers.append(said.value)
                    break
            else:
                raise DeviceSilent(f"no answer to DLE EOT {question} while printing")
        return read_answers(*answers)

    def _ask(self, question: int) -> int:
        self._unread.clear()
        self._link.write(commands.ask_status(question), WRITE_TIMEOUT_S)
        for said in self._until(self._monotonic_s() + ANSWER_TIMEOUT_S):
            if isinstance(said, RealTimeAnswer):
                return said.value
        raise DeviceSilent(f"no answer to DLE EOT {question}")

    def _until(self, end_s: float) -> Iterator[PrinterSays]:
        """What the printer says until `end_s`; the caller stops earlier by itself."""
        while True:
            while self._unread:
                yield self._unread.popleft()
            left_s = end_s - self._monotonic_s()
            if left_s <= 0:
                return
            self._unread.extend(self._decoder.feed(self._link.read(left_s)))


def _stopped(said: PrinterSays) -> PrinterStatus | None:
    if isinstance(said, FlowControl | PaperAnswer | RealTimeAnswer):
        return None
    known = from_automatic(said)
    return known if stops_printing(known) else None
