"""One ask, one end, in whatever order things happen."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from api.messages.words import RatingLevel, RatingOutcome
from drivers.rating_pad.session import Answer, RatingSession

ASKS = st.sampled_from([f"ask-{number}" for number in range(8)])


class RatingSessionMachine(RuleBasedStateMachine):
    """Presses, asks, cancels, losses and passing time in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.session = RatingSession()
        self.now_s = 0.0
        self.opened: dict[str, float] = {}
        self.ended: dict[str, str] = {}

    @rule(ask=ASKS, timeout_s=st.integers(3, 20))
    def ask(self, ask: str, timeout_s: int) -> None:
        if ask in self.opened:
            was_open = self.session.open_ask
            if was_open is not None and was_open.ask == ask:
                assert self.session.ask(ask, 1, timeout_s, self.now_s) is None
                assert self.session.open_ask == was_open
            return
        self.opened[ask] = self.now_s + timeout_s
        self.take(self.session.ask(ask, 1, timeout_s, self.now_s))

    @rule(level=st.one_of(st.none(), st.sampled_from(RatingLevel)))
    def press(self, level: RatingLevel | None) -> None:
        before = self.session.open_ask
        answer = self.session.pressed(level, self.now_s)
        if before is None:
            assert answer is None
        elif self.now_s >= before.deadline_s:
            assert answer is not None
            assert answer.outcome is RatingOutcome.TIMEOUT
            assert answer.level is None
        else:
            assert answer is not None
            assert answer.level is level
            assert answer.outcome is (RatingOutcome.DECLINED if level is None else RatingOutcome.SUBMITTED)
        self.take(answer)

    @rule(seconds=st.floats(0, 12))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        answer = self.session.due(self.now_s)
        if answer is not None:
            assert self.now_s >= self.opened[answer.ask]
        self.take(answer)

    @rule()
    def line_breaks(self) -> None:
        self.take(self.session.device_lost())

    @rule(ask=ASKS)
    def cancel(self, ask: str) -> None:
        before = self.session.open_ask
        cancelled = self.session.cancel(ask)
        assert cancelled == (before is not None and before.ask == ask)
        if cancelled:
            assert ask not in self.ended
            self.ended[ask] = "cancelled"

    def take(self, answer: Answer | None) -> None:
        if answer is None:
            return
        assert answer.ask in self.opened
        assert answer.ask not in self.ended, "a second outcome for one ask"
        self.ended[answer.ask] = answer.outcome.value

    @invariant()
    def every_ask_is_either_open_or_ended(self) -> None:
        open_ask = self.session.open_ask
        still_open = {open_ask.ask} if open_ask is not None else set()
        assert set(self.opened) == set(self.ended) | still_open
        assert not set(self.ended) & still_open


TestRatingSession = RatingSessionMachine.TestCase


def test_a_second_press_and_a_press_unasked_change_nothing() -> None:
    session = RatingSession()
    assert session.pressed(RatingLevel.GOOD, 0.0) is None
    session.ask("a", 3, 15, 0.0)
    assert session.pressed(RatingLevel.VERY_GOOD, 1.0) == Answer("a", 3, RatingOutcome.SUBMITTED, RatingLevel.VERY_GOOD)
    assert session.pressed(RatingLevel.BAD, 1.1) is None


def test_a_new_ask_ends_the_forgotten_one_as_timed_out() -> None:
    session = RatingSession()
    session.ask("a", 3, 15, 0.0)
    assert session.ask("b", 3, 15, 5.0) == Answer("a", 3, RatingOutcome.TIMEOUT)


@given(st.floats(0, 100))
def test_the_deadline_is_the_first_moment_that_is_too_late(start_s: float) -> None:
    session = RatingSession()
    session.ask("a", 1, 15, start_s)
    assert session.due(start_s + 14.9) is None
    assert session.due(start_s + 15.0) == Answer("a", 1, RatingOutcome.TIMEOUT)
