"""The rollout's rule is the hall's rule: with services of known length both call the same people at the same instants."""

from copy import deepcopy
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.words import TicketClass
from hall_controller.domain.state import Order
from hall_controller.forecast.keys import places_in_order
from hall_controller.forecast.lockstep import Lockstep
from hall_controller.forecast.rollout import draw, rollout
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.tables import FAR, tabulate
from tests.support.forecast_hall import Came, ForecastHall, certain_laws, hall_config

CLASSES = [TicketClass.WALK_IN, TicketClass.APPOINTMENT, TicketClass.ELDERLY, TicketClass.VETERAN]
LENGTHS = {"s-a": 11, "s-b": 17, "s-c": 5, "s-x": 23}

windows = st.lists(
    st.fixed_dictionaries(
        {
            "queues": st.sets(st.sampled_from("abc"), min_size=1).map(sorted),
            "levels": st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=2),
            "skills": st.sampled_from([[], ["x"]]),
        }
    ).map(lambda window: {**window, "levels": {q: n for q, n in window["levels"].items() if q in window["queues"]}}),
    min_size=1,
    max_size=4,
)
disciplines = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["accumulating", "fifo", "strict"]),
        "overtakes_max": st.fixed_dictionaries({"walk-in": st.sampled_from([1, 2, 5, 100]), "elderly": st.sampled_from([1, 50])}),
        "strict_order": st.sampled_from([[], ["veteran", "elderly"]]),
    }
)
people = st.lists(
    st.builds(
        Came,
        st.integers(0, 3600),
        st.sampled_from(["s-a", "s-a", "s-b", "s-c", "s-x"]),
        st.sampled_from([*CLASSES, TicketClass.WALK_IN]),
        st.sampled_from([""] * 8 + ["top", "back", "later"]),
    ),
    max_size=14,
).map(lambda came: sorted(came, key=lambda one: one.at_s))
UNBOUNDED = {"walk-in": 10_000, "appointment": 10_000, "elderly": 10_000, "veteran": 10_000}


def prepared(windows: list[dict[str, Any]], discipline: dict[str, Any], came: list[Came]) -> ForecastHall:
    if any(one.fate == "back" for one in came):
        # A rollout counts those who came back apart from their line, which a bound of one or two would show.
        discipline = {**discipline, "overtakes_max": UNBOUNDED}
    hall = ForecastHall(hall_config(windows, discipline))
    hall.come(came)
    hall.at += 60_000
    hall.open_all()
    return hall


def rolled_calls(snapshot: Snapshot) -> list[tuple[int, int, Order]]:
    """The calls of one run of the rollout."""
    laws = certain_laws(snapshot, LENGTHS)
    tables = tabulate(snapshot)
    lines = np.arange(len(snapshot.lines))
    # Asked for more newcomers than can come, so that the runs go on until nobody is left.
    race = Lockstep(tables, draw(snapshot, tables, laws, np.random.default_rng(1), 1), lines, 40, watch=True)
    race.run()
    assert race.calls is not None
    order_of = {place: order for order, place in places_in_order(snapshot).items()}
    return [
        (int(now[0]), snapshot.windows[int(window[0])].number, order_of[int(tables.ties[place[0]])])
        for now, window, place in race.calls
        if place[0] >= 0
    ]


@settings(max_examples=150, deadline=None)
@given(windows, disciplines, people)
def test_rollout_calls_whom_the_hall_calls(windows: list[dict[str, Any]], discipline: dict[str, Any], came: list[Came]) -> None:
    hall = prepared(windows, discipline, came)
    snapshots = hall.snapshots()
    rolled = [rolled_calls(snapshot) for snapshot in snapshots]
    for snapshot, calls in zip(snapshots, rolled, strict=True):
        numbers = [window.number for window in snapshot.windows]
        real = [(at, window, order) for at, window, order, _ in deepcopy(hall).serve_all(numbers, LENGTHS)]
        assert calls == real


@settings(max_examples=100, deadline=None)
@given(windows, disciplines, people, st.sampled_from(["s-a", "s-b", "s-c", "s-x"]), st.sampled_from(CLASSES))
def test_newcomer_is_called_when_foreseen(
    windows: list[dict[str, Any]], discipline: dict[str, Any], came: list[Came], service: str, ticket_class: TicketClass
) -> None:
    hall = prepared(windows, discipline, came)
    rule = hall.hall.rules.services[service]
    key = ("queue", rule.queue, rule.skill), hall.bands().of[ticket_class]
    for snapshot in hall.snapshots():
        index = next((index for index, line in enumerate(snapshot.lines) if line.key == key), None)
        if index is None:
            continue
        if any(ticket.behind for line in snapshot.lines if line.queue == rule.queue for ticket in line.waiting):
            # Whom nobody else is left for stands by the rule; the newcomer would be somebody else, which a rollout leaves out.
            return
        foreseen = int(rollout(snapshot, certain_laws(snapshot, LENGTHS), np.random.default_rng(1), 1, lines=[index])[0, 0, 0])
        newcomer = hall.take(service, ticket_class)
        numbers = [window.number for window in snapshot.windows]
        real = {ident: at for at, _, _, ident in hall.serve_all(numbers, LENGTHS)}
        assert foreseen == real.get(newcomer, int(FAR))
        return
