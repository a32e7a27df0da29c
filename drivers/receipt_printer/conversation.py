"""Asking a printer and waiting for its answers on one link. Holds no state of the hall, only the decoder's."""

from collections import deque
from collections.abc import Callable, Iterator

from drivers.core.errors import DeviceSilent, HardwareFailed
from drivers.core.link import Link
from drivers.receipt_printer import commands
from drivers.receipt_printer.decoder import StatusDecoder
from drivers.receipt_printer.status import (
    FullStatus,
    Notice,
    PaperAnswer,
    PrinterSays,
    PrinterStatus,
    RealTimeAnswer,
    read_answers,
    with_full_status,
)

ANSWER_TIMEOUT_S = 0.6
"""DLE EOT is answered within a few milliseconds; a serial-to-network box adds up to 100."""
WRITE_TIMEOUT_S = 5.0
NO_WAIT_S = 0.0
MAX_STALE_READS = 50
"""A healthy printer has nothing more to say after a few reads; one that talks without end is broken."""


class Conversation:
    """Not thread-safe: the device's worker owns it.

    Args:
        presenter: it answers DLE EOT 20.
    """

    def __init__(self, link: Link, monotonic_s: Callable[[], float], *, presenter: bool = False) -> None:
        self._link = link
        self.monotonic_s = monotonic_s
        self._presenter = presenter
        self._decoder = StatusDecoder(presenter=presenter)
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

    def send(self, data: bytes) -> None:
        self._link.write(data, WRITE_TIMEOUT_S)

    def listen(self, timeout_s: float) -> list[PrinterSays]:
        """What it says by itself within `timeout_s`; returns after the first bytes."""
        self._unread.extend(self._decoder.feed(self._link.read(timeout_s)))
        said = list(self._unread)
        self._unread.clear()
        return said

    def until(self, end_s: float) -> Iterator[PrinterSays]:
        """What the printer says until `end_s`; the caller stops earlier by itself."""
        while True:
            while self._unread:
                yield self._unread.popleft()
            left_s = end_s - self.monotonic_s()
            if left_s <= 0:
                return
            self._unread.extend(self._decoder.feed(self._link.read(left_s)))

    def fences_at_hand(self) -> list[PaperAnswer]:
        """Those that have come in one read with what was waited for; they are taken."""
        found = [said for said in self._unread if isinstance(said, PaperAnswer)]
        self._unread = deque(said for said in self._unread if not isinstance(said, PaperAnswer))
        return found

    def clear_buffer(self) -> bool:
        """Drop what the printer holds. True when it says that it did; many models do it without a word, or not at all."""
        self.send(commands.RECOVER_AND_CLEAR)
        self.send(commands.CLEAR_BUFFER)
        end_s = self.monotonic_s() + ANSWER_TIMEOUT_S
        return any(isinstance(said, Notice) and said.header == commands.CLEARED_HEADER for said in self.until(end_s))

    def ask_status(self) -> PrinterStatus:
        """All real-time questions, one after another.

        Raises:
            DeviceSilent: one stayed unanswered.
        """
        status, _ = self._ask_all()
        return status

    def probe(self) -> tuple[PrinterStatus, list[PaperAnswer]]:
        """The same while a ticket prints, with the fences' answers that came in between.

        Raises:
            DeviceSilent: one stayed unanswered.
        """
        return self._ask_all()

    def ask_full_status(self, known: PrinterStatus) -> PrinterStatus:
        """Only what DLE EOT 20 tells, laid over what is known.

        Raises:
            DeviceSilent: no answer.
        """
        return with_full_status(known, self._ask_full([]))

    def _ask_all(self) -> tuple[PrinterStatus, list[PaperAnswer]]:
        fences: list[PaperAnswer] = []
        status = read_answers(*(self._ask(question, fences) for question in commands.STATUS_QUESTIONS))
        if self._presenter:
            status = with_full_status(status, self._ask_full(fences))
        return status, fences

    def _ask(self, question: int, fences: list[PaperAnswer]) -> int:
        self.send(commands.ask_status(question))
        for said in self.until(self.monotonic_s() + ANSWER_TIMEOUT_S):
            if isinstance(said, RealTimeAnswer):
                return said.value
            if isinstance(said, PaperAnswer):
                fences.append(said)
        raise DeviceSilent(f"no answer to DLE EOT {question}")

    def _ask_full(self, fences: list[PaperAnswer]) -> FullStatus:
        self.send(commands.ask_status(commands.FULL_STATUS))
        for said in self.until(self.monotonic_s() + ANSWER_TIMEOUT_S):
            if isinstance(said, FullStatus):
                return said
            if isinstance(said, PaperAnswer):
                fences.append(said)
        raise DeviceSilent(f"no answer to DLE EOT {commands.FULL_STATUS}")
