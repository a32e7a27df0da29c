"""A scalper (黄牛) tries everything a kiosk lets him try; he never gets more than the hall's file allows.

What he got is counted from the ledger's events, not by the guards' own indexes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.hall_commands import Cancel, HallCommand
from api.messages.words import FINAL_TICKET_STATES, TicketClass
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from tests.support.guarded_hall import guarded, kiosk, person, wish
from tests.support.hall_core import CoreHall

DAY_LIMIT, AGENT_LIMIT, BURST, QUOTA = 4, 3, 5, 30
GUARDS = {
    "waiting_per_service": 1,
    "tickets_per_day": DAY_LIMIT,
    "agent_per_day": AGENT_LIMIT,
    "burst": {"most": BURST, "period_s": 60, "pause_s": 600},
}
HOUR_S = 3_600


def hall(quota: int = 10_000) -> CoreHall:
    return guarded(guards=GUARDS, quotas=[{"services": ["s-a"], "most": quota}])


class Scalper:
    """Asks again and again; remembers what he got."""

    def __init__(self, core: CoreHall) -> None:
        self.core = core
        self.got: list[str] = []

    def tries(self, command: HallCommand, at_kiosk: int = 1) -> str | None:
        try:
            answer = self.core.do(command, kiosk(at_kiosk))
        except Refused:
            return None
        self.got.append(answer["ticket"]["id"])
        return self.got[-1]

    def holds(self) -> int:
        return sum(self.core.state(ticket) not in FINAL_TICKET_STATES for ticket in self.got)


def keeps_trying(core: CoreHall, once: Callable[[int], object], every_s: float = 5, for_s: float = HOUR_S) -> None:
    for attempt in range(int(for_s / every_s)):
        once(attempt)
        core.later(every_s)


def test_one_document_gets_one_number_of_a_service() -> None:
    scalper = Scalper(hall())
    keeps_trying(scalper.core, lambda _: scalper.tries(wish(holder=person(1))))
    assert len(scalper.got) == 1


def test_other_classes_and_other_kiosks_get_him_no_second_one() -> None:
    scalper, classes = Scalper(hall()), list(TicketClass)
    keeps_trying(
        scalper.core,
        lambda attempt: (
            scalper.tries(wish(holder=person(1), ticket_class=classes[attempt % len(classes)]), at_kiosk=attempt % 5) and None
        ),
    )
    assert len(scalper.got) == 1


def test_taking_and_cancelling_ends_with_the_day_s_limit() -> None:
    scalper = Scalper(hall())

    def once(_: int) -> None:
        ticket = scalper.tries(wish(holder=person(1)))
        if ticket is not None:
            scalper.core.do(Cancel(ticket=ticket), kiosk(1))

    keeps_trying(scalper.core, once)
    assert len(scalper.got) == DAY_LIMIT


def test_many_documents_get_one_each_and_never_more_than_the_quota() -> None:
    scalper = Scalper(hall())
    keeps_trying(scalper.core, lambda attempt: scalper.tries(wish(holder=person(attempt % 12))))
    assert scalper.holds() == 12
    crowd = Scalper(hall(quota=QUOTA))
    keeps_trying(crowd.core, lambda attempt: crowd.tries(wish(holder=person(attempt))))
    assert len(crowd.got) == QUOTA


def test_an_agent_with_many_principals_stops_at_the_ceiling() -> None:
    scalper = Scalper(hall())
    keeps_trying(scalper.core, lambda attempt: scalper.tries(wish(holder=person(100 + attempt), agent=person(1))))
    assert len(scalper.got) == AGENT_LIMIT


def test_anonymous_numbers_of_one_kiosk_come_in_bursts_with_a_pause_after_each() -> None:
    scalper = Scalper(hall())
    keeps_trying(scalper.core, lambda _: scalper.tries(wish()))
    assert len(scalper.got) == BURST * HOUR_S // 600


def test_several_kiosks_give_him_so_much_each() -> None:
    scalper = Scalper(hall())
    keeps_trying(scalper.core, lambda attempt: scalper.tries(wish(), at_kiosk=attempt % 3), every_s=1, for_s=599)
    assert len(scalper.got) == 3 * BURST


def test_a_second_service_on_the_same_ticket_is_no_way_around() -> None:
    scalper = Scalper(hall())
    orders = [("s-a", ("s-b",)), ("s-b", ("s-a",)), ("s-b", ()), ("s-a", ())]

    def once(attempt: int) -> None:
        service, more = orders[attempt % len(orders)]
        scalper.tries(wish(service, holder=person(1), more=more))

    keeps_trying(scalper.core, once)
    assert len(scalper.got) == 1


ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(["s-a", "s-b"]),
        st.sampled_from([(), ("s-a",), ("s-b",)]),
        st.sampled_from([None, *(person(number) for number in range(4))]),
        st.sampled_from([None, None, person(1), person(9)]),
        st.sampled_from([TicketClass.WALK_IN, TicketClass.ELDERLY]),
        st.integers(1, 3),
        st.booleans(),
        st.sampled_from([0.0, 1.0, 20.0, 90.0, 700.0]),
    ),
    min_size=20,
    max_size=150,
)


@settings(max_examples=40, deadline=None)
@given(ATTEMPTS)
def test_no_mixture_of_tricks_beats_the_hall_s_file(
    attempts: list[tuple[str, tuple[str, ...], str | None, str | None, TicketClass, int, bool, float]],
) -> None:
    core = hall(quota=QUOTA)
    scalper = Scalper(core)
    for service, more, holder, agent, ticket_class, at_kiosk, cancels, pause_s in attempts:
        ticket = scalper.tries(wish(service, more=more, holder=holder, agent=agent, ticket_class=ticket_class), at_kiosk)
        if ticket is not None and cancels:
            core.do(Cancel(ticket=ticket), kiosk(at_kiosk))
        core.later(pause_s)
    _within_the_limits(core)


def _within_the_limits(core: CoreHall) -> None:
    issued = [event for event in core.events if event.kind is EventKind.TICKET_ISSUED]
    of_person = Counter(event.body["holder"] for event in issued if event.body["holder"])
    of_agent = Counter(event.body["agent"] for event in issued if event.body["agent"])
    assert all(count <= DAY_LIMIT for count in of_person.values())
    assert all(count <= AGENT_LIMIT for count in of_agent.values())
    waiting = Counter(
        (event.body["holder"], service)
        for event in issued
        if event.body["holder"] and core.state(event.body["ticket"]) not in FINAL_TICKET_STATES
        for service in {*event.body["items"], *(item for leg in event.body["plan"] for item in leg["items"])}
    )
    assert all(count == 1 for count in waiting.values())
    assert (
        sum("s-a" in [*event.body["items"], *(item for leg in event.body["plan"] for item in leg["items"])] for event in issued)
        <= QUOTA
    )
    anonymous: dict[str, list[int]] = defaultdict(list)
    for event in issued:
        if event.body["holder"] is None:
            anonymous[event.by].append(event.at)
    for times in anonymous.values():
        assert all(later - first >= 60_000 for first, later in zip(times, times[BURST:], strict=False))
