"""A manager sets the rule and its rates while the hall runs."""

from pathlib import Path
from typing import Any

import pytest

from api.messages.hall_commands import Next, OpenWindow, SetRule, Take
from api.messages.words import HandOver, Refusal, RuleName, TicketClass
from hall_controller.domain.events import EventKind
from hall_controller.domain.views import manager_view, rules_view
from tests.support.hall_core import CLERK, KIOSK
from tests.support.hall_store import HandClock, remembered, store_hall
from tests.support.window_hall import PLAIN, WindowHall, clerk, window_config

C = TicketClass


@pytest.fixture
def hall() -> WindowHall:
    return WindowHall.of(window_config())


def set_rule(hall: WindowHall, rule: RuleName, **rates: float) -> None:
    hall.do(SetRule(rule=rule, rates={C(word.replace("_", "-")): rate for word, rate in rates.items()}, reason="trial"))


def test_the_next_call_is_by_the_new_rule(hall: WindowHall) -> None:
    walk_in = hall.come()
    hall.later(60)
    elderly = hall.come(ticket_class=C.ELDERLY)
    hall.later(600)
    hall.open(PLAIN)
    set_rule(hall, RuleName.FIFO)
    assert hall.call_next(PLAIN) == walk_in
    why = hall.events[-1].body["why"]
    assert (why["rule"], why["points"]) == ("fifo", None)
    set_rule(hall, RuleName.STRICT)
    hall.serve(PLAIN)
    hall.come(ticket_class=C.APPOINTMENT)
    assert hall.call_next(PLAIN) == elderly


def test_rates_not_named_keep_what_they_are_now(hall: WindowHall) -> None:
    set_rule(hall, RuleName.ACCUMULATING, walk_in=0.5)
    set_rule(hall, RuleName.ACCUMULATING, elderly=0.25)
    rates = rules_view(hall.hall).rates
    assert (rates[C.WALK_IN], rates[C.ELDERLY], rates[C.DISABLED]) == (0.5, 0.25, 0.4)
    assert hall.hall.discipline.rates[C.WALK_IN] == 500_000


def test_the_event_stands_for_itself_in_the_ledger(hall: WindowHall) -> None:
    set_rule(hall, RuleName.STRICT, walk_in=0.125)
    event = hall.events[-1]
    assert event.kind is EventKind.RULE_SET
    assert (event.body["rule"], event.body["reason"], event.body["since"]) == ("strict", "trial", hall.now)
    assert event.body["rates"]["walk-in"] == 125_000
    assert set(event.body["rates"]) == {ticket_class.value for ticket_class in TicketClass}


def test_managers_see_the_rule_and_since_when(hall: WindowHall) -> None:
    hall.later(60)
    set_rule(hall, RuleName.FIFO)
    rules = manager_view(hall.hall, hall.now).rules
    assert rules is not None
    assert (rules.rule, rules.since) == (RuleName.FIFO, hall.now)


def test_the_same_rule_again_is_no_event(hall: WindowHall) -> None:
    set_rule(hall, RuleName.FIFO)
    seq = hall.hall.seq
    set_rule(hall, RuleName.FIFO, walk_in=0.04)
    assert hall.hall.seq == seq


@pytest.mark.parametrize("rule", [RuleName.RATIO, RuleName.EARLIEST_DUE])
def test_a_rule_of_the_simulator_is_refused(hall: WindowHall, rule: RuleName) -> None:
    assert hall.refusal(SetRule(rule=rule, reason="trial")) is Refusal.SENSELESS


@pytest.mark.parametrize("rate", [0.0, -1.0, 1e-7, 1_000.5, float("inf"), float("nan")])
def test_a_rate_that_is_no_rate_is_refused(hall: WindowHall, rate: float) -> None:
    command = SetRule.model_construct(rule=RuleName.ACCUMULATING, rates={C.WALK_IN: rate}, reason="trial")
    assert hall.refusal(command) is Refusal.SENSELESS


def test_a_reason_is_required_and_a_manager(hall: WindowHall) -> None:
    assert hall.refusal(SetRule(rule=RuleName.FIFO, reason=" ")) is Refusal.REASON_REQUIRED
    assert hall.refusal(SetRule(rule=RuleName.FIFO, reason="trial"), clerk(PLAIN)) is Refusal.NOT_PERMITTED


def test_the_rule_survives_a_restart(tmp_path: Path) -> None:
    clock = HandClock()
    path, config = tmp_path / "hall.db", window_config()

    def take(ticket_class: TicketClass) -> Any:
        return Take(service="s-a", ticket_class=ticket_class, hand_over=HandOver.SCREEN)

    with store_hall(path, config, clock) as before:
        before.do(take(C.WALK_IN), KIOSK)
        before.do(SetRule(rule=RuleName.STRICT, rates={C.VETERAN: 0.75}, reason="trial"))
        clock.advance(600)
        before.do(take(C.ELDERLY), KIOSK)
        before.do(OpenWindow(window=PLAIN), CLERK)
    with store_hall(path, config, clock) as after:
        result = after.do(Next(window=PLAIN), CLERK).result
        assert result["ticket"]["ticket_class"] == "elderly"
        assert after.events[-1].body["why"]["rule"] == "strict"


def test_a_replica_shares_the_rules_and_not_the_rule() -> None:
    one = WindowHall.of(window_config())
    other = WindowHall(one.rules)
    set_rule(one, RuleName.FIFO)
    set_rule(other, RuleName.STRICT)
    assert [one.hall.discipline.rule, other.hall.discipline.rule, one.hall.discipline.rule] == [
        RuleName.FIFO,
        RuleName.STRICT,
        RuleName.FIFO,
    ]
    assert remembered(one.hall) != remembered(other.hall)
