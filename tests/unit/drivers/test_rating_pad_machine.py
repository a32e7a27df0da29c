"""Any interleaving, on pads of all families: each ask has exactly one outcome, and none comes without one."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from api.messages.words import RatingOutcome
from tests.support.pad_rig import DECLINE, FAMILIES, LEVELS, PadRig

LATE_S = 3.0
"""A pad that keeps the time itself may tell an answer a little after its end; so may a check that waits for it."""


TOLD_TWICE_S = 0.3
"""Within the profiles' repeat window."""


class Asked:
    def __init__(self, at_s: float, seconds: int) -> None:
        self.at_s, self.seconds = at_s, seconds
        self.presses: list[str] = []
        self.cancelled = False


class PadMachine(RuleBasedStateMachine):
    family = ""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        options, pad_class = FAMILIES[self.family]
        self.rig = PadRig(options, pad_class, Path(self._folder.name))
        self.asks: dict[str, Asked] = {}
        self.count = 0
        self.level, self.pressed_at_s = "", 0.0

    @initialize()
    def begin(self) -> None:
        self.rig.connect()

    @rule(seconds=st.integers(3, 15))
    def ask(self, seconds: int) -> None:
        self.count += 1
        ask = f"01JD0000000000000000000{self.count:03d}"
        asked = Asked(self.rig.clock.now_s, seconds)
        self.asks[ask] = asked
        if not self.rig.ask(ask, seconds):
            # Refused: the hall is told so by the command's completion.
            del self.asks[ask]

    @rule()
    def ask_again_by_the_same_id(self) -> None:
        if self.asks and (ask := list(self.asks)[-1]) and not self.asks[ask].cancelled and not self.ended(ask):
            self.rig.ask(ask, self.asks[ask].seconds)

    @rule(key=st.integers(0, 4))
    def press(self, key: int) -> None:
        keys = self.rig.pad.keys
        self.level, self.pressed_at_s = keys[key % len(keys)], self.rig.clock.now_s
        self.counts_as_pressed()
        self.rig.pad.press(self.level)

    @rule()
    def the_pad_tells_again(self) -> None:
        """A frame that stands twice on the line; or, without an acknowledgement, the same press once more, which is then the
        first that anybody hears of it.
        """
        if not self.rig.pad.acknowledged:
            self.counts_as_pressed()
        elif self.rig.clock.now_s - self.pressed_at_s > TOLD_TWICE_S:
            return
        self.rig.pad.again()

    def counts_as_pressed(self) -> None:
        for ask, asked in self.asks.items():
            if not asked.cancelled and not self.ended(ask):
                asked.presses.append(self.level)

    @rule(seconds=st.floats(0.05, 6))
    def time_passes(self, seconds: float) -> None:
        self.rig.listen(seconds)

    @rule()
    def the_worker_checks(self) -> None:
        self.rig.check()

    @rule()
    def cancel(self) -> None:
        if self.asks:
            ask = list(self.asks)[-1]
            if self.rig.cancel(ask):
                assert not self.ended(ask), "an ended ask was cancelled"
                self.asks[ask].cancelled = True

    @precondition(lambda self: self.rig.pad.plugged)
    @rule()
    def the_line_breaks(self) -> None:
        self.rig.pad.plugged = False
        self.rig.pad.out.clear()
        self.rig.drop()

    @precondition(lambda self: not self.rig.pad.plugged)
    @rule()
    def the_line_is_mended(self) -> None:
        self.rig.pad.plugged = True
        self.rig.connect()

    @rule()
    def the_worker_connects_anew(self) -> None:
        self.rig.connect()

    @rule()
    def the_agent_is_killed(self) -> None:
        self.forget_what_was_acknowledged()
        self.rig.start()
        self.rig.connect()

    @rule()
    def the_agent_is_stopped_and_started(self) -> None:
        self.forget_what_was_acknowledged()
        self.rig.drop()
        self.rig.start()
        self.rig.connect()

    @rule()
    def the_pad_loses_its_power(self) -> None:
        self.rig.pad.power_cut()
        self.rig.drop()
        self.rig.connect()

    @invariant()
    def no_ask_has_two_outcomes_and_no_outcome_is_unasked(self) -> None:
        told = [rated.ask for rated in self.rig.outcomes]
        assert len(told) == len(set(told)), "two outcomes for one ask"
        assert set(told) <= set(self.asks), "an outcome that nobody asked for"
        assert not {ask for ask in told if self.asks[ask].cancelled}, "an outcome of a cancelled ask"

    @invariant()
    def what_was_rated_was_pressed(self) -> None:
        for rated in self.rig.outcomes:
            pressed = self.asks[rated.ask].presses
            if rated.outcome is RatingOutcome.SUBMITTED:
                assert rated.level is not None
                assert rated.level.value in pressed
            elif rated.outcome is RatingOutcome.DECLINED:
                assert DECLINE in pressed
            assert (rated.level is not None) is (rated.outcome is RatingOutcome.SUBMITTED)

    def forget_what_was_acknowledged(self) -> None:
        """No pad tells again over a restart of the agent what the one before has acknowledged."""
        if self.rig.pad.acknowledged:
            self.rig.pad.last = None

    def ended(self, ask: str) -> bool:
        return any(rated.ask == ask for rated in self.rig.outcomes)

    def teardown(self) -> None:
        self.rig.pad.plugged = True
        for _ in range(3):
            self.rig.connect()
            self.rig.listen(15 + LATE_S)
            self.rig.check()
        self.no_ask_has_two_outcomes_and_no_outcome_is_unasked()
        missing = [ask for ask, asked in self.asks.items() if not asked.cancelled and not self.ended(ask)]
        assert missing == [], "an ask without an outcome"
        self._folder.cleanup()


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_ask_has_exactly_one_outcome(family: str) -> None:
    machine: Any = type(f"{family}Machine", (PadMachine,), {"family": family})
    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))


@pytest.fixture(params=sorted(FAMILIES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> PadRig:
    options, pad_class = FAMILIES[request.param]
    found = PadRig(options, pad_class, tmp_path)
    found.connect()
    return found


ASK = "01JD00000000000000000000A1"


def outcomes(rig: PadRig) -> list[tuple[str, str | None]]:
    return [(rated.outcome.value, rated.level.value if rated.level else None) for rated in rig.outcomes]


def test_the_first_press_counts_and_the_second_doesnt(rig: PadRig) -> None:
    rig.ask(ASK, 15)
    for level in ("GOOD", "BAD"):
        rig.pad.press(level)
        rig.listen(1)
    rig.pad.again()
    rig.listen(20)
    assert outcomes(rig) == [("SUBMITTED", "GOOD")]


def test_a_press_before_the_question_and_after_its_end_counts_for_nothing(rig: PadRig) -> None:
    rig.pad.press("BAD")
    rig.listen(2)
    rig.ask(ASK, 5)
    rig.listen(12)
    rig.pad.press("GOOD")
    rig.listen(5)
    assert outcomes(rig) == [("TIMEOUT", None)]


def test_an_agent_that_is_killed_goes_on_with_the_question(rig: PadRig) -> None:
    rig.ask(ASK, 15)
    rig.listen(2)
    rig.start()
    rig.connect()
    rig.pad.press("GOOD")
    rig.listen(3)
    assert outcomes(rig) == [("SUBMITTED", "GOOD")]


def test_an_agent_that_comes_back_too_late_tells_of_the_question_once(rig: PadRig) -> None:
    rig.ask(ASK, 5)
    rig.start()
    rig.clock.now_s += 60
    rig.connect()
    rig.listen(20)
    assert outcomes(rig) == [("DEVICE_FAULT", None)]


def test_a_pad_that_dies_while_it_asks_is_a_device_fault(rig: PadRig) -> None:
    rig.ask(ASK, 5)
    rig.pad.plugged = False
    rig.drop()
    if not rig.pad.keeps:
        assert outcomes(rig) == [("DEVICE_FAULT", None)]
    rig.pad.power_cut()
    rig.clock.now_s += 60
    rig.pad.plugged = True
    rig.connect()
    rig.listen(20)
    assert outcomes(rig) == [("DEVICE_FAULT", None)]


def test_a_rating_given_while_the_line_was_down_is_told_by_a_pad_that_keeps_it(tmp_path: Path) -> None:
    options, pad_class = FAMILIES["esphome"]
    rig = PadRig(options, pad_class, tmp_path)
    rig.connect()
    rig.ask(ASK, 15)
    rig.pad.plugged = False
    rig.drop()
    rig.pad.press("BAD")
    rig.pad.power_cut()
    rig.clock.now_s += 3_600
    rig.start()
    rig.pad.plugged = True
    rig.connect()
    rig.listen(10)
    assert outcomes(rig) == [("SUBMITTED", "BAD")]


def test_a_line_that_comes_back_in_time_goes_on_with_the_question(tmp_path: Path) -> None:
    options, pad_class = FAMILIES["esphome"]
    rig = PadRig(options, pad_class, tmp_path)
    rig.connect()
    rig.ask(ASK, 15)
    rig.pad.plugged = False
    rig.drop()
    rig.clock.now_s += 4
    rig.pad.plugged = True
    rig.connect()
    rig.pad.press("GOOD")
    rig.listen(4)
    assert outcomes(rig) == [("SUBMITTED", "GOOD")]


def test_all_levels_of_each_family_are_told_by_their_name(rig: PadRig) -> None:
    for place, level in enumerate(level for level in rig.pad.keys if level in LEVELS):
        rig.ask(f"01JD0000000000000000000{place:03d}", 15)
        rig.pad.press(level)
        rig.listen(2)
    assert [level for _, level in outcomes(rig)] == [level for level in rig.pad.keys if level in LEVELS]
