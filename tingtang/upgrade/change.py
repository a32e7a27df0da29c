"""Changes from one release to another and watches; goes back when the new one isn't well. A power cut only delays that."""

from api.releases.orders import Outcome, Trouble
from tingtang.upgrade.gate import Gate, Verdict
from tingtang.upgrade.links import point, remove, version_of
from tingtang.upgrade.ports import Clock, Maker, Services, UnitFacts
from tingtang.upgrade.schemas import newer_schemas, schemas_of
from tingtang.upgrade.state import Phase, StateFile, UpgradeState
from tingtang.upgrade.trouble import Failed, of_disk

LOOK_EVERY_S = 1.0
BACK_GATE_S = 20.0
"""What ran before was well for days: it only has to come up."""
MOST_CUTS = 3
"""A change that was cut short so often is given up: perhaps it is the change that cuts the power."""
FAILURES = frozenset({Outcome.FAILED, Outcome.WENT_BACK, Outcome.STUCK})


class Changer:
    """Only one process at a time may use it (`lock`)."""

    def __init__(self, unit: UnitFacts, state_file: StateFile, maker: Maker, services: Services, clock: Clock) -> None:
        self._unit = unit
        self._layout = unit.layout
        self._file = state_file
        self._maker = maker
        self._services = services
        self._clock = clock

    def running(self) -> str | None:
        return version_of(self._layout.current)

    def change(self, new: str, order: str, gate_s: int) -> UpgradeState:
        """From what runs to `new`, which is made and checked.

        Raises:
            OSError: the disk refuses it; the next `recover` sees to the rest.
        """
        before = self._file.load()
        state = self._file.save(
            UpgradeState(
                phase=Phase.CHANGING,
                order=order,
                old=self.running(),
                new=new,
                earlier=version_of(self._layout.previous),
                gate_s=gate_s,
                unwell_before=any(look.well is False for look in self._services.look()),
                schemas=schemas_of(self._layout),
                cuts=before.cuts if before.order == order else 0,
            )
        )
        try:
            if state.old is not None:
                point(self._layout.previous, state.old, self._layout.releases)
            point(self._layout.current, new, self._layout.releases)
        except OSError as error:
            failed = of_disk(error)
            if self.running() == new:
                return self._go_back(state, failed.trouble, failed.detail)
            ended = {"phase": Phase.IDLE, "outcome": Outcome.FAILED, "trouble": failed.trouble, "detail": failed.detail}
            return self._file.save(state.model_copy(update=ended))
        return self._start_new(state)

    def recover(self) -> UpgradeState:
        """Bring a change that was cut short to one of its two ends: the new release and well, or the old one.

        Raises:
            OSError: the disk refuses it.
        """
        state = self._file.load()
        if state.phase is Phase.CHANGING:
            state = self._file.save(state.model_copy(update={"cuts": state.cuts + 1}))
            given_up = state.cuts >= MOST_CUTS
            if self.running() == state.new:
                return self._go_back(state, Trouble.INTERRUPTED, "") if given_up else self._start_new(state)
            outcome, trouble = (Outcome.FAILED, Trouble.INTERRUPTED) if given_up else (Outcome.STAYED, Trouble.NONE)
            return self._file.save(state.model_copy(update={"phase": Phase.IDLE, "outcome": outcome, "trouble": trouble}))
        if state.phase is Phase.GOING_BACK:
            return self._start_old(state)
        return state

    def _start_new(self, state: UpgradeState) -> UpgradeState:
        try:
            self._maker.place(state.new or "")
            self._services.restart()
            verdict, why = self._watch(Gate(state.gate_s, state.unwell_before))
        except Failed as error:
            return self._go_back(state, error.trouble, error.detail)
        except OSError as error:
            failed = of_disk(error)
            return self._go_back(state, failed.trouble, failed.detail)
        if verdict is not Verdict.WELL:
            return self._go_back(state, Trouble(verdict.value), why)
        point(self._layout.proven, state.new or "", self._layout.releases)
        done = {"phase": Phase.IDLE, "outcome": Outcome.WELL, "trouble": Trouble.NONE, "detail": "", "cuts": 0}
        return self._file.save(state.model_copy(update=done))

    def _go_back(self, state: UpgradeState, trouble: Trouble, detail: str) -> UpgradeState:
        failed = state.model_copy(update={"trouble": trouble, "detail": detail})
        newer = newer_schemas(state.schemas, schemas_of(self._layout))
        if newer or state.old is None:
            # The old release can't read what the new one has written, so it would not start either.
            why = {"trouble": Trouble.DATA_NEWER, "detail": f"{detail}; {', '.join(newer)}"} if newer else {}
            return self._file.save(failed.model_copy(update={"phase": Phase.IDLE, "outcome": Outcome.STUCK, **why}))
        return self._start_old(self._file.save(failed.model_copy(update={"phase": Phase.GOING_BACK})))

    def _start_old(self, state: UpgradeState) -> UpgradeState:
        old = state.old or ""
        point(self._layout.current, old, self._layout.releases)
        if state.earlier is not None and self._maker.is_made(state.earlier):
            point(self._layout.previous, state.earlier, self._layout.releases)
        else:
            remove(self._layout.previous)
        try:
            self._maker.place(old)
            self._services.restart()
            verdict, _ = self._watch(Gate(BACK_GATE_S, unwell_before=True))
        except (Failed, OSError):
            verdict = Verdict.NOT_STARTED
        outcome = Outcome.WENT_BACK if verdict is Verdict.WELL else Outcome.STUCK
        return self._file.save(state.model_copy(update={"phase": Phase.IDLE, "outcome": outcome, "cuts": 0}))

    def _watch(self, gate: Gate) -> tuple[Verdict, str]:
        while True:
            verdict = gate.judge(self._services.look(), self._clock.now_s())
            if verdict is not Verdict.WAIT:
                return verdict, gate.why
            self._clock.sleep(LOOK_EVERY_S)
