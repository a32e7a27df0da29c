"""A window's rating pad (评价器): one ask, one outcome, whatever family the pad is of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from api.messages.device_commands import Ask, CancelCommand, DeviceCommand, Identify, ShowStaff
from api.messages.state import Status
from api.messages.words import RatingOutcome, RatingPadState
from drivers.core.driver import Driver, DriverContext, Identity, Result
from drivers.core.errors import DeviceError, UnsupportedCommand
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.rating_pad.ask_book import AskBook
from drivers.rating_pad.dialect import Press, Question
from drivers.rating_pad.families import make_dialect
from drivers.rating_pad.masking import personal_ranges
from drivers.rating_pad.profiles import PadConfig
from drivers.rating_pad.session import Answer, OpenAsk, RatingSession

LATE_ANSWER_S = 1.5
"""A pad that keeps the time itself may tell an answer of its last instant so long after ours is over. Less than the margin that
the hall leaves before it ends the ask by itself."""
_STATE_AFTER = {
    RatingOutcome.SUBMITTED: RatingPadState.ANSWERED,
    RatingOutcome.DECLINED: RatingPadState.ANSWERED,
    RatingOutcome.TIMEOUT: RatingPadState.TIMED_OUT,
    RatingOutcome.DEVICE_FAULT: RatingPadState.UNKNOWN,
}


class RatingPadConfig(PadConfig):
    profile: str = "ff68-evaluator"


class RatingPad(Driver):
    """Pads send keys whenever they are pressed; the session here decides which count.

    A kill of the agent ends no ask: its successor goes on with it (`ask_book`). A clean stop and a lost line end it as
    DEVICE_FAULT, but for pads that keep their answers: then the ask waits for the pad.
    """

    kind = "rating-pad"
    Config = RatingPadConfig
    check_every_s = 10.0

    def __init__(self, config: RatingPadConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._window = config.window
        self._dialect = make_dialect(config, self.kind, self._pressed, context.clock.monotonic_s)
        self._session = RatingSession()
        self._book = AskBook(context)
        self._plate: ShowStaff | None = None
        self._state = RatingPadState.IDLE
        self._ignored = 0
        self._being_asked: str | None = None
        self._over: list[str] = []

    # --- the life of the link ---

    def connect(self, link: Link) -> None:
        self._recover()
        self._dialect.connect(link)
        self._state = RatingPadState.IDLE
        self._book.tell()
        self._settle_waiting()
        if self._plate is not None and ShowStaff not in self._dialect.lacks:
            # It may have been switched off: what it shows now is unknown.
            self._dialect.show_staff(self._plate)

    def disconnect(self) -> None:
        self._dialect.disconnect()
        self._over.clear()
        self._recover()
        lost = self._session.suspend() if self._dialect.keeps_answers else self._session.device_lost()
        self._state = RatingPadState.UNKNOWN
        self._tell(lost)

    def check(self) -> None:
        self._end_if_due()
        self._dialect.check()
        self._book.tell()
        self._tidy()

    def listen(self, timeout_s: float) -> None:
        deadline_s = self._deadline_s()
        if deadline_s is not None:
            timeout_s = max(0.0, min(timeout_s, deadline_s - self.context.clock.monotonic_s()))
        self._dialect.listen(timeout_s)
        self._end_if_due()
        self._tidy()

    def status(self) -> Status:
        state, reason = self._dialect.state()
        ignored = self._ignored + self._dialect.ignored
        return Status(device=state, reason=reason, detail={"pad": self._state.value, "ignored_presses": ignored})

    def identity(self) -> Identity:
        known = self._dialect.identity()
        return replace(known, capabilities={**known.capabilities, "window": self._window}, lacks=self._dialect.lacks)

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        return personal_ranges(direction, data)

    # --- commands ---

    def ask(self, command: Ask, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Invite, and take the next rating; the outcome follows as event `rated`.

        Raises:
            DeviceSilent: the pad doesn't take the question; the ask isn't opened.
            AskNotKept: the disk refuses.
        """
        self._end_if_due()
        if self._session.knows(command.ask) or self._book.has(command.ask):
            return None
        now_s = self.context.clock.monotonic_s()
        opened = OpenAsk(command.ask, command.window, now_s + command.timeout_s)
        # In the book first: an ask that stands on a pad and in no book would be forgotten by a kill.
        self._book.keep([*self._asks(), opened], now_s)
        self._tell(self._session.ask(opened.ask, opened.window, command.timeout_s, now_s))
        self._being_asked = opened.ask
        try:
            self._dialect.ask(Question(command.ask, command.window, command.ticket, command.timeout_s))
        except DeviceError:
            self._session.cancel(opened.ask)
            self._keep()
            raise
        finally:
            self._being_asked = None
        if self._session.open_ask is not None:
            self._state = RatingPadState.ASKING
        self._tidy()
        return None

    def cancel(self, command: CancelCommand, job: Job) -> Result:  # noqa: ARG002
        """Close the ask with this id without an outcome; nothing happens when it isn't open."""
        cancelled = self._session.cancel(command.target)
        if cancelled:
            self._state = RatingPadState.IDLE
            self._keep()
            self._dialect.over(command.target)
        return {"cancelled": cancelled}

    def show_staff(self, command: ShowStaff, job: Job) -> Result:  # noqa: ARG002
        """Who serves here, while nothing is asked.

        Raises:
            UnsupportedCommand: the pad has no screen.
        """
        self._require(ShowStaff)
        self._plate = command
        self._dialect.show_staff(command)
        return None

    def identify(self, command: Identify, job: Job) -> Result:  # noqa: ARG002
        self._require(Identify)
        self._dialect.identify(command.label, command.seconds)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Ask: ask,
        CancelCommand: cancel,
        ShowStaff: show_staff,
        Identify: identify,
    }

    # --- presses and ends ---

    def _pressed(self, press: Press) -> None:
        """From the dialect, before the pad is told that the press is safe."""
        if press.ask is not None:
            answer = self._session.answered(press.ask, press.level, press.labels)
        elif self._being_asked is not None:
            # Pressed before the pad took the question.
            answer = None
        else:
            answer = self._session.pressed(press.level, self.context.clock.monotonic_s(), press.labels)
        if answer is None:
            self._ignored += 1
            return
        if not self._dialect.thanks_by_itself:
            self._over.append(answer.ask)
        self._tell(answer)

    def _deadline_s(self) -> float | None:
        open_ask = self._session.open_ask
        return None if open_ask is None else open_ask.deadline_s + (LATE_ANSWER_S if self._dialect.keeps_answers else 0.0)

    def _end_if_due(self) -> None:
        deadline_s = self._deadline_s()
        now_s = self.context.clock.monotonic_s()
        if deadline_s is None or now_s < deadline_s:
            return
        if self._dialect.keeps_answers:
            # Before it is said that nobody answered, the pad must say so: its line may be dead, and the answer in the pad.
            self._dialect.check()
            if self._dialect.has_answer_waiting and now_s < deadline_s + LATE_ANSWER_S:
                return
        answer = self._session.due(now_s)
        if answer is not None:
            self._over.append(answer.ask)
        self._tell(answer)

    def _settle_waiting(self) -> None:
        """The pad is back: asks that still run go on, of the others it has no answer."""
        if self._dialect.has_answer_waiting:
            return
        now_s = self.context.clock.monotonic_s()
        for waited in self._session.waiting:
            left_s = int(waited.deadline_s - now_s)
            if left_s >= 1 and self._session.reopen(waited.ask):
                # The same ask again changes nothing on a pad that still has it.
                self._dialect.ask(Question(waited.ask, waited.window, "", left_s))
                self._state = RatingPadState.ASKING
            elif waited in self._session.waiting:
                self._tell(self._session.give_up(waited.ask))

    def _tidy(self) -> None:
        """What may need an answer of the pad, so not within a read."""
        while self._over:
            self._dialect.over(self._over.pop(0))
        if self._session.waiting and self._session.open_ask is None:
            self._settle_waiting()

    def _tell(self, answer: Answer | None) -> None:
        if answer is None:
            return
        self._state = _STATE_AFTER[answer.outcome]
        self._book.ended(answer, self._asks(), self.context.clock.monotonic_s())

    # --- the book ---

    def _asks(self) -> list[OpenAsk]:
        open_ask = self._session.open_ask
        return [*self._session.waiting, *([open_ask] if open_ask is not None else [])]

    def _keep(self) -> None:
        self._book.keep(self._asks(), self.context.clock.monotonic_s())

    def _recover(self) -> None:
        """Once: the asks of a run that was killed."""
        for ask in self._book.recover(self.context.clock.monotonic_s()):
            self._session.await_pad(ask)
        if self._session.waiting and not self._dialect.keeps_answers and self._session.open_ask is None:
            self._go_on_without_the_pads_memory()

    def _go_on_without_the_pads_memory(self) -> None:
        """The pad still asks, or the person still stands there: the ask runs on to its end. What ended meanwhile nobody heard."""
        now_s = self.context.clock.monotonic_s()
        for waited in self._session.waiting:
            if waited.deadline_s <= now_s or not self._session.reopen(waited.ask):
                self._tell(self._session.give_up(waited.ask))

    def _require(self, command: type[DeviceCommand]) -> None:
        if command in self._dialect.lacks:
            raise UnsupportedCommand(f"this pad can't do {command.__name__}")
