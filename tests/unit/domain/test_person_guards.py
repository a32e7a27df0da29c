"""Guards that look at the person: identification, one waiting number, the day's limit, 代办, name lists."""

from typing import Any

import pytest

from api.messages.hall_commands import Arrive, Cancel, Finish, ListPerson, Miss, Next, UnlistPerson, Void
from api.messages.words import AlertKind, ListKind, Refusal, TicketClass
from hall_controller.domain.facts import Alert, ListedPerson
from hall_controller.domain.views import manager_view
from tests.support.guarded_hall import guarded, kiosk, person, refused, wish
from tests.support.hall_core import CLERK, KIOSK, MANAGER, OTHER_WINDOW, PLAIN_WINDOW, CoreHall

ANNE, BEN, CHEN = person(1), person(2), person(3)


def test_a_service_that_isn_t_for_anonymous_people() -> None:
    core = guarded(services={"anonymous": False})
    assert refused(core, wish()) is Refusal.IDENTIFICATION_REQUIRED
    core.do(wish(holder=ANNE))


def test_one_waiting_number_for_a_person_and_service_whatever_class_or_kiosk() -> None:
    core = guarded()
    core.do(wish(holder=ANNE))
    assert refused(core, wish(holder=ANNE)) is Refusal.ALREADY_WAITING
    assert refused(core, wish(holder=ANNE, ticket_class=TicketClass.ELDERLY), kiosk(2)) is Refusal.ALREADY_WAITING
    assert refused(core, wish("s-b", holder=ANNE, more=("s-a",))) is Refusal.ALREADY_WAITING
    assert refused(core, wish(holder=ANNE, agent=BEN)) is Refusal.ALREADY_WAITING
    core.do(wish("s-b", holder=ANNE))
    core.do(wish(holder=BEN))


def test_an_item_of_a_later_leg_is_waited_for_too() -> None:
    core = guarded()
    core.do(wish("s-a", holder=ANNE, more=("s-b",)))
    assert refused(core, wish("s-b", holder=ANNE)) is Refusal.ALREADY_WAITING


def test_who_is_called_missed_or_held_still_waits_and_who_is_served_does_not() -> None:
    core = guarded()
    core.open(PLAIN_WINDOW)
    core.do(wish(holder=ANNE))
    core.do(Next(window=PLAIN_WINDOW), CLERK)
    assert refused(core, wish(holder=ANNE)) is Refusal.ALREADY_WAITING
    core.do(Miss(window=PLAIN_WINDOW), CLERK)
    assert refused(core, wish(holder=ANNE)) is Refusal.ALREADY_WAITING
    core.do(wish(holder=BEN))
    core.do(Next(window=PLAIN_WINDOW), CLERK)
    core.do(Arrive(window=PLAIN_WINDOW), CLERK)
    core.do(wish(holder=BEN))


def test_the_hall_may_allow_more_or_any_number() -> None:
    two = guarded(guards={"waiting_per_service": 2})
    two.do(wish(holder=ANNE))
    two.do(wish(holder=ANNE))
    assert refused(two, wish(holder=ANNE)) is Refusal.ALREADY_WAITING
    unlimited = guarded(guards={"waiting_per_service": 0})
    for _ in range(5):
        unlimited.do(wish(holder=ANNE))


def test_the_day_s_limit_counts_cancelled_numbers_and_not_withdrawn_ones() -> None:
    core = guarded(guards={"tickets_per_day": 2})
    core.do(Cancel(ticket=core.do(wish(holder=ANNE))["ticket"]["id"]))
    core.do(Void(ticket=core.do(wish(holder=ANNE))["ticket"]["id"], reason="our mistake"), MANAGER)
    core.do(Cancel(ticket=core.do(wish(holder=ANNE))["ticket"]["id"]))
    assert refused(core, wish(holder=ANNE)) is Refusal.PERSON_LIMIT
    core.do(wish(holder=BEN))
    core.later(24 * 3600)
    core.do(wish(holder=ANNE))


def test_anonymous_people_have_no_day_s_limit() -> None:
    core = guarded(guards={"tickets_per_day": 1})
    core.take()
    core.take()


def test_an_agent_s_ceiling_and_a_manager_s_reason() -> None:
    core = guarded(guards={"agent_per_day": 1})
    core.do(wish(holder=ANNE, agent=CHEN))
    assert refused(core, wish(holder=BEN, agent=CHEN)) is Refusal.AGENT_CEILING
    assert refused(core, wish(holder=BEN, agent=CHEN, supervised="two parents"), KIOSK) is Refusal.AGENT_CEILING
    assert refused(core, wish(holder=BEN, agent=CHEN, supervised="two parents"), CLERK) is Refusal.AGENT_CEILING
    assert refused(core, wish(holder=BEN, agent=CHEN, supervised="  "), MANAGER) is Refusal.AGENT_CEILING
    core.do(wish(holder=BEN, agent=CHEN, supervised="two parents"), MANAGER)
    assert core.events[-1].body["supervised"] == "two parents"
    assert core.events[-1].by == MANAGER.name
    core.do(wish(holder=CHEN))


def test_nobody_is_their_own_agent() -> None:
    assert refused(guarded(), wish(holder=ANNE, agent=ANNE)) is Refusal.SENSELESS


LIST: dict[str, Any] = {
    "holder": ANNE,
    "kind": "blocked",
    "reason": "sold numbers",
    "approver": "manager-2",
    "until": "2025-11-25",
}


def listed(core: CoreHall, **keys: Any) -> ListPerson:
    command = ListPerson.model_validate({**LIST, **keys})
    core.do(command, MANAGER)
    return command


def test_a_blocked_person_gets_nothing_until_the_entry_ends() -> None:
    core = guarded()
    listed(core)
    assert refused(core, wish(holder=ANNE)) is Refusal.LISTED
    assert refused(core, wish(holder=BEN, agent=ANNE)) is Refusal.LISTED
    core.do(wish(holder=BEN))
    core.later(4 * 24 * 3600)
    assert refused(core, wish(holder=ANNE)) is Refusal.LISTED, "the last day counts"
    core.later(24 * 3600)
    core.do(wish(holder=ANNE))
    assert core.hall.facts.of(ListedPerson) == {}, "nothing is kept of an entry that has ended"


def test_an_entry_can_be_taken_back_with_a_reason() -> None:
    core = guarded()
    listed(core)
    assert refused(core, UnlistPerson(holder=ANNE, reason=" "), MANAGER) is Refusal.REASON_REQUIRED
    core.do(UnlistPerson(holder=ANNE, reason="a mistake"), MANAGER)
    core.do(wish(holder=ANNE))
    assert refused(core, UnlistPerson(holder=ANNE, reason="again"), MANAGER) is Refusal.UNKNOWN_ENTRY


def test_attention_gives_the_number_and_tells_staff() -> None:
    core = guarded()
    listed(core, kind="attention", reason="needs an interpreter")
    core.do(wish(holder=ANNE))
    (alert,) = core.hall.facts.of(Alert).values()
    assert alert.about is AlertKind.LISTED_PERSON
    assert ANNE not in str(alert.detail)
    (shown,) = manager_view(core.hall, core.now).alerts
    assert (shown.detail["number"], shown.detail["reason"]) == ("A001", "needs an interpreter")
    assert core.hall.facts.of(ListedPerson)[ANNE].list_kind is ListKind.ATTENTION


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        ({"approver": MANAGER.name}, Refusal.SAME_PERSON),
        ({"approver": f" {MANAGER.name.upper()} "}, Refusal.SAME_PERSON),
        ({"approver": "   "}, Refusal.SENSELESS),
        ({"reason": "   "}, Refusal.REASON_REQUIRED),
        ({"until": "2025-11-20"}, Refusal.TOO_LATE),
        ({"until": "2025-13-20"}, Refusal.SENSELESS),
        ({"until": "2027-11-20"}, Refusal.SENSELESS),
    ],
)
def test_wrong_entries(keys: dict[str, Any], refusal: Refusal) -> None:
    assert refused(guarded(), ListPerson.model_validate({**LIST, **keys}), MANAGER) is refusal


def test_only_a_manager_keeps_lists() -> None:
    assert refused(guarded(), ListPerson.model_validate(LIST), CLERK) is Refusal.NOT_PERMITTED


def test_a_ticket_that_is_done_makes_room() -> None:
    core = guarded()
    core.open(OTHER_WINDOW)
    core.do(wish("s-b", holder=ANNE))
    core.do(Next(window=OTHER_WINDOW), CLERK)
    core.do(Arrive(window=OTHER_WINDOW), CLERK)
    core.do(Finish(window=OTHER_WINDOW), CLERK)
    core.do(wish("s-b", holder=ANNE))


def test_items_and_conflicts() -> None:
    core = guarded(hall={"site": "610124-01", "names": {"zh-CN": "名"}, "items_max": 2})
    assert refused(core, wish("s-a", more=("s-b", "s-c"))) is Refusal.TOO_MANY_ITEMS
    assert refused(core, wish("s-a", more=("s-a", "s-a", "s-b", "s-b", "nothing"))) is Refusal.UNKNOWN_SERVICE
    core.do(wish("s-a", more=("s-b", "s-b")))
    grouped = guarded(services={"conflict_group": "one"})
    assert refused(grouped, wish("s-a", more=("s-b",))) is Refusal.CONFLICTING_ITEMS
    grouped.do(wish("s-a", more=("s-a",)))
