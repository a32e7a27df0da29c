"""Legs of any visit in any configuration of followers: each service once, nobody loses a leg, a circle ends."""

from hypothesis import given
from hypothesis import strategies as st

from api.messages.words import ServiceOutcome
from hall_controller.domain.legs import followers, legs_of, legs_with
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Leg, Ticket
from hall_controller.domain.visits import legs_left
from tests.support.hall_core import CoreHall
from tests.support.visit_hall import visit_config

SERVICES = ("s0", "s1", "s2", "s3", "s4", "s5")
QUEUES = ("accept", "pay", "exit", "notary")
BAD = (ServiceOutcome.REJECTED, ServiceOutcome.SUPPLEMENT)


@st.composite
def configurations(draw: st.DrawFn) -> Rules:
    """Any service may be followed by any others, also in circles."""
    names = {"zh-CN": "名"}
    services = [
        {
            "id": ident,
            "names": names,
            "department": names,
            "queue": draw(st.sampled_from(QUEUES)),
            "then": draw(st.lists(st.sampled_from([other for other in SERVICES if other != ident]), max_size=3, unique=True)),
        }
        for ident in SERVICES
    ]
    return Rules(visit_config(services=services))


CHOSEN = st.lists(st.sampled_from(SERVICES), min_size=1, max_size=5)


@given(configurations(), CHOSEN)
def test_a_visit_has_everything_chosen_and_all_that_follows_once(rules: Rules, chosen: list[str]) -> None:
    legs = legs_of(rules, [rules.services[ident] for ident in chosen])
    items = [item for leg in legs for item in leg.items]
    assert len(items) == len(set(items))
    assert set(items) == set(chosen).union(*[followers(rules, ident) for ident in chosen])
    assert legs[0].items[0] == chosen[0]
    assert all({rules.services[item].queue for item in leg.items} == {leg.queue} for leg in legs)
    last_chosen = max(index for index, leg in enumerate(legs) if leg.items[0] in chosen)
    assert all(leg.items[0] not in chosen for leg in legs[last_chosen + 1 :])


def serving(rules: Rules, legs: list[Leg], wanted: list[str]) -> Ticket:
    """A ticket at its first leg."""
    core = CoreHall(rules)
    ticket = core.ticket(core.take(legs[0].service))
    ticket.begin(legs[0])
    ticket.plan = tuple(legs[1:])
    ticket.wanted = tuple(wanted)
    return ticket


@given(configurations(), CHOSEN, st.data())
def test_what_is_left_is_what_was_planned_but_for_what_follows_from_failures_alone(
    rules: Rules, chosen: list[str], data: st.DataObject
) -> None:
    legs = legs_of(rules, [rules.services[ident] for ident in chosen])
    ticket = serving(rules, legs, chosen)
    results = {item: data.draw(st.sampled_from(ServiceOutcome)).value for item in legs[0].items}
    left = legs_left(rules, ticket, results)
    assert left == [leg for leg in ticket.plan if leg in left]
    well = {item for item, outcome in results.items() if outcome not in BAD}
    kept = {item for leg in left for item in leg.items}
    due = set().union(*[followers(rules, item) for item in well | (kept & set(chosen))])
    # Nothing asked for, and nothing that follows from what ended well or is still to come, is left out.
    assert due.union(chosen).intersection(item for leg in ticket.plan for item in leg.items) <= kept
    # What is left out follows from a failure.
    failed = {later for item in set(results) - well for later in followers(rules, item)}
    assert {item for leg in ticket.plan for item in leg.items} - kept <= failed
    if well == set(results):
        assert left == list(ticket.plan)


@given(configurations(), CHOSEN, st.sampled_from(SERVICES))
def test_another_service_comes_next_and_nothing_planned_is_lost(rules: Rules, chosen: list[str], other: str) -> None:
    plan = legs_of(rules, [rules.services[ident] for ident in chosen])[1:]
    first, *rest = legs_with(rules, rules.services[other], plan)
    assert first.items == (other,)
    items = [item for leg in rest for item in leg.items]
    assert len(items) == len(set(items))
    planned = {item for leg in plan for item in leg.items if leg.items != (other,)}
    assert planned <= set(items)
    assert set(followers(rules, other)) <= set(items)
