"""A call for a person, from the help screen: over whatever the citizen is doing, which goes on when the help closes.

Time comes in by `tick`. Nobody within the hall's time, nobody on duty, or no hall at all: each is said, with a telephone number
and the next step, and a paper can be printed that says what was done. Somebody who comes late is told all the same.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from api.messages.duty_views import StaffCallView
from api.messages.duty_words import CallKind, CallState
from kiosk.flow.duty.ports import DeskNotice, DutyPorts, HelpSlip
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.printing import PrintOutcome

POLL_S = 2.0
"""How often the hall is asked for the call's state."""
WAITED_FOR_S = 300.0
"""So long somebody may wait before the screen without a touch, once somebody is coming."""


class CallPhase(StrEnum):
    NONE = "none"
    """Nobody was called."""
    ASKING = "asking"
    """The hall hasn't answered yet."""
    CALLING = "calling"
    """Staff have been told."""
    COMING = "coming"
    """Somebody has claimed it."""
    UNANSWERED = "unanswered"
    """Nobody has claimed it in time; it stands on."""
    NOBODY = "nobody"
    """Nobody is on duty at this hour; it is seen when somebody is."""
    UNREACHABLE = "unreachable"
    """The hall can't be reached: nobody was called."""
    OVER = "over"
    """Staff have closed it."""


WANTS_PAPER = frozenset({CallPhase.UNANSWERED, CallPhase.NOBODY, CallPhase.UNREACHABLE})
WAITING = frozenset({CallPhase.ASKING, CallPhase.CALLING, CallPhase.COMING})


class SlipState(StrEnum):
    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HelpShown:
    """What the help screen shows."""

    phase: CallPhase = CallPhase.NONE
    kind: CallKind = CallKind.HELP
    notice: DeskNotice = field(default_factory=DeskNotice)
    slip: SlipState = SlipState.NONE
    can_print: bool = False


class HelpCall:
    """One at a time. `tick` a few times a second, `forget` when the citizen has gone, `close` at the end."""

    def __init__(self, ports: DutyPorts, clock: Callable[[], float], on_change: Callable[[], None]) -> None:
        """
        Args:
            clock: seconds of a steady clock.
            on_change: after each change of `shown`.
        """
        self._ports = ports
        self._clock = clock
        self._on_change = on_change
        self._shown = HelpShown()
        self._call = ""
        self._since_s = 0.0
        self._poll_at_s = 0.0
        self._poll = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def shown(self) -> HelpShown:
        return self._shown

    @property
    def waits(self) -> bool:
        """The citizen waits for a person: nobody is asked whether they are still there."""
        return self._shown.phase in WAITING and self._clock() - self._since_s < WAITED_FOR_S

    def call(self, kind: CallKind, step: str) -> None:
        """Once more while one is under way changes nothing, but somebody in danger goes before."""
        if self._shown.phase in WAITING and kind is self._shown.kind:
            return
        self._stop()
        self._call, self._since_s = "", self._clock()
        self._set(HelpShown(CallPhase.ASKING, kind, self._ports.staff.notice(), can_print=self._ports.slips.ready()))
        self._following = self._task(self._follow(kind, step), "help-call")

    def withdraw(self) -> None:
        """Nobody is needed any more."""
        call = self._call
        self._stop()
        self._call = ""
        self._set(HelpShown())
        if call:
            self._task(self._withdrawn(call), "help-withdraw")

    def print_slip(self, number: str, language: str) -> None:
        """What was done, on paper: once, and again when it failed."""
        shown = self._shown
        if shown.phase in WANTS_PAPER and shown.slip in (SlipState.NONE, SlipState.FAILED):
            self._set(replace(shown, slip=SlipState.PRINTING))
            slip = HelpSlip(shown.kind, shown.phase.value, number, shown.notice)
            self._task(self._printed(slip, language), "help-slip")

    def tick(self) -> None:
        if self._following is not None and self._clock() >= self._poll_at_s:
            self._poll.set()

    def forget(self) -> None:
        """The citizen has gone. A call that stands is staff's to close: they may have gone to look for somebody."""
        self._stop()
        self._call = ""
        self._set(HelpShown())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, kind: CallKind, step: str) -> None:
        staff = self._ports.staff
        try:
            call = await staff.call(kind, step)
        except (HallSilent, HallRefused):
            self._phase(CallPhase.UNREACHABLE)
            return
        self._call = call.id
        while True:
            self._phase(self._phase_of(call))
            if call.state is CallState.CLOSED:
                return
            self._poll_at_s = self._clock() + POLL_S
            self._poll.clear()
            await self._poll.wait()
            try:
                call = await staff.state(call.id)
            except HallSilent:
                # Known no more: what was last heard stands, and time goes on.
                continue
            except HallRefused:
                self._phase(CallPhase.OVER)
                return

    def _phase_of(self, call: StaffCallView) -> CallPhase:
        match call.state:
            case CallState.CLAIMED:
                return CallPhase.COMING
            case CallState.CLOSED:
                return CallPhase.OVER
        if not call.staffed:
            return CallPhase.NOBODY
        late = self._clock() - self._since_s >= self._ports.staff.notice().claim_s
        return CallPhase.UNANSWERED if late else CallPhase.CALLING

    async def _withdrawn(self, call: str) -> None:
        try:
            await self._ports.staff.withdraw(call)
        except (HallSilent, HallRefused):
            # Somebody comes and finds nobody: no harm done.
            return

    async def _printed(self, slip: HelpSlip, language: str) -> None:
        report = await self._ports.slips.print(slip, language)
        printed = report.outcome is PrintOutcome.PRINTED
        if self._shown.slip is SlipState.PRINTING:
            self._set(replace(self._shown, slip=SlipState.PRINTED if printed else SlipState.FAILED))

    def _phase(self, phase: CallPhase) -> None:
        notice, can_print = self._ports.staff.notice(), self._ports.slips.ready()
        self._set(replace(self._shown, phase=phase, notice=notice, can_print=can_print))

    def _set(self, shown: HelpShown) -> None:
        if shown != self._shown:
            self._shown = shown
            self._on_change()

    def _stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
            self._following = None

    def _task(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            # Whatever broke, the citizen gets a telephone number.
            self._phase(CallPhase.UNREACHABLE)
