"""Runs flows: which step, back and next, idle warning and wipe, failsafe. Knows no screen and no device.

All methods are called on the event loop's thread. Time comes in by `tick`, which the owner calls a few times a second.
"""

import asyncio
import contextlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.messages.duty_words import CallKind
from kiosk.flow.audit import AuditEvent, AuditKind, EndReason
from kiosk.flow.duty.help_call import HelpCall, HelpShown
from kiosk.flow.idle import Expired, IdleTimer, IdleTiming, Warned
from kiosk.flow.intents import FROM_THE_WORLD, Intent, IntentKind
from kiosk.flow.mode import USUAL, Mode
from kiosk.flow.outcome import Turn
from kiosk.flow.ports import Clock, KioskPorts
from kiosk.flow.run import Run
from kiosk.flow.session import Session
from kiosk.flow.step import Step
from kiosk.flow.technician.views import TECHNICIAN
from kiosk.flow.views import Failsafe, Home, View
from kiosk.flow.zone.views import Emergency, OutOfService, ZoneClosed

FAILSAFE_S = 15.0
"""How long the failsafe screen stays: time to read two sentences and a number."""

STAYS_IN_EMERGENCY = FROM_THE_WORLD | {IntentKind.LANGUAGE, IntentKind.MODE}
"""Whoever leaves the hall needs nothing else of a kiosk."""
CALLED_FROM_HERE = frozenset({CallKind.HELP, CallKind.SOS})

Flow = Sequence[Step]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen shows at one moment."""

    view: View
    language: str
    step: str = ""
    back: bool = False
    busy: bool = False
    help_open: bool = False
    modes_open: bool = False
    """The sheet with the ways of showing; never together with help."""
    mode: Mode = USUAL
    help: HelpShown = field(default_factory=HelpShown)
    """A person was called, and how far that is."""
    warning_left_s: int | None = None
    """Whole seconds until the session is wiped, while nobody seems to be there."""


class FlowEngine:
    """One kiosk's engine. `on_change` is called after each change of `shown`, and when the world around it changed."""

    def __init__(
        self,
        ports: KioskPorts,
        flows: Mapping[str, Flow],
        *,
        clock: Clock,
        languages: Sequence[str],
        on_change: Callable[[], None],
        timing: IdleTiming | None = None,
    ) -> None:
        self._ports = ports
        self._flows = flows
        self._clock = clock
        self._languages = tuple(languages)
        self._on_change = on_change
        self._timing = timing or IdleTiming()
        self._ticked_s = clock()
        self._idle = IdleTimer(self._timing, self._ticked_s)
        self._shown = Shown(view=Home(), language=self._languages[0])
        self._help = HelpCall(ports.duty, clock, self._help_changed)
        self._looks_on = False
        """Out of service, and somebody wants to see what works all the same."""
        self._run: Run | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._deadline_s: float | None = None

    @property
    def shown(self) -> Shown:
        return self._shown

    @property
    def session(self) -> Session | None:
        """None while nobody's data is held."""
        return self._run.session if self._run else None

    def resume(self, flow: str) -> None:
        """After a restart: take up the ticket that a crash cut off, at the step that takes it."""
        unfinished = self._ports.tickets.unfinished()
        if unfinished is None or self._run is not None:
            return
        session = Session(
            language=unfinished.language if unfinished.language in self._languages else self._languages[0],
            flow=flow,
            service=unfinished.service,
            take_id=unfinished.id,
            reported=unfinished.reported is not None,
        )
        steps = self._flows[flow]
        at = next(index for index, step in enumerate(steps) if step.name == "take-ticket")
        self._shown = Shown(view=Home(), language=session.language)
        self._start(session, at)

    def post(self, intent: Intent) -> None:
        """Something the citizen wants, or a change around the kiosk."""
        if intent.kind not in FROM_THE_WORLD:
            self._idle.touch(self._clock())
            if self._shown.warning_left_s is not None:
                self._set(replace(self._shown, warning_left_s=None))
        if isinstance(self._shown.view, Emergency) and intent.kind not in STAYS_IN_EMERGENCY:
            return
        match intent.kind:
            case IntentKind.TOUCHED | IntentKind.STAY:
                return
            case IntentKind.HOME:
                self._go_home()
            case IntentKind.LANGUAGE:
                self._speak(intent.value)
            case IntentKind.MODE:
                self._show_in(self._shown.mode.toggled(intent.value))
            case IntentKind.MODES:
                self._set(replace(self._shown, modes_open=not self._shown.modes_open, help_open=False))
            case IntentKind.HELP:
                self._set(replace(self._shown, help_open=not self._shown.help_open, modes_open=False))
            case IntentKind.BACK if self._shown.help_open or self._shown.modes_open:
                self._set(replace(self._shown, help_open=False, modes_open=False))
            case IntentKind.START:
                self._begin(intent.value)
            case IntentKind.CALL_STAFF if self._shown.help_open and intent.value in CALLED_FROM_HERE:
                self._help.call(CallKind(intent.value), self._shown.step)
            case IntentKind.END_CALL if self._shown.help_open:
                self._help.withdraw()
            case IntentKind.HELP_SLIP if self._shown.help_open:
                ticket = self._run.session.ticket if self._run else None
                self._help.print_slip(ticket.view.number if ticket else "", self._shown.language)
            case IntentKind.WORLD_CHANGED:
                self._look_at_zone()
                self._pass_on(intent)
            case _:
                self._pass_on(intent)

    def tick(self, *, speaking: bool = False, nobody: bool = False) -> None:
        """Look at the clock: idle warning, wipe, screens that leave by themselves.

        Args:
            speaking: the kiosk is reading the screen out: whoever listens has no time to answer meanwhile.
            nobody: something watches, and nothing has moved before the kiosk for a while.
        """
        now_s = self._clock()
        if speaking:
            self._idle.stand_still(now_s - self._ticked_s)
        # A screen that is covered by help doesn't leave by itself: what it says hasn't been read.
        if (speaking or self._shown.help_open) and self._deadline_s is not None:
            self._deadline_s += now_s - self._ticked_s
        self._ticked_s = now_s
        if self._deadline_s is not None and now_s >= self._deadline_s:
            self._deadline_s = None
            if self._run is None:
                self._rest()
            else:
                self.post(Intent(IntentKind.TIMED_OUT))
        self._help.tick()
        self._look_at_zone()
        if self._shown.busy or (self._shown.help_open and self._help.waits):
            self._idle.touch(now_s)
            return
        if nobody and not speaking:
            self._idle.hurry(now_s)
        match self._idle.state(now_s):
            case Expired():
                self._expire()
            case Warned(left_s=left_s) if self._run is not None and self._shown.warning_left_s != left_s:
                if self._shown.warning_left_s is None:
                    self._record(AuditKind.IDLE_WARNED, self._shown.step)
                self._set(replace(self._shown, warning_left_s=left_s))
            case _:
                pass

    def fail(self, code: str) -> None:
        """Something broke outside the steps, such as a screen: the same end as an exception in a step."""
        self._failsafe(code)

    async def close(self) -> None:
        """Stop. A ticket under way stays open in its port, so that the next start takes it up."""
        self._end(EndReason.CLOSED)
        await self._help.close()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # What a run asks for; `Run` is the only caller.

    @property
    def now_s(self) -> float:
        return self._clock()

    @property
    def mode(self) -> Mode:
        return self._shown.mode

    def seen_for(self, run: Run) -> None:
        if run is self._run:
            self.post(Intent(IntentKind.TOUCHED))

    def show_for(self, run: Run, view: View, *, back: bool, busy: bool, for_s: float | None) -> None:
        if run is not self._run:
            return
        self._deadline_s = None if for_s is None else self._clock() + for_s
        self._set(replace(self._shown, view=view, step=run.step, back=back, busy=busy))

    def _begin(self, flow: str) -> None:
        # A technician comes when nobody is served, too.
        served = not isinstance(self._shown.view, ZoneClosed | OutOfService | Emergency) or flow == TECHNICIAN
        if self._run is None and served and flow in self._flows:
            self._deadline_s = None
            self._start(Session(language=self._shown.language, flow=flow), 0)

    def _start(self, session: Session, at: int) -> None:
        run = self._run = Run(self, session, self._ports)
        self._idle.touch(self._clock())
        self._record(AuditKind.SESSION_STARTED)
        self._set(replace(self._shown, busy=True, help_open=False, modes_open=False))
        task = asyncio.get_running_loop().create_task(self._follow(run, self._flows[session.flow], at))
        run.task = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, run: Run, steps: Flow, at: int) -> None:
        try:
            steps = list(steps)
            while 0 <= at < len(steps):
                run.step = steps[at].name
                self._record(AuditKind.STEP_ENTERED, run.step)
                outcome = await steps[at].run(run)
                if outcome.turn is Turn.FAIL:
                    self._end_of(run, outcome.code)
                    return
                if outcome.turn is Turn.CANCEL:
                    break
                if outcome.rest is not None:
                    steps[at + 1 :] = outcome.rest
                run.session.going_back = outcome.turn is Turn.BACK
                at += -1 if run.session.going_back else 1
            if run is self._run:
                self._end(EndReason.DONE if at == len(steps) else EndReason.CANCELLED)
        except Exception as error:  # the one place where any step's failure ends: the failsafe screen
            self._end_of(run, where(error))

    def _end_of(self, run: Run, code: str) -> None:
        if run is self._run:
            self._failsafe(code)
        else:
            self._record(AuditKind.FAILSAFE, run.step, code)

    def _failsafe(self, code: str) -> None:
        ticket = self._run.session.ticket if self._run else None
        language, mode = self._shown.language, self._shown.mode
        self._record(AuditKind.FAILSAFE, self._shown.step, code)
        self._end(EndReason.FAILSAFE)
        self._deadline_s = self._clock() + FAILSAFE_S
        self._set(Shown(view=Failsafe(number=ticket.view.number if ticket else ""), language=language, mode=mode))

    def _end(self, reason: EndReason) -> None:
        """The wipe: the session's object goes. Language and mode come back to the usual ones, but not under the eyes of
        somebody who only went back to the first screen.
        """
        run, self._run = self._run, None
        self._deadline_s = None
        if run is not None:
            self._record(AuditKind.SESSION_ENDED, run.step, reason.value)
            if run.task is not None and run.task is not asyncio.current_task():
                run.task.cancel()
            if run.session.take_id and reason is not EndReason.CLOSED:
                self._leave(run.session.take_id)
        if reason in (EndReason.HOME, EndReason.CANCELLED):
            self._set(Shown(view=self._first(), language=self._shown.language, mode=self._shown.mode, help=self._help.shown))
        else:
            self._looks_on = False
            self._help.forget()
            self._set(Shown(view=self._first(), language=self._languages[0]))

    def _leave(self, take_id: str) -> None:
        try:
            self._ports.tickets.leave(take_id)
        except Exception as error:  # wiping goes on whatever a port does; the take is settled at the next start
            self._record(AuditKind.FAILSAFE, "leave", where(error))

    def _rest(self) -> None:
        self._end(EndReason.DONE)

    def _go_home(self) -> None:
        if self._run is not None:
            self._end(EndReason.HOME)
        else:
            self._deadline_s = None
            self._set(Shown(view=self._first(), language=self._shown.language, mode=self._shown.mode, help=self._help.shown))

    def _expire(self) -> None:
        resting = Shown(view=self._ports.zone.standing() or Home(), language=self._languages[0])
        if self._run is not None or (self._shown != resting and (self._deadline_s is None or self._shown.help_open)):
            self._end(EndReason.IDLE)

    def _first(self) -> View:
        """What stands where nobody is under way."""
        emergency = self._ports.zone.emergency()
        if emergency is not None:
            return emergency
        standing = self._ports.zone.standing()
        return Home() if standing is None or (self._looks_on and isinstance(standing, OutOfService)) else standing

    def _look_at_zone(self) -> None:
        """An emergency ends whatever is under way; closing time and a fault let who is under way finish."""
        view, emergency = self._shown.view, self._ports.zone.emergency()
        if emergency is not None:
            if view != emergency:
                self._end(EndReason.EMERGENCY)
        elif isinstance(view, Emergency):
            self._rest()
        elif self._run is None and isinstance(view, Home | ZoneClosed | OutOfService) and view != (first := self._first()):
            self._set(replace(self._shown, view=first, modes_open=False))

    def _help_changed(self) -> None:
        self._set(replace(self._shown, help=self._help.shown))

    def _speak(self, language: str) -> None:
        if language in self._languages:
            if self._run is not None:
                self._run.session.language = language
            self._set(replace(self._shown, language=language))

    def _show_in(self, mode: Mode) -> None:
        self._set(replace(self._shown, mode=mode))
        if self._run is not None and not self._shown.busy:
            # A page holds another number of things now.
            self._run.give(Intent(IntentKind.WORLD_CHANGED))

    def _pass_on(self, intent: Intent) -> None:
        if self._run is None:
            if intent.kind is IntentKind.WORLD_CHANGED:
                self._on_change()
            elif isinstance(self._shown.view, Failsafe) and intent.kind is IntentKind.CONFIRM:
                self._rest()
            elif isinstance(self._shown.view, OutOfService) and self._shown.view.some_works and intent.kind is IntentKind.CONFIRM:
                self._looks_on = True
                self._go_home()
            return
        if intent.kind is IntentKind.WORLD_CHANGED:
            self._on_change()
        elif self._shown.busy or (intent.kind is IntentKind.BACK and not self._shown.back):
            return
        self._run.give(intent)

    def _set(self, shown: Shown) -> None:
        if shown != self._shown:
            if shown.mode.large is not self._shown.mode.large:
                self._idle.take(self._timing.unhurried() if shown.mode.large else self._timing)
            self._shown = shown
            self._on_change()

    def _record(self, kind: AuditKind, step: str = "", code: str = "") -> None:
        # A kiosk with a full disk still serves; its log has lost a line.
        with contextlib.suppress(OSError):
            self._ports.audit.record(AuditEvent(kind, step, code))


def where(error: BaseException) -> str:
    """The error's type and the function it came from: enough to find it, and nothing a citizen typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"@{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
