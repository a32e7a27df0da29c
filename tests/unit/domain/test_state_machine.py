"""All operations in any order by any number of people, with crashes in between: the invariants hold after each step.

`python -m tests.unit.domain.test_state_machine [examples]` runs it for long.
"""

import random
import sys
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from api.messages import hall_commands as commands
from api.messages.hall_commands import HALL_COMMANDS
from api.messages.roles import may_give
from api.messages.words import HandOver, Role, WindowState
from api.ports import Actor
from hall_controller.domain import invariants
from hall_controller.domain.apply import apply
from hall_controller.domain.decide import DECIDE
from hall_controller.domain.events import CALL_KINDS, Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.reads import READS
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ticket
from hall_controller.domain.watching import Watch
from hall_controller.store.ledger import decode_event, encode_event
from tests.support.any_command import any_command
from tests.support.hall_core import MORNING
from tests.support.hall_store import remembered
from tests.support.stored_core import StoredCore
from tests.support.whole_queue import whole_queue_config

OPERATIONS = sorted(DECIDE, key=lambda model: model.__name__)
ACTORS = (
    Actor("clerk-1", Role.CLERK),
    Actor("clerk-2", Role.CLERK),
    Actor("manager-1", Role.MANAGER),
    Actor("kiosk-01", Role.DEVICE),
    Actor("kiosk-02", Role.DEVICE),
)
CHANCE = st.integers(0, 2**32 - 1)
"""Seed of one step's choices: a draw of Hypothesis for each field would cost more than the step."""
STARTS = (MORNING, MORNING + int(2.9 * 3_600_000), MORNING + int(14.9 * 3_600_000))
"""09:00, before noon, before midnight."""
SENSIBLE: dict[WindowState, tuple[type[commands.HallCommand], ...]] = {
    WindowState.CLOSED: (commands.OpenWindow, commands.OpenWindow, commands.LogInByCard),
    WindowState.IDLE: (*[commands.Next] * 4, commands.Call, commands.TakeBack, commands.UndoFinish, commands.Pause),
    WindowState.CALLING: (commands.Arrive, commands.Arrive, commands.Miss, commands.Return, commands.Recall),
    WindowState.SERVING: (commands.Finish, commands.Finish, commands.Hold, commands.Reject, commands.Transfer),
    WindowState.RATING: (commands.Next, commands.UndoFinish),
    WindowState.PAUSED: (commands.Resume,),
    WindowState.FAULT: (commands.ReportWindow,),
    WindowState.OFFLINE: (commands.ReportWindow,),
}
"""What a clerk would do in each state: pure chance would hardly ever bring a citizen to the end of a visit."""


class HallMachine(RuleBasedStateMachine):
    @initialize(start=st.sampled_from(STARTS), seed=CHANCE)
    def open(self, start: int, seed: int) -> None:
        self.core = StoredCore(Rules(whole_queue_config()), start)
        self.core.chance = random.Random(seed).random
        self.replica = Hall(self.core.rules)
        self.watch = Watch()
        self.seen = 0
        self.attempted: Counter[type[commands.HallCommand]] = Counter()
        self.carried_out: Counter[type[commands.HallCommand]] = Counter()
        self.history: dict[str, Ticket] = {}
        self.everything_holds()

    def teardown(self) -> None:
        if hasattr(self, "core"):
            self.core.close()

    def attempt(self, command: commands.HallCommand, dice: random.Random) -> None:
        model = type(command)
        self.attempted[model] += 1
        before, was = self.core.hall.seq, remembered(self.core.hall) if dice.random() < 0.05 else None
        try:
            self.core.do(command, dice.choice([actor for actor in ACTORS if may_give(actor.role, model)]))
            self.carried_out[model] += 1
        except Refused:
            assert self.core.hall.seq == before
            assert was is None or remembered(self.core.hall) == was, f"{model.__name__} was refused and changed the hall"

    @rule(model=st.sampled_from(OPERATIONS), seed=CHANCE)
    def anybody(self, model: type[commands.HallCommand], seed: int) -> None:
        """Any operation, sensible or not."""
        dice = random.Random(seed)
        if model is commands.CloseDay and dice.random() < 0.9:
            # Nearly everything is refused until the next morning.
            return
        self.attempt(any_command(model, self.core.hall, self.core.now, dice.choice), dice)

    @rule(moves=st.integers(5, 20), seed=CHANCE)
    def work(self, moves: int, seed: int) -> None:
        """Clerks at work."""
        dice = random.Random(seed)
        for _ in range(moves):
            window = dice.choice(sorted(self.core.rules.windows))
            model = dice.choice(SENSIBLE[self.core.hall.windows[window].state])
            fields = any_command(model, self.core.hall, self.core.now, dice.choice).model_dump(mode="json")
            self.attempt(model.model_validate(fields | {"window": window, "reason": "form", "fault": "", "offline": False}), dice)
            self.core.later(dice.choice((1, 6, 20)))

    @rule(count=st.integers(1, 6), seed=CHANCE)
    def crowd(self, count: int, seed: int) -> None:
        """People come."""
        dice = random.Random(seed)
        for _ in range(count):
            take = any_command(commands.Take, self.core.hall, self.core.now, dice.choice)
            assert isinstance(take, commands.Take)
            self.attempt(take.model_copy(update={"hand_over": HandOver.SCREEN, "more": ()}), dice)

    @rule(
        model=st.sampled_from(
            [commands.Book, commands.CheckIn, commands.MoveBooking, commands.LeaseNumbers, commands.TakeOffline]
        ),
        seed=CHANCE,
    )
    def ahead(self, model: type[commands.HallCommand], seed: int) -> None:
        """Bookings and ranges come in several steps: pure chance would rarely take the second."""
        dice = random.Random(seed)
        for _ in range(3):
            self.attempt(any_command(model, self.core.hall, self.core.now, dice.choice), dice)

    @rule(seconds=st.sampled_from([0.5, 6, 20, 95, 400, 1900]))
    def wait(self, seconds: float) -> None:
        self.core.later(seconds)

    @precondition(lambda self: len(self.core.hall.tickets) > 10 or self.core.hall.day_closed)
    @rule()
    def next_day(self) -> None:
        self.core.later(24 * 3600)

    @rule()
    def crash(self) -> None:
        """The next process finds the state of this one, and goes on with it."""
        assert remembered(self.core.loaded()) == remembered(self.core.hall)  # 4
        self.core.restart()

    @invariant()
    def everything_holds(self) -> None:
        """Numbers of the invariants as in the domain's list."""
        fresh = self.core.events[self.seen :]
        self.seen = len(self.core.events)
        for event in fresh:
            self.follow(event)
        hall = self.core.hall
        assert self.watch.problems == []  # 5, 7, 8
        assert remembered(self.replica) == remembered(hall)  # 4
        assert invariants.window_problems(hall) == []  # 2
        assert invariants.line_problems(hall) == []  # 8
        assert invariants.question_problems(hall) == []
        assert self.watch.number_problems(self.core.rules) == []  # 1
        assert invariants.interval_problems(self.history.values(), self.core.intervals) == []  # 3
        assert invariants.promise_problems(self.history.values(), self.watch.promises) == []
        self.calls_reach_their_outputs(fresh)  # 6

    def follow(self, event: Event) -> None:
        """The replica sees what the ledger stores, not the objects themselves."""
        stored = decode_event(encode_event(event))
        assert stored == event
        self.watch.before(self.replica, stored)
        apply(self.replica, stored)
        self.watch.after(self.replica, stored)
        self.history |= self.replica.changes.issued
        self.replica.changes.clear()
        self.replica.timers.clear()

    def calls_reach_their_outputs(self, fresh: list[Event]) -> None:
        for event in fresh:
            if event.kind in CALL_KINDS:
                told = Counter(delivery.device for delivery in self.core.deliveries if delivery.call_seq == event.seq)
                assert told == self.watch.calls[event.seq][1]


HallMachine.TestCase.settings = settings(max_examples=120, stateful_step_count=50)
TestHallMachine = pytest.mark.filterwarnings("error")(HallMachine.TestCase)


STEPS_AT_LEAST, STEPS_AT_MOST = 1_500, 15_000


def test_every_operation_happens_in_some_days_of_chance() -> None:
    """One hall over many steps: each operation of the hall is attempted, and each is carried out at least once."""
    reads = {commands.Catalogue, *READS}
    assert set(OPERATIONS) == set(HALL_COMMANDS.values()) - reads
    dice = random.Random(3)
    machine = HallMachine()
    machine.open(MORNING, 1)
    for step in range(STEPS_AT_MOST):
        if step >= STEPS_AT_LEAST and machine.carried_out.keys() == DECIDE.keys():
            break
        machine.anybody(dice.choice(OPERATIONS), dice.randrange(2**32))
        if step % 5 == 0:
            machine.work(4, dice.randrange(2**32))
            machine.crowd(1, dice.randrange(2**32))
        if step % 20 == 0:
            machine.ahead(dice.choice((commands.Book, commands.LeaseNumbers)), dice.randrange(2**32))
            machine.crash()
        machine.wait(dice.choice((1, 6)))
        if machine.core.hall.day_closed or step % 300 == 299:
            machine.next_day()
    machine.everything_holds()
    machine.teardown()
    assert machine.attempted.keys() == DECIDE.keys()
    never = DECIDE.keys() - machine.carried_out.keys()
    assert not never, sorted(model.__name__ for model in never)


if __name__ == "__main__":
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    run_state_machine_as_test(HallMachine, settings=settings(max_examples=examples, stateful_step_count=100, deadline=None))
