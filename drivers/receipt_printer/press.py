"""Brings one ticket after another onto paper, each by itself: what an earlier one left in the printer never mixes with the next.

Knows nothing of the mouth; whether the printer can print at all was asked before.
"""

from drivers.core.errors import Cancelled, DeviceError, DeviceSilent
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.document import Document, DocumentEncoder
from drivers.receipt_printer.health import hindrance, stops_printing
from drivers.receipt_printer.line_encoder import Piece
from drivers.receipt_printer.printing import PROBE_EVERY_S, Printing
from drivers.receipt_printer.profile import DOTS_PER_MM, PrinterProfile
from drivers.receipt_printer.status import PaperAnswer, PrinterStatus
from drivers.receipt_printer.supplies import Supplies

QUIET_S = 3.0
"""Two fences' answers are never further apart: between them stands at most half a buffer of text, some 13 cm of paper."""


class Press:
    """One printer's. Used by the worker's thread.

    Args:
        timeout_s: without an answer for so long nobody knows what came out.
    """

    def __init__(self, profile: PrinterProfile, encoder: DocumentEncoder, supplies: Supplies, *, timeout_s: float) -> None:
        self._profile = profile
        self._encoder = encoder
        self._supplies = supplies
        self._timeout_s = timeout_s
        self._owed = 0
        """Fences of an earlier ticket that the printer hasn't answered, and may answer yet."""

    def run(self, talk: Conversation, document: Document) -> PrinterStatus | None:
        """Print one ticket and wait until it has been printed.

        Returns:
            None: it has come out, or without answers everything was handed over. Else what stopped the printer on the way; what
            it still held is dropped, so that new paper doesn't bring the rest.

        Raises:
            DeviceNotReady, HardwareFailed, DeviceSilent: with `untouched`, nothing of this ticket was sent. Without, a person
                must look.
            Cancelled: its begun part was cut off.
        """
        self._settle(talk)
        self._supplies.begin(document.length_mm, document.largest_piece, cut=True)
        printing = Printing(
            talk, buffer_bytes=self._profile.buffer_bytes, timeout_s=self._timeout_s, fenced=self._profile.answers
        )
        try:
            stopped = printing.run(document.pieces, document.end)
        except Cancelled:
            # Whatever came of it, its end was sent: nothing waits in the middle of a picture.
            self._supplies.finished()
            self._owed = printing.unanswered
            raise
        if stopped is not None:
            self._drop_rest(talk)
        else:
            self._supplies.finished()
        return stopped

    def _settle(self, talk: Conversation) -> None:
        """Let an earlier ticket come to its end. Its fences' answers look like those of the next one."""
        unfinished = self._supplies.counters.unfinished_bytes
        if not unfinished and not self._owed:
            return
        try:
            if unfinished:
                self._cut_off(talk, unfinished)
            if self._profile.answers:
                self._wait_until_quiet(talk, None if unfinished else self._owed)
        except DeviceError as error:
            error.untouched = True
            raise
        self._supplies.finished()
        self._owed = 0

    def _cut_off(self, talk: Conversation, missing: int) -> None:
        """A ticket whose end never got through may still wait for the rest of a picture: white dots, then the knife."""
        end = self._encoder.end()
        sending = Printing(talk, buffer_bytes=missing, timeout_s=self._timeout_s, fenced=False)
        sending.run((Piece(bytes(missing), 0), self._encoder.begin()), end)
        self._supplies.fed(end.dots / DOTS_PER_MM)

    def _wait_until_quiet(self, talk: Conversation, owed: int | None) -> None:
        """A fence of its own behind all others, and then no more answers.

        Args:
            owed: how many others there are at most; None: nobody knows, an earlier run of the agent sent them.
        """
        talk.send(commands.ASK_PAPER)
        self._owed += 1
        answered, heard_s = 0, talk.monotonic_s()
        while owed is None or answered <= owed:
            now_s = talk.monotonic_s()
            end_s = heard_s + (QUIET_S if answered else self._timeout_s)
            if now_s >= end_s and answered:
                return
            if now_s >= end_s:
                raise DeviceSilent("an earlier ticket doesn't come to its end", reason="printer.notFinished")
            fences = sum(isinstance(said, PaperAnswer) for said in talk.listen(min(PROBE_EVERY_S, end_s - now_s)))
            if not fences:
                status, found = talk.probe()
                fences = len(found)
                if stops_printing(status) and (hindered := hindrance(status)):
                    raise hindered
            if fences:
                answered, heard_s = answered + fences, talk.monotonic_s()

    def _drop_rest(self, talk: Conversation) -> None:
        """What the printer hasn't printed is dropped. A person may be quicker with the paper than the line with the command."""
        if talk.clear_buffer():
            self._supplies.finished()
        # A model that can't be told so goes on with the rest when it can; the next ticket waits for that, and is cut off from it.
        talk.ask_status()
