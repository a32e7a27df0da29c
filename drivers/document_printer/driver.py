"""The document printer: A4 papers by IPP over HTTP, each followed to its last sheet.

A paper is refused before its first byte when the printer says that it can't print. One that stops on the way is taken out of the
printer's queue, and how many sheets came out is told; where nobody knows, a person is asked.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand, Identify, Print, TestPattern
from api.messages.state import Status
from api.messages.words import Action, DeviceState, PrinterMedia
from drivers.core.driver import Driver, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceError, DeviceSilent, Misconfigured, UnsupportedCommand
from drivers.core.job import Job
from drivers.core.link import Link, RenewableLink
from drivers.core.trace import Direction
from drivers.document_printer.condition import Abilities, Condition, abilities
from drivers.document_printer.config import DocumentPrinterConfig
from drivers.document_printer.document import DocumentMaker, load_seal
from drivers.document_printer.health import WELL, Finding, finding, hindrance, media, words
from drivers.document_printer.ipp import is_whole_request
from drivers.document_printer.ipp_words import Group, Operation
from drivers.document_printer.printing import ANSWER_S, CHECK_S, NOT_FINISHED, Printing
from drivers.document_printer.profile import DocumentPrinterProfile
from drivers.document_printer.requests import A4, ABILITIES, Requests
from drivers.document_printer.sheet_count import SheetCount
from drivers.document_printer.talk import Talk
from drivers.document_printer.template import COPY_FIELD, Templates
from drivers.document_printer.tls_channel import TlsChannel
from drivers.profiles import load_profile
from drivers.raster.fonts import FontBook

_NOT_TAKEN = Finding(DeviceState.ONLINE, Action.CLEAR, "document.notTaken")
LOOK_AT_TRAY_EVERY_S = 2.0
"""While a paper lies in a tray that feels it."""
_HTTP_REQUEST = b"POST "
_HEAD_END = b"\r\n\r\n"


class DocumentPrinter(Driver):
    """IPP Everywhere printers on the network, or on USB behind `ipp-usb`."""

    kind = "document-printer"
    Config = DocumentPrinterConfig
    check_every_s = 10.0

    def __init__(self, config: DocumentPrinterConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(DocumentPrinterProfile, config.profile, kind=self.kind)
        self._templates = Templates.load(config.templates)
        seal = load_seal(config.seal) if config.seal is not None else None
        self._maker = DocumentMaker(self._profile, FontBook(), seal)
        scheme = "ipps" if config.fingerprint else "ipp"
        self._requests = Requests(f"{scheme}://{config.host}{self._profile.path}")
        self._talk: Talk | None = None
        self._printing: Printing | None = None
        self._abilities: Abilities | None = None
        self._known: Condition | None = None
        self._sheets = SheetCount(context.data_dir, context.device, believable=self._profile.counts_sheets)
        self._lies_there_since_s: float | None = None

    # --- life ---

    def remember(self) -> None:
        self._sheets.remember()

    def connect(self, link: Link) -> None:
        if not isinstance(link, RenewableLink):
            raise Misconfigured("IPP needs a tcp link", reason="link.wrongType")
        now = self.context.clock.monotonic_s
        channel = TlsChannel(link, now, self.config.fingerprint) if self.config.fingerprint else link
        self._talk = Talk(channel, now, host=self.config.host, path=self._profile.path)
        answer = self._talk.ask(self._requests.printer_attributes(ABILITIES), timeout_s=ANSWER_S)
        self._abilities = known = abilities(answer.group(Group.PRINTER))
        if known.media and A4 not in known.media:
            raise Misconfigured("the printer has no A4 paper", reason="printer.noA4")
        wanted = {tray for tray in (self.config.plain_tray, self.config.blank_tray) if tray}
        if known.trays and not wanted <= known.trays:
            raise Misconfigured(f"the printer has the trays {', '.join(sorted(known.trays))}", reason="printer.noTray")
        self._printing = Printing(
            self._talk,
            self._requests,
            now,
            timeout_s=self.config.print_timeout_s,
            sheets=self._sheets,
        )
        # What a crash or a lost connection left in the printer belongs to somebody who is gone.
        self._printing.clear_queue()

    def disconnect(self) -> None:
        self._talk = None
        self._printing = None
        self._known = None
        self._lies_there_since_s = None

    def check(self) -> None:
        printing = self._connected()
        if printing.leftover:
            printing.clear_queue()
        self._ask(within_s=CHECK_S)

    def listen(self, timeout_s: float) -> None:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        watching = self._lies_there_since_s is not None
        self._talk.rest(min(timeout_s, LOOK_AT_TRAY_EVERY_S) if watching else timeout_s)
        if watching:
            self._ask()

    def status(self) -> Status:
        known = self._known
        found = finding(known) if known else Finding(DeviceState.UNKNOWN, Action.NONE, "device.silent")
        if found == WELL and self._left_lying():
            found = _NOT_TAKEN
        return Status(device=found.device, action=found.action, reason=found.reason, detail=dict(words(known)))

    def identity(self) -> Identity:
        known = self._abilities
        return Identity(
            maker=self._profile.maker,
            model=(known.model if known else "") or self._profile.model,
            capabilities={
                "templates": list(self._templates.names()),
                "formats": sorted(known.formats & set(self._profile.formats)) if known else [],
                "colour": bool(known and known.colour),
                "output_sensor": self._profile.output_sensor,
            },
            lacks=frozenset() if self._identifies() else frozenset({Identify}),
        )

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        """A document names somebody; a request without one, its HTTP head and all answers don't."""
        if direction is Direction.RECEIVED or is_whole_request(data):
            return ()
        if data.startswith(_HTTP_REQUEST) and data.find(_HEAD_END) == len(data) - len(_HEAD_END):
            return ()
        return ((0, len(data)),)

    # --- commands ---

    def print_document(self, command: Print, job: Job) -> Result:
        """Print a template and wait until its last sheet is out.

        Raises:
            DeviceNotReady, HardwareFailed: the printer can't, or stopped before the first sheet.
            OutcomeUnknown: it stopped on the way; `result` says how many sheets came out.
            DeviceSilent: no answer; with `untouched` nothing was printed.
            InvalidData, UnsupportedData: unknown template, missing or unknown field, something that can't be printed.
        """
        data = {name: value for name, value in command.data.items() if name != COPY_FIELD}
        if command.copy_number:
            data[COPY_FIELD] = str(command.copy_number)
        tray = (self.config.blank_tray if command.blank else "") or self.config.plain_tray
        return self._print(command.template, command.language, data, job, tray)

    def test_page(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        data = {"printer": self.context.device, "profile": self.config.profile}
        return self._print("test-page", "zh-CN", data, job, self.config.plain_tray)

    def identify(self, command: Identify, job: Job) -> Result:  # noqa: ARG002
        if not self._identifies() or self._talk is None:
            raise UnsupportedCommand("this model can't show itself")
        self._talk.ask(self._requests.identify(), timeout_s=ANSWER_S)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Print: print_document,
        TestPattern: test_page,
        Identify: identify,
    }

    # --- the printer ---

    def _connected(self) -> Printing:
        if self._printing is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._printing

    def _identifies(self) -> bool:
        return self._abilities is not None and Operation.IDENTIFY_PRINTER in self._abilities.operations

    def _ask(self, *, within_s: float = ANSWER_S) -> Condition:
        try:
            known = self._connected().condition(within_s=within_s)
        except DeviceError as error:
            if not isinstance(error, Cancelled):
                self._known = None
            raise
        self._known = known
        lies_there = self._profile.output_sensor and media(known) is PrinterMedia.PRESENT
        if not lies_there:
            self._lies_there_since_s = None
        elif self._lies_there_since_s is None:
            self._lies_there_since_s = self.context.clock.monotonic_s()
        return known

    def _left_lying(self) -> bool:
        since_s = self._lies_there_since_s
        return since_s is not None and self.context.clock.monotonic_s() - since_s >= self.config.not_taken_after_s

    def _require_ready(self) -> None:
        """Raise what hinders printing, before a byte of the document is sent."""
        try:
            printing = self._connected()
            if printing.leftover:
                printing.clear_queue()
            hindered = hindrance(self._ask())
            if hindered is not None:
                raise hindered
        except DeviceError as error:
            error.untouched = True
            raise

    def _print(self, name: str, language: str, data: Mapping[str, str], job: Job, tray: str) -> Result:
        template = self._templates.choose(name, language, data)
        self._require_ready()
        printing, known = self._connected(), self._abilities
        if known is None:
            raise DeviceSilent("not connected", untouched=True)
        document = self._maker.make(template, data, known)
        if job.cancelled:
            raise Cancelled(untouched=True)
        try:
            printed = printing.run(document, known, job, tray=tray)
        except DeviceError as error:
            if error.reason == NOT_FINISHED:
                # Its own words say that it is well: the next citizen would wait as long for nothing.
                self.context.raise_fault(NOT_FINISHED, error.action)
            raise
        self.context.clear_fault(NOT_FINISHED)
        with contextlib.suppress(DeviceError):
            # Only how things look afterwards: the paper is out whatever is answered here.
            self._ask()
        result: dict[str, Any] = {"pages": document.pages, "missing_characters": document.missing_characters}
        return result if printed.sheets is None else result | {"sheets": printed.sheets}
