"""Rapid takes at one kiosk: the alert, the pause, the series that a manager withdraws."""

from typing import Any

import pytest

from api.messages.hall_commands import Arrive, Call, DismissAlert, Transfer, VoidSeries
from api.messages.words import AlertKind, HandOver, Refusal, TicketState
from hall_controller.domain.facts import Alert
from hall_controller.domain.views import manager_view
from tests.support.guarded_hall import guarded, kiosk, person, refused, wish
from tests.support.hall_core import CLERK, MANAGER, PLAIN_WINDOW, CoreHall

BURST = {"most": 3, "period_s": 60, "pause_s": 300}


@pytest.fixture
def core() -> CoreHall:
    return guarded(guards={"burst": BURST})


def burst(core: CoreHall, count: int = 3) -> list[str]:
    return [core.take() for _ in range(count)]


def test_the_last_number_of_a_burst_alerts_staff_and_the_next_is_refused_there(core: CoreHall) -> None:
    burst(core, 2)
    assert core.hall.facts.of(Alert) == {}
    burst(core, 1)
    (alert,) = manager_view(core.hall, core.now).alerts
    assert (alert.kind, alert.detail["terminal"], alert.detail["count"]) == (AlertKind.RAPID_TAKES, "kiosk-01", 3)
    assert refused(core, wish()) is Refusal.TOO_MANY_AT_TERMINAL


def test_people_with_a_document_other_kiosks_and_the_counter_go_on(core: CoreHall) -> None:
    burst(core)
    core.do(wish(holder=person(1)))
    core.do(wish(), kiosk(2))
    core.do(wish(), CLERK)


def test_the_pause_ends_by_itself(core: CoreHall) -> None:
    burst(core)
    core.later(299)
    assert refused(core, wish()) is Refusal.TOO_MANY_AT_TERMINAL
    core.later(1)
    burst(core)
    assert refused(core, wish()) is Refusal.TOO_MANY_AT_TERMINAL


def test_people_who_come_one_after_another_are_no_burst(core: CoreHall) -> None:
    for _ in range(20):
        core.take()
        core.later(30)
    assert core.hall.facts.of(Alert) == {}


def test_numbers_with_a_document_are_no_burst(core: CoreHall) -> None:
    for number in range(10):
        core.do(wish(holder=person(number)))
    core.take()
    assert core.hall.facts.of(Alert) == {}


def test_withdrawn_numbers_don_t_count(core: CoreHall) -> None:
    burst(core, 2)
    core.do(VoidSeries(terminal="kiosk-01", since=core.now, reason="a test of the kiosk"), MANAGER)
    burst(core, 2)
    assert core.hall.facts.of(Alert) == {}


def test_staff_who_looked_let_it_go_on_and_it_counts_anew(core: CoreHall) -> None:
    burst(core)
    (alert,) = core.hall.facts.of(Alert)
    core.do(DismissAlert(alert=alert), CLERK)
    assert core.hall.facts.of(Alert) == {}
    burst(core)
    assert refused(core, wish()) is Refusal.TOO_MANY_AT_TERMINAL
    assert refused(core, DismissAlert(alert="nothing"), CLERK) is Refusal.UNKNOWN_ENTRY


def test_a_hall_that_watches_nothing_never_pauses() -> None:
    core = guarded()
    burst(core, 50)
    assert core.hall.facts.of(Alert) == {}


def test_a_manager_withdraws_the_series_that_still_waits(core: CoreHall) -> None:
    before = core.take()
    core.later(120)
    since = core.now
    first, second = burst(core, 2)
    printed = core.take(hand_over=HandOver.PRINTER)
    known = core.do(wish(holder=person(1)))["ticket"]["id"]
    other = core.do(wish(), kiosk(2))["ticket"]["id"]
    core.open(PLAIN_WINDOW)
    core.do(Call(window=PLAIN_WINDOW, ticket=first), CLERK)
    command = VoidSeries(terminal="kiosk-01", since=since, reason="one person took them all")
    assert refused(core, command, CLERK) is Refusal.NOT_PERMITTED
    assert core.do(command, MANAGER)["voided"] == 2
    assert {core.state(ticket) for ticket in (second, printed)} == {TicketState.VOID}
    assert core.ticket(second).reason == "one person took them all"
    assert core.state(before) is TicketState.WAITING
    assert core.state(first) is TicketState.CALLED
    assert core.state(known) is TicketState.WAITING, "people who said who they are keep their numbers"
    assert core.state(other) is TicketState.WAITING


def test_whom_a_clerk_has_served_already_keeps_the_number(core: CoreHall) -> None:
    first, second = burst(core, 2)
    core.open(PLAIN_WINDOW)
    core.do(Call(window=PLAIN_WINDOW, ticket=first), CLERK)
    core.do(Arrive(window=PLAIN_WINDOW), CLERK)
    core.do(Transfer(window=PLAIN_WINDOW, service="s-b"), CLERK)
    core.do(VoidSeries(terminal="kiosk-01", since=0, reason="one person took them all"), MANAGER)
    assert (core.state(first), core.state(second)) == (TicketState.WAITING, TicketState.VOID)


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        ({"reason": "  "}, Refusal.REASON_REQUIRED),
        ({"terminal": "kiosk-99"}, Refusal.UNKNOWN_ENTRY),
        ({"since": 2**62}, Refusal.UNKNOWN_ENTRY),
    ],
)
def test_wrong_series(core: CoreHall, keys: dict[str, Any], refusal: Refusal) -> None:
    burst(core)
    command = VoidSeries.model_validate({"terminal": "kiosk-01", "since": 0, "reason": "why", **keys})
    assert refused(core, command, MANAGER) is refusal
