"""The receipt printer: prints templates, knows when a ticket has really come out, and never guesses.

A ticket is refused before its first byte when the printer says that it can't print; it has been printed when the printer
answers the fence behind it; it is not finished when the printer stops on the way; in every other case nobody knows, and a
person is asked.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from api.messages.device_commands import ClearAlarm, DeviceCommand, Eject, Feed, LoadPaper, Print, Retract, TestPattern
from api.messages.device_events import PaperThreshold
from api.messages.state import Status
from api.messages.words import Action, DeviceState
from drivers.core.driver import Driver, DriverContext, Identity, Result
from drivers.core.errors import (
    Cancelled,
    DeviceError,
    DeviceSilent,
    HardwareFailed,
    InvalidData,
    OutcomeUnknown,
    UnsupportedCommand,
)
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.profiles import load_profile
from drivers.raster.fonts import FontBook
from drivers.receipt_printer import commands, escpos_encoder
from drivers.receipt_printer.config import PrinterConfig
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.document import Document, DocumentEncoder
from drivers.receipt_printer.health import WELL, Finding, finding, hindrance, paper_word, waits_for_recovery, words
from drivers.receipt_printer.pictures import load_logo
from drivers.receipt_printer.presenter import LOOK_EVERY_S, Presenter
from drivers.receipt_printer.press import Press
from drivers.receipt_printer.profile import DOTS_PER_MM, PrinterProfile
from drivers.receipt_printer.status import AutomaticStatus, PrinterStatus, from_automatic
from drivers.receipt_printer.supplies import Supplies
from drivers.receipt_printer.template import COPY_FIELD, Templates

_NOT_TAKEN = Finding(DeviceState.ONLINE, Action.CLEAR, "ticket.notTaken")
_ENDS_SOON = Finding(DeviceState.ONLINE, Action.CLEAR, "paper.endsSoon")
RECOVER_EVERY_S = 60.0
"""A printer in error is told to try again at most so often: each try may move the knife."""


class ReceiptPrinter(Driver):
    """ESC/POS over a serial line, USB-serial or TCP 9100."""

    kind = "receipt-printer"
    Config = PrinterConfig
    check_every_s = 10.0

    def __init__(self, config: PrinterConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(PrinterProfile, config.profile, kind=self.kind)
        self._templates = Templates.load(config.templates)
        logo = load_logo(config.logo, self._profile.dots) if config.logo is not None else None
        self._encoder = DocumentEncoder(self._profile, FontBook(), logo=logo, stored_logo=config.stored_logo)
        self._supplies = Supplies(
            context.data_dir,
            context.device,
            config.paper_plan(),
            self._profile,
            wall_ms=context.clock.wall_ms,
            raise_fault=context.raise_fault,
            clear_fault=context.clear_fault,
        )
        self._press = Press(self._profile, self._encoder, self._supplies, timeout_s=config.print_timeout_s)
        self._presenter = Presenter(config.mouth_policy())
        self._talk: Conversation | None = None
        self._known: PrinterStatus | None = None
        self._told_paper: str | None = None
        self._may_recover_s = 0.0

    # --- life ---

    def connect(self, link: Link) -> None:
        self._supplies.open()
        self._talk = Conversation(link, self.context.clock.monotonic_s, presenter=self._profile.presenter)
        if self._profile.answers:
            self._talk.send(commands.automatic_status(on=self._profile.automatic_status))

    def disconnect(self) -> None:
        self._talk = None
        self._known = None
        self._presenter.forget()

    def check(self) -> None:
        if not self._profile.answers:
            return
        self._ask()
        if self._known and waits_for_recovery(self._known):
            self._recover(self._known)

    def listen(self, timeout_s: float) -> None:
        talk = self._conversation()
        watching = self._presenter.occupied
        for said in talk.listen(min(timeout_s, LOOK_EVERY_S) if watching else timeout_s):
            if isinstance(said, AutomaticStatus):
                self._learn(from_automatic(said, self._known))
        if watching and self._known:
            self._learn(self._presenter.look(talk, self._known))

    def status(self) -> Status:
        silent = "device.silent" if self._profile.answers else "printer.neverAnswers"
        known = self._known
        found = finding(known) if known else Finding(DeviceState.UNKNOWN, Action.NONE, silent)
        if found == WELL and self._presenter.not_taken(self.context.clock.monotonic_s()):
            found = _NOT_TAKEN
        elif found == WELL and self._supplies.ends_soon:
            found = _ENDS_SOON
        detail = {**words(known), **self._supplies.detail()}
        if known:
            detail["media"] = self._presenter.media(known).value
        return Status(device=found.device, action=found.action, reason=found.reason, detail=detail)

    def identity(self) -> Identity:
        profile = self._profile
        return Identity(
            maker=profile.maker,
            model=profile.model,
            capabilities={
                "templates": list(self._templates.names()),
                "dots": profile.dots,
                "charset": profile.charset.value,
                "presenter": profile.presenter,
            },
        )

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        """A ticket may carry what a person came for; questions and movements are told by their whole bytes."""
        return ((0, len(data)),) if direction is Direction.SENT and not commands.names_nobody(data) else ()

    # --- commands ---

    def print_ticket(self, command: Print, job: Job) -> Result:
        """Print a template and wait until it has been printed.

        Raises:
            DeviceNotReady, HardwareFailed: the printer can't, or stopped on the way: there is no finished ticket.
            DeviceSilent: no answer; with `untouched` nothing was sent, else a person must look.
            InvalidData, UnsupportedData: unknown template, missing or unknown field, something that can't be printed.
        """
        data = {name: value for name, value in command.data.items() if name != COPY_FIELD}
        if command.copy_number:
            data[COPY_FIELD] = str(command.copy_number)
        document = self._encoder.encode(self._templates.choose(command.template, command.language, data), data)
        return self._print(document, job)

    def test_page(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        data = {"printer": self.context.device, "profile": self.config.profile}
        return self._print(self._encoder.encode(self._templates.choose("test-page", "zh-CN", data), data), job)

    def feed(self, command: Feed, job: Job) -> Result:  # noqa: ARG002
        self._require_ready()
        dots = command.lines * commands.LINE_SPACING_DOTS
        data = commands.LINE_SPACING + commands.feed_lines(command.lines)
        if command.cut and self._profile.cutter:
            data += escpos_encoder.cut(full=self._profile.full_cut)
        self._conversation().send(data)
        self._supplies.fed(dots / DOTS_PER_MM)
        return None

    def load_paper(self, command: LoadPaper, job: Job) -> Result:  # noqa: ARG002
        self._supplies.loaded(command.length_m)
        return {"tickets_left": self._supplies.counters.tickets_left}

    def eject(self, command: Eject, job: Job) -> Result:  # noqa: ARG002
        return self._empty_mouth(retract=False)

    def retract(self, command: Retract, job: Job) -> Result:  # noqa: ARG002
        return self._empty_mouth(retract=True)

    def _empty_mouth(self, *, retract: bool) -> Result:
        if not self._profile.presenter:
            raise UnsupportedCommand("this model has no presenter")
        known = self._ask()
        if self._presenter.occupied:
            known = self._presenter.empty(self._conversation(), known, retract=retract)
            self._learn(known)
        return {"media": self._presenter.media(known).value}

    def clear_alarm(self, command: ClearAlarm, job: Job) -> Result:  # noqa: ARG002
        """The worn head or knife has been changed: its count starts anew."""
        if not self._supplies.serviced(command.code):
            raise InvalidData(f"no part of a printer wears under {command.code!r}")
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Print: print_ticket,
        TestPattern: test_page,
        Feed: feed,
        LoadPaper: load_paper,
        Eject: eject,
        Retract: retract,
        ClearAlarm: clear_alarm,
    }

    # --- status ---

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk

    def _ask(self) -> PrinterStatus:
        talk = self._conversation()
        try:
            talk.forget_old_answers()
            known = talk.ask_status()
        except DeviceError:
            self._known = None
            raise
        self._learn(known)
        return known

    def _learn(self, known: PrinterStatus) -> None:
        self._known = known
        self._presenter.saw(known, self.context.clock.monotonic_s())
        paper = paper_word(known)
        self._supplies.sensed(paper, cover_open=known.cover_open)
        if self._told_paper is not None and paper.value != self._told_paper:
            self.context.emit(PaperThreshold(paper=paper.value))
        self._told_paper = paper.value

    def _recover(self, known: PrinterStatus) -> PrinterStatus:
        """After a jam was cleared the printer waits to be told (DLE ENQ); what it still held is dropped."""
        now_s = self.context.clock.monotonic_s()
        if now_s < self._may_recover_s:
            return known
        self._may_recover_s = now_s + RECOVER_EVERY_S
        self._conversation().send(commands.RECOVER_AND_CLEAR)
        return self._ask()

    # --- printing ---

    def _require_ready(self) -> None:
        """Raise what hinders printing, before a byte of the ticket is sent."""
        if not self._profile.answers:
            return
        try:
            known = self._ask()
            if waits_for_recovery(known):
                known = self._recover(known)
            hindered = hindrance(known)
            if hindered:
                raise hindered
            self._learn(self._presenter.make_room(self._conversation(), known))
        except DeviceError as error:
            error.untouched = True
            raise

    def _print(self, document: Document, job: Job) -> Result:
        self._require_ready()
        talk = self._conversation()
        if job.cancelled:
            raise Cancelled(untouched=True)
        stopped = self._press.run(talk, document)
        if stopped is not None:
            self._raise_for(stopped)
        if not self._profile.answers:
            raise OutcomeUnknown("this model never answers", reason="printer.neverAnswers")
        if self._profile.presenter and self._known:
            # Only how things look afterwards: the ticket is out whatever is answered here.
            with contextlib.suppress(DeviceError):
                self._learn(talk.ask_full_status(self._known))
        return {"pictured_lines": document.pictured_lines, "missing_characters": document.missing_characters}

    def _raise_for(self, known: PrinterStatus) -> None:
        """The printer stopped in mid-ticket."""
        if known.ticket_in_mouth is None and self._profile.presenter:
            # An automatic report doesn't speak of the mouth.
            known = replace(known, ticket_in_mouth=self._presenter.occupied)
        self._learn(known)
        raise hindrance(known) or HardwareFailed("it stopped in mid-ticket", reason="printer.error")
