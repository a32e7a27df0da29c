"""The four-key evaluator (评价器): one ask, one outcome."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from api.content.rating_maps import UnknownLevelMap, levels_by_code
from api.messages.device_commands import Ask, CancelCommand, DeviceCommand
from api.messages.device_events import Rated
from api.messages.state import Status
from api.messages.words import RatingOutcome, RatingPadState
from drivers.core.driver import DriverContext, Result
from drivers.core.errors import Misconfigured
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.ff68.functions import BEEP, HOST_FUNCTIONS
from drivers.ff68.pad import Pad, PadConfig
from drivers.ff68.profile import RatingPadProfile
from drivers.ff68.protocol import Decoder, PadFrame
from drivers.ff68.rating_session import Answer, RatingSession
from drivers.profiles import load_profile

_STATE_AFTER = {
    RatingOutcome.SUBMITTED: RatingPadState.ANSWERED,
    RatingOutcome.DECLINED: RatingPadState.ANSWERED,
    RatingOutcome.TIMEOUT: RatingPadState.TIMED_OUT,
    RatingOutcome.DEVICE_FAULT: RatingPadState.UNKNOWN,
}


class RatingPadConfig(PadConfig):
    profile: str = "ff68-evaluator"


class RatingPad(Pad):
    """A window's evaluator on the FF 68 bus. It sends keys whenever they are pressed; the session here decides which count."""

    kind = "rating-pad"
    Config = RatingPadConfig

    def __init__(self, config: RatingPadConfig, context: DriverContext) -> None:
        profile = load_profile(RatingPadProfile, config.profile, kind=self.kind)
        super().__init__(config, context, profile)
        self._rating_function = profile.rating_function
        try:
            self._levels = levels_by_code(profile.level_map)
        except UnknownLevelMap as error:
            raise Misconfigured(str(error), reason="profile.invalid") from error
        self._session = RatingSession()
        self._state = RatingPadState.IDLE
        self._ignored = 0

    def disconnect(self) -> None:
        super().disconnect()
        self._tell(self._session.device_lost())
        self._state = RatingPadState.UNKNOWN

    def connect(self, link: Link) -> None:
        super().connect(link)
        self._state = RatingPadState.IDLE

    def check(self) -> None:
        self._end_if_due()
        super().check()

    def listen(self, timeout_s: float) -> None:
        open_ask = self._session.open_ask
        if open_ask is not None:
            timeout_s = max(0.0, min(timeout_s, open_ask.deadline_s - self.context.clock.monotonic_s()))
        super().listen(timeout_s)
        self._end_if_due()

    def status(self) -> Status:
        state, reason = self._device_state()
        return Status(device=state, reason=reason, detail={"pad": self._state.value, "ignored_presses": self._ignored})

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:  # noqa: ARG004 (the base's signature)
        """A rating, and its echo, never stay in the trace: with the time beside it they would name who rated how."""
        frames = Decoder().feed(data)
        told_by_us = bool(frames) and all(frame.function in HOST_FUNCTIONS for frame in frames)
        return () if told_by_us else ((0, len(data)),)

    def ask(self, command: Ask, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Invite with a beep and take the next rating key; the outcome follows as event `rated`.

        Raises:
            DeviceSilent: the pad doesn't acknowledge; the ask isn't opened.
        """
        self._end_if_due()
        open_ask = self._session.open_ask
        if open_ask is not None and open_ask.ask == command.ask:
            return None
        self._request(BEEP)
        self._tell(self._session.ask(command.ask, command.window, command.timeout_s, self.context.clock.monotonic_s()))
        self._state = RatingPadState.ASKING
        return None

    def cancel(self, command: CancelCommand, job: Job) -> Result:  # noqa: ARG002
        """Close the ask with this id without an outcome; nothing happens when it isn't open."""
        cancelled = self._session.cancel(command.target)
        if cancelled:
            self._state = RatingPadState.IDLE
        return {"cancelled": cancelled}

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {Ask: ask, CancelCommand: cancel}

    def _on_frame(self, frame: PadFrame) -> None:
        now_s = self.context.clock.monotonic_s()
        code = frame.data[0] if len(frame.data) == 1 else None
        if frame.function != self._rating_function or code is None or code not in self._levels:
            self._ignored += 1
            return
        if self._session.open_ask is None:
            self._ignored += 1
            return
        self._tell(self._session.pressed(self._levels[code], now_s))

    def _end_if_due(self) -> None:
        self._tell(self._session.due(self.context.clock.monotonic_s()))

    def _tell(self, answer: Answer | None) -> None:
        if answer is None:
            return
        self._state = _STATE_AFTER[answer.outcome]
        self.context.emit(Rated(ask=answer.ask, window=answer.window, outcome=answer.outcome, level=answer.level))
