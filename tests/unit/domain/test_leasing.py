"""Numbers leased by kiosks: one series for each range, nothing lost, merged by the time they were taken."""

import pytest

from api.messages.hall_commands import (
    Arrive,
    CloseDay,
    LeaseNumbers,
    ListPerson,
    Next,
    Reject,
    ReportHandOver,
    ReturnNumbers,
    TakeOffline,
)
from api.messages.words import AlertKind, HandOver, ListKind, Refusal, Role, TicketClass, TicketState
from api.ports import Actor
from hall_controller.domain.facts import Alert, Block
from hall_controller.domain.leasing import LEASED_MAX
from hall_controller.domain.rules import Rules
from tests.support.booking_hall import DAY_S, HOUR_S, TODAY
from tests.support.guarded_hall import guarded, kiosk, person, refused, wish
from tests.support.hall_core import KIOSK, MANAGER, MORNING, PAD_WINDOW, CoreHall, core_config

OTHER = kiosk(2)


def lease(core: CoreHall, count: int = 5, queue: str = "a", actor: Actor = KIOSK) -> Block:
    answer = core.do(LeaseNumbers(queue=queue, count=count), actor)
    block = core.hall.facts.get(Block, answer["block"]["id"])
    assert block is not None
    return block


def offline(block: Block, number: int, at: int = MORNING, **keys: object) -> TakeOffline:
    body = {"block": block.id, "number": number, "service": "s-a", "taken_at": at, "hand_over": HandOver.SCREEN, **keys}
    return TakeOffline.model_validate(body)


def merge(core: CoreHall, command: TakeOffline, actor: Actor = KIOSK) -> str:
    return str(core.do(command, actor)["ticket"]["id"])


def test_ranges_follow_one_another_and_belong_to_a_kiosk() -> None:
    core = CoreHall()
    answer = core.do(LeaseNumbers(queue="a", count=20), KIOSK)["block"]
    assert (answer["prefix"], answer["first"], answer["last"], answer["digits"]) == ("AK", 1, 20, 3)
    assert (answer["kind"], answer["day"], answer["holder"]) == ("island", TODAY, "kiosk-01")
    second = lease(core, 10, actor=OTHER)
    assert (second.first, second.last, second.holder) == (21, 30, "kiosk-02")
    assert (lease(core, 5, "b").prefix, lease(core, 5, "b").first) == ("BK", 6)


def test_the_main_range_knows_nothing_of_it() -> None:
    core = CoreHall()
    block = lease(core)
    numbers = [core.do(wish())["ticket"]["number"]]
    merge(core, offline(block, 1))
    numbers += [core.do(wish())["ticket"]["number"] for _ in range(2)]
    assert numbers == ["A001", "A002", "A003"]
    assert core.hall.counters == {(TODAY, "A"): 3}


def test_merged_by_the_time_it_was_taken_on_the_halls_clock() -> None:
    core = CoreHall()
    block = lease(core)
    core.later(600)
    online = core.take()
    core.later(600)
    first = merge(core, offline(block, 1, core.now - 3_600_000 - 900_000, clock_offset_ms=3_600_000))
    second = merge(core, offline(block, 2, core.now - 60_000))
    assert core.ticket(first).reference == core.now - 900_000
    assert core.ticket(first).issued_at == core.now - 900_000
    assert core.ticket(first).order[1] == core.events[-2].seq
    assert core.ticket(first).marked == "island"
    core.open(PAD_WINDOW)
    called = []
    for _ in range(3):
        called.append(core.do(Next(window=PAD_WINDOW))["ticket"]["id"])
        core.do(Arrive(window=PAD_WINDOW))
        core.do(Reject(window=PAD_WINDOW, reason="test"))
    assert called == [first, online, second]


@pytest.mark.parametrize(("taken", "reference"), [(-DAY_S * 1000, 0), (DAY_S * 1000, 1_200_000)])
def test_a_wrong_clock_stays_between_the_lease_and_now(taken: int, reference: int) -> None:
    core = CoreHall()
    block = lease(core)
    core.later(1200)
    ticket = merge(core, offline(block, 1, MORNING + taken))
    assert core.ticket(ticket).reference == MORNING + reference


def test_one_number_one_ticket() -> None:
    core = CoreHall()
    block = lease(core)
    merge(core, offline(block, 1))
    assert refused(core, offline(block, 1), KIOSK) is Refusal.NUMBER_USED
    assert refused(core, offline(block, 6), KIOSK) is Refusal.UNKNOWN_BLOCK
    assert refused(core, offline(block, 2), OTHER) is Refusal.NOT_PERMITTED
    assert refused(core, offline(block, 2).model_copy(update={"block": "0" * 26}), KIOSK) is Refusal.UNKNOWN_BLOCK


def test_what_is_given_back_is_given_out_again() -> None:
    core = CoreHall()
    block = lease(core, 10)
    for number in (1, 2, 3):
        merge(core, offline(block, number))
    assert core.do(ReturnNumbers(block=block.id), KIOSK) == {"returned": 7}
    assert core.do(ReturnNumbers(block=block.id), KIOSK) == {"returned": 0}
    again = lease(core, 20, actor=OTHER)
    assert (again.first, again.last) == (4, 23)
    assert refused(core, offline(block, 4), KIOSK) is Refusal.NUMBER_USED
    merge(core, offline(again, 4), OTHER)
    assert {ticket.label for ticket in core.hall.tickets.values()} == {"AK001", "AK002", "AK003", "AK004"}


def test_gaps_between_other_ranges_are_filled_first() -> None:
    core = CoreHall()
    first, second = lease(core, 5), lease(core, 5, actor=OTHER)
    core.do(ReturnNumbers(block=first.id), KIOSK)
    again = lease(core, 8)
    assert (again.first, again.last) == (1, 5)
    rest = lease(core, 8)
    assert (rest.first, rest.last) == (second.last + 1, second.last + 8)


def test_a_manager_closes_a_range_and_its_numbers_stay_its_own() -> None:
    core = CoreHall()
    block = lease(core, 5)
    assert refused(core, ReturnNumbers(block=block.id), OTHER) is Refusal.NOT_PERMITTED
    assert core.do(ReturnNumbers(block=block.id), MANAGER) == {"returned": 5}
    assert lease(core, 5, actor=OTHER).first == 6
    merge(core, offline(block, 1))


def test_a_kiosk_holds_so_many_and_no_more() -> None:
    core = CoreHall()
    block = lease(core, LEASED_MAX)
    assert refused(core, LeaseNumbers(queue="a", count=1), KIOSK) is Refusal.NUMBERS_EXHAUSTED
    merge(core, offline(block, 1))
    assert lease(core, 20).last == LEASED_MAX + 1


def test_the_series_ends() -> None:
    core = CoreHall()
    for number in range(5):
        lease(core, LEASED_MAX if number < 4 else 190, actor=kiosk(number + 1))
    last = lease(core, 100, actor=kiosk(6))
    assert (last.first, last.last) == (991, 999)
    assert refused(core, LeaseNumbers(queue="a"), kiosk(7)) is Refusal.NUMBERS_EXHAUSTED
    assert refused(core, LeaseNumbers(queue="z"), kiosk(7)) is Refusal.UNKNOWN_QUEUE


def test_printed_on_the_island_its_hand_over_is_reported_as_ever() -> None:
    core = CoreHall()
    ticket = merge(core, offline(lease(core), 1, hand_over=HandOver.PRINTER))
    assert core.state(ticket) is TicketState.ISSUING
    core.do(ReportHandOver(ticket=ticket, handed_over=HandOver.PRINTER), KIOSK)
    assert core.state(ticket) is TicketState.WAITING


class TestHonoured:
    """On paper in a citizen's hand: never refused."""

    def alert(self, core: CoreHall) -> Alert:
        [alert] = core.hall.facts.of(Alert).values()
        return alert

    def test_beyond_a_quota_with_a_note_to_staff(self) -> None:
        core = guarded(quotas=[{"queue": "a", "most": 1}])
        block = lease(core)
        core.do(wish())
        ticket = merge(core, offline(block, 1))
        assert core.state(ticket) is TicketState.WAITING
        alert = self.alert(core)
        assert alert.about is AlertKind.OUTSIDE_RULES
        assert (alert.detail["refusal"], alert.detail["number"]) == ("quotaUsedUp", "AK1")

    def test_within_the_rules_without_one(self) -> None:
        core = guarded(quotas=[{"queue": "a", "most": 2}])
        merge(core, offline(lease(core), 1))
        assert not core.hall.facts.of(Alert)

    def test_rules_are_those_of_the_time_it_was_taken(self) -> None:
        core = guarded(hours={"daily": ["08:30-10:00", "11:00-17:00"]})
        block = lease(core)
        core.later(HOUR_S + 60)
        merge(core, offline(block, 1, MORNING + 1000))
        assert not core.hall.facts.of(Alert)
        merge(core, offline(block, 2, core.now))
        assert self.alert(core).detail["refusal"] == "serviceClosed"

    def test_a_listed_persons_too(self) -> None:
        core = guarded()
        block = lease(core)
        core.do(ListPerson(holder=person(1), kind=ListKind.BLOCKED, reason="sold", approver="m-2", until="2025-12-01"))
        ticket = merge(core, offline(block, 1, holder=person(1)))
        assert core.state(ticket) is TicketState.WAITING
        assert self.alert(core).detail["refusal"] == "listed"

    def test_of_a_service_that_is_no_more_it_is_void_and_staff_know(self) -> None:
        core = CoreHall()
        block = lease(core)
        ticket = merge(core, offline(block, 1, service="gone"))
        assert core.state(ticket) is TicketState.VOID
        assert core.ticket(ticket).reason == "notServedAnyMore"
        assert self.alert(core).about is AlertKind.OUTSIDE_RULES

    def test_after_the_hall_closed_it_is_expired(self) -> None:
        core = CoreHall()
        block = lease(core)
        core.do(CloseDay())
        ticket = merge(core, offline(block, 1))
        assert core.state(ticket) is TicketState.EXPIRED
        assert refused(core, LeaseNumbers(queue="a"), KIOSK) is Refusal.SERVICE_CLOSED

    def test_after_midnight_it_is_expired_on_its_own_day(self) -> None:
        core = CoreHall()
        block = lease(core)
        core.later(DAY_S)
        assert core.do(offline(block, 1), KIOSK) == {"entered": "expired"}
        issued = core.events[-1].body
        assert (issued["day"], issued["state"], issued["label"]) == (TODAY, "expired", "AK001")
        assert core.hall.tickets == {}
        assert core.hall.bookings == {}
        assert refused(core, offline(block, 1), KIOSK) is Refusal.NUMBER_USED

    def test_a_week_later_the_range_is_forgotten(self) -> None:
        core = CoreHall()
        block = lease(core)
        core.later(7 * DAY_S)
        core.do(offline(block, 1), KIOSK)
        core.later(DAY_S)
        assert refused(core, offline(block, 2), KIOSK) is Refusal.UNKNOWN_BLOCK


def test_a_new_day_begins_the_series_anew() -> None:
    core = CoreHall()
    lease(core, 20)
    core.later(DAY_S)
    assert lease(core, 20).first == 1


def test_only_devices_lease() -> None:
    core = CoreHall(Rules(core_config()))
    assert refused(core, LeaseNumbers(queue="a"), Actor("clerk-1", Role.CLERK)) is Refusal.NOT_PERMITTED


def test_class_and_services_come_along() -> None:
    core = CoreHall()
    ticket = core.ticket(merge(core, offline(lease(core), 1, ticket_class=TicketClass.ELDERLY, more=["s-b"])))
    assert (ticket.ticket_class, ticket.wanted, [leg.service for leg in ticket.plan]) == (
        TicketClass.ELDERLY,
        ("s-a", "s-b"),
        ["s-b"],
    )
