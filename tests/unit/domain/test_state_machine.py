"""All operations in any order by any number of people: the invariants hold after each step."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from api.messages import hall_commands as commands
from api.messages.words import HandOver, PadKey, RatingLevel, RatingOutcome, TicketClass, WindowState
from hall_controller.domain import invariants
from hall_controller.domain.apply import apply
from hall_controller.domain.events import CALL_KINDS, Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.store.ledger import decode_event, encode_event
from tests.support.hall_core import CoreHall
from tests.support.hall_store import remembered

WINDOWS = st.sampled_from([1, 2, 3])
SERVICES = st.sampled_from(["s-a", "s-b", "s-c"])
REASONS = st.sampled_from(["form", "form", "form", ""])
OVERVIEW = ("agent/overview-1", "agent/overview-2")
SENSIBLE: dict[WindowState, list[type[commands.HallCommand]]] = {
    WindowState.CLOSED: [commands.OpenWindow],
    WindowState.IDLE: [commands.Next, commands.Next, commands.Next, commands.UndoFinish, commands.Pause],
    WindowState.CALLING: [commands.Arrive, commands.Arrive, commands.Miss, commands.Return, commands.Recall],
    WindowState.SERVING: [commands.Finish, commands.Finish, commands.Hold, commands.Reject, commands.Transfer],
    WindowState.RATING: [commands.Next, commands.UndoFinish],
    WindowState.PAUSED: [commands.Resume],
}
"""What a clerk would do in each state: pure chance would hardly ever bring a citizen to the end of a visit."""


class HallMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.core = CoreHall()
        self.replica = Hall(self.core.rules)
        self.seen = 0
        self.history: dict[str, Any] = {}
        self.issued: list[tuple[str, str, int]] = []
        self.turns: list[str] = []
        self.refused = 0

    def attempt(self, command: commands.HallCommand) -> None:
        before = self.core.hall.seq
        try:
            self.core.do(command)
        except Refused:
            self.refused += 1
            assert self.core.hall.seq == before

    def any_ticket(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.core.hall.tickets)))

    @rule(service=SERVICES, hand_over=st.sampled_from(HandOver), ticket_class=st.sampled_from(TicketClass))
    def take(self, service: str, hand_over: HandOver, ticket_class: TicketClass) -> None:
        self.attempt(commands.Take(service=service, hand_over=hand_over, ticket_class=ticket_class))

    @rule(window=WINDOWS)
    def open_window(self, window: int) -> None:
        self.attempt(commands.OpenWindow(window=window))

    @rule(
        window=WINDOWS,
        model=st.sampled_from(
            [
                commands.Next,
                commands.Recall,
                commands.Arrive,
                commands.Miss,
                commands.Return,
                commands.Finish,
                commands.UndoFinish,
                commands.Resume,
            ]
        ),
    )
    def at_window(self, window: int, model: type[commands.HallCommand]) -> None:
        self.attempt(model.model_validate({"window": window}))

    @rule(moves=st.lists(st.tuples(WINDOWS, st.integers(0, 59)), min_size=5, max_size=20))
    def work(self, moves: list[tuple[int, int]]) -> None:
        """Clerks at work."""
        for window, choice in moves:
            likely = SENSIBLE[self.core.hall.windows[window].state]
            model = likely[choice % len(likely)]
            self.attempt(model.model_validate({"window": window, "reason": "form", "service": "s-b"}))
            self.core.later(6)
            self.everything_holds()

    @rule(count=st.integers(1, 6), service=st.sampled_from(["s-a", "s-a", "s-b"]))
    def crowd(self, count: int, service: str) -> None:
        for _ in range(count):
            self.attempt(commands.Take(service=service, hand_over=HandOver.SCREEN))

    @rule(window=WINDOWS, model=st.sampled_from([commands.Hold, commands.Reject, commands.Pause]), reason=REASONS)
    def with_reason(self, window: int, model: type[commands.HallCommand], reason: str) -> None:
        self.attempt(model.model_validate({"window": window, "reason": reason}))

    @rule(window=WINDOWS)
    def close_window(self, window: int) -> None:
        self.attempt(commands.CloseWindow(window=window))

    @rule(window=WINDOWS, service=st.none() | SERVICES, to_window=st.none() | WINDOWS)
    def transfer(self, window: int, service: str | None, to_window: int | None) -> None:
        self.attempt(commands.Transfer(window=window, service=service, to_window=to_window))

    @rule(window=WINDOWS, key=st.sampled_from(PadKey), digits=st.sampled_from(["", "1", "3", "5"]))
    def press(self, window: int, key: PadKey, digits: str) -> None:
        self.attempt(commands.PressKey(window=window, key=key.value, digits=digits))

    @precondition(lambda self: self.core.hall.tickets)
    @rule(data=st.data(), model=st.sampled_from([commands.Back, commands.Cancel, commands.Reprint]))
    def of_ticket(self, data: st.DataObject, model: type[commands.HallCommand]) -> None:
        self.attempt(model.model_validate({"ticket": self.any_ticket(data)}))

    @precondition(lambda self: self.core.hall.tickets)
    @rule(data=st.data(), handed_over=st.none() | st.sampled_from(HandOver))
    def report_hand_over(self, data: st.DataObject, handed_over: HandOver | None) -> None:
        self.attempt(commands.ReportHandOver(ticket=self.any_ticket(data), handed_over=handed_over))

    @precondition(lambda self: self.core.hall.tickets)
    @rule(data=st.data(), window=WINDOWS, model=st.sampled_from([commands.Call, commands.TakeBack]))
    def choose(self, data: st.DataObject, window: int, model: type[commands.HallCommand]) -> None:
        self.attempt(model.model_validate({"ticket": self.any_ticket(data), "window": window}))

    @precondition(lambda self: self.core.hall.tickets)
    @rule(data=st.data(), reason=REASONS)
    def void(self, data: st.DataObject, reason: str) -> None:
        self.attempt(commands.Void(ticket=self.any_ticket(data), reason=reason))

    @precondition(lambda self: self.core.hall.asks)
    @rule(data=st.data(), outcome=st.sampled_from(RatingOutcome), level=st.none() | st.sampled_from(RatingLevel))
    def rate(self, data: st.DataObject, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        ask = data.draw(st.sampled_from(sorted(self.core.hall.asks)))
        self.attempt(commands.Rate(ask=ask, outcome=outcome, level=level))

    @rule(seconds=st.sampled_from([0.5, 6, 20, 95, 1900]))
    def wait(self, seconds: float) -> None:
        self.core.later(seconds)

    @precondition(lambda self: len(self.core.hall.tickets) > 20)
    @rule(hours=st.sampled_from([24]), closes=st.booleans())
    def next_day(self, hours: int, *, closes: bool) -> None:
        if closes:
            self.attempt(commands.CloseDay())
            assert invariants.closed_day_problems(self.core.hall) == []
        self.core.later(hours * 3600)

    @invariant()
    def everything_holds(self) -> None:
        """Numbers of the invariants as in the domain's list."""
        fresh = self.core.events[self.seen :]
        self.seen = len(self.core.events)
        for event in fresh:
            self.follow(event)
        hall = self.core.hall
        assert self.turns == []  # 7, 8
        assert remembered(self.replica) == remembered(hall)  # 4
        assert invariants.window_problems(hall) == []  # 2
        assert invariants.line_problems(hall) == []  # 8
        first_numbers = {queue.prefix: queue.first for queue in self.core.rules.queues.values()}
        assert invariants.number_problems(self.issued, first_numbers) == []  # 1
        assert invariants.interval_problems(self.history.values(), self.core.intervals) == []  # 3
        self.calls_reach_their_outputs(fresh)  # 6
        self.one_outcome_for_each_question()

    def follow(self, event: Event) -> None:
        """The replica sees what the ledger stores, not the objects themselves."""
        stored = decode_event(encode_event(event))
        assert stored == event
        self.turns += invariants.turn_problems(self.replica, stored)
        apply(self.replica, stored)
        self.replica.changes.clear()
        self.replica.timers.clear()
        body = event.body
        if "prefix" in body:
            self.issued.append((body["day"], body["prefix"], body["number"]))
            self.history[body["ticket"]] = self.replica.tickets[body["ticket"]]

    def calls_reach_their_outputs(self, fresh: list[Event]) -> None:
        for event in fresh:
            if event.kind in CALL_KINDS:
                rule = self.core.rules.windows[event.body["window"]]
                bound = {*rule.leds, *OVERVIEW, *rule.speakers, *([rule.call_pad] if rule.call_pad else [])}
                told = [delivery.device for delivery in self.core.deliveries if delivery.call_seq == event.seq]
                assert sorted(told) == sorted(bound)

    def one_outcome_for_each_question(self) -> None:
        for ask in self.core.hall.asks.values():
            open_at = self.core.hall.windows[ask.window].ask == ask.id
            assert open_at == (ask.outcome is None and not ask.cancelled)


HallMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=60)
TestHallMachine = pytest.mark.filterwarnings("error")(HallMachine.TestCase)
