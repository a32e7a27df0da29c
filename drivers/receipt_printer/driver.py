"""The receipt printer: prints templates, knows when a ticket has really come out, and never guesses.

A ticket is refused before its first byte when the printer says that it can't print; it has been printed when the printer
answers the fence behind it; it is not finished when the printer stops on the way; in every other case nobody knows, and a
person is asked.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import DeviceCommand, Feed, Print, TestPattern
from api.messages.device_events import PaperThreshold
from api.messages.state import Status
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceError, DeviceSilent, OutcomeUnknown
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.profiles import load_profile
from drivers.raster.fonts import FontBook
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.document import Document, DocumentEncoder
from drivers.receipt_printer.health import from_automatic, hindrance, paper_word, status_document
from drivers.receipt_printer.profile import PrinterProfile
from drivers.receipt_printer.status import AutomaticStatus, PaperAnswer, PrinterStatus
from drivers.receipt_printer.template import Templates

COPY_FIELD = "copy"
"""Template field that marks a reprint (补打); only the driver fills it."""


class PrinterConfig(DriverConfig):
    profile: str = "escpos-80mm-gb18030"
    print_timeout_s: float = Field(default=20.0, ge=1, le=120)
    """From the last byte sent to the fence's answer. A ticket with a QR code takes 3 s; buffers hold some seconds more."""


class ReceiptPrinter(Driver):
    """ESC/POS over a serial line, USB-serial or TCP 9100."""

    kind = "receipt-printer"
    Config = PrinterConfig
    check_every_s = 10.0

    def __init__(self, config: PrinterConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._print_timeout_s = config.print_timeout_s
        self._profile = load_profile(PrinterProfile, config.profile, kind=self.kind)
        self._templates = Templates.packaged()
        self._encoder = DocumentEncoder(self._profile, FontBook())
        self._talk: Conversation | None = None
        self._known: PrinterStatus | None = None
        self._told_paper: str | None = None

    # --- life ---

    def connect(self, link: Link) -> None:
        self._talk = Conversation(link, self.context.clock.monotonic_s)
        if self._profile.answers and self._profile.automatic_status:
            self._talk.send(commands.automatic_status(on=True))

    def disconnect(self) -> None:
        self._talk = None
        self._known = None

    def check(self) -> None:
        if self._profile.answers:
            self._ask()

    def listen(self, timeout_s: float) -> None:
        for said in self._conversation().listen(timeout_s):
            if isinstance(said, AutomaticStatus):
                self._learn(from_automatic(said))

    def status(self) -> Status:
        return status_document(self._known, "device.silent" if self._profile.answers else "printer.neverAnswers")

    def identity(self) -> Identity:
        profile = self._profile
        return Identity(
            maker=profile.maker,
            model=profile.model,
            capabilities={"templates": list(self._templates.names()), "dots": profile.dots, "charset": profile.charset.value},
        )

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        """A ticket may carry what a person came for; status questions are three bytes long."""
        return ((0, len(data)),) if direction is Direction.SENT and len(data) > len(commands.ASK_PAPER) else ()

    # --- commands ---

    def print_ticket(self, command: Print, job: Job) -> Result:
        """Print a template and wait until it has been printed.

        Raises:
            DeviceNotReady, HardwareFailed: the printer can't, or stopped on the way: there is no finished ticket.
            DeviceSilent: no answer; with `untouched` nothing was sent, else a person must look.
            InvalidData, UnsupportedData: unknown template, missing field, something that can't be printed.
        """
        data = {name: value for name, value in command.data.items() if name != COPY_FIELD}
        if command.copy_number:
            data[COPY_FIELD] = str(command.copy_number)
        document = self._encoder.encode(self._templates.choose(command.template, command.language, data), data)
        return self._print(document, job)

    def test_page(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        data = {"printer": self.context.device}
        return self._print(self._encoder.encode(self._templates.choose("test-page", "zh-CN", data), data), job)

    def feed(self, command: Feed, job: Job) -> Result:  # noqa: ARG002
        self._require_ready()
        self._conversation().send(commands.feed_lines(command.lines))
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Print: print_ticket,
        TestPattern: test_page,
        Feed: feed,
    }

    # --- parts ---

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk

    def _ask(self) -> None:
        talk = self._conversation()
        talk.forget_old_answers()
        try:
            self._learn(talk.ask_status())
        except DeviceError:
            self._known = None
            raise

    def _learn(self, known: PrinterStatus) -> None:
        self._known = known
        paper = paper_word(known).value
        if self._told_paper is not None and paper != self._told_paper:
            self.context.emit(PaperThreshold(paper=paper))
        self._told_paper = paper

    def _require_ready(self) -> None:
        """Raise what hinders printing, before a byte of the ticket is sent."""
        if not self._profile.answers:
            return
        try:
            self._ask()
        except DeviceError as error:
            error.untouched = True
            raise
        hindered = hindrance(self._known) if self._known else None
        if hindered:
            hindered.untouched = True
            raise hindered

    def _print(self, document: Document, job: Job) -> Result:
        self._require_ready()
        talk = self._conversation()
        if job.cancelled:
            raise Cancelled(untouched=True)
        stopped: PrinterStatus | PaperAnswer | None = talk.send_document(document.data)
        if not self._profile.answers:
            raise OutcomeUnknown("this model never answers", reason="printer.neverAnswers")
        if stopped is None:
            stopped = talk.wait_until_printed(self._print_timeout_s)
        if isinstance(stopped, PrinterStatus):
            self._give_up(stopped, talk)
        return {"pictured_lines": document.pictured_lines}

    def _give_up(self, known: PrinterStatus, talk: Conversation) -> None:
        """The printer stopped in mid-ticket: drop the rest, so that new paper doesn't bring a second half ticket."""
        self._learn(known)
        talk.send(commands.RECOVER_AND_CLEAR)
        # Answered behind it: the buffer is empty by then. A person may be quicker with the paper than the line with the command.
        talk.ask_status()
        error = hindrance(known)
        if error:
            raise error
