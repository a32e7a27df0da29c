"""纸质应急号: opened before it is needed, entered afterwards, first in line because a fault stranded them."""

from api.messages.hall_commands import BackEnter, CloseDay, Next, OpenPaperRange, OpenWindow, ReturnNumbers
from api.messages.words import AlertKind, Refusal, TicketClass, TicketState
from hall_controller.domain.facts import Alert, Block
from tests.support.booking_hall import DAY_S
from tests.support.guarded_hall import guarded, refused, wish
from tests.support.hall_core import CLERK, KIOSK, MANAGER, PAD_WINDOW, CoreHall


def opened(core: CoreHall, count: int = 50, queue: str = "a") -> Block:
    answer = core.do(OpenPaperRange(queue=queue, count=count))
    block = core.hall.facts.get(Block, answer["block"]["id"])
    assert block is not None
    return block


def enter(core: CoreHall, block: Block, number: int, taken_at: int) -> str:
    command = BackEnter(block=block.id, number=number, service="s-a", taken_at=taken_at)
    return str(core.do(command, CLERK)["ticket"]["id"])


def test_a_range_is_given_out_whole() -> None:
    core = CoreHall()
    answer = core.do(OpenPaperRange(queue="a", count=50))["block"]
    assert (answer["kind"], answer["prefix"], answer["first"], answer["last"]) == ("paper", "AP", 1, 50)
    assert opened(core).first == 51
    assert opened(core, 500).first == 101
    assert refused(core, OpenPaperRange(queue="a", count=500)) is Refusal.NUMBERS_EXHAUSTED
    assert opened(core, 300).last == 900
    assert refused(core, OpenPaperRange(queue="a", count=10), KIOSK) is Refusal.NOT_PERMITTED


def test_entered_numbers_wait_by_the_time_on_the_list_before_walk_ins() -> None:
    core = CoreHall()
    block = opened(core)
    core.later(3_000)
    core.do(wish())
    core.later(600)
    second = enter(core, block, 2, core.now - 60_000)
    first = enter(core, block, 1, core.now - 120_000)
    ticket = core.ticket(first)
    assert (ticket.label, ticket.ticket_class, ticket.marked) == ("AP001", TicketClass.STRANDED, "paper")
    assert (ticket.reference, ticket.issued_at) == (core.now - 120_000, core.now - 120_000)
    core.do(OpenWindow(window=PAD_WINDOW), CLERK)
    assert core.do(Next(window=PAD_WINDOW))["ticket"]["id"] == first
    assert core.state(second) is TicketState.WAITING


def test_a_time_before_the_range_or_after_now_is_brought_within() -> None:
    core = CoreHall()
    block = opened(core)
    core.later(60)
    assert core.ticket(enter(core, block, 1, 0)).reference == block.leased_at
    assert core.ticket(enter(core, block, 2, core.now + 1)).reference == core.now


def test_each_paper_once() -> None:
    core = CoreHall()
    block = opened(core)
    enter(core, block, 7, core.now)
    again = BackEnter(block=block.id, number=7, service="s-a", taken_at=core.now)
    assert refused(core, again) is Refusal.NUMBER_USED
    assert refused(core, again.model_copy(update={"number": 51})) is Refusal.UNKNOWN_BLOCK
    assert refused(core, again.model_copy(update={"block": "0" * 26})) is Refusal.UNKNOWN_BLOCK
    assert refused(core, again.model_copy(update={"number": 8, "service": "gone"})) is Refusal.UNKNOWN_SERVICE


def test_paper_outlasts_the_day_it_was_printed() -> None:
    core = CoreHall()
    block = opened(core)
    enter(core, block, 1, core.now)
    core.later(3 * DAY_S)
    ticket = core.ticket(enter(core, block, 2, core.now))
    assert (ticket.day, ticket.state) == ("2025-11-24", TicketState.WAITING)
    assert opened(core).first == 51


def test_used_up_or_destroyed_paper_frees_its_numbers_on_the_next_day() -> None:
    core = CoreHall()
    full, destroyed, kept = opened(core, 2), opened(core, 3), opened(core, 4)
    for number in (1, 2):
        enter(core, full, number, core.now)
    core.do(ReturnNumbers(block=destroyed.id), MANAGER)
    assert (opened(core, 3).first, opened(core, 2).first) == (3, 10)
    core.later(DAY_S)
    assert opened(core, 2).first == 1
    assert set(core.hall.facts.of(Block)) >= {kept.id}
    assert full.id not in core.hall.facts.of(Block)


def test_a_rule_says_no_and_the_paper_is_honoured() -> None:
    core = guarded(quotas=[{"queue": "a", "most": 0}])
    ticket = enter(core, opened(core), 1, core.now)
    assert core.state(ticket) is TicketState.WAITING
    [alert] = core.hall.facts.of(Alert).values()
    assert (alert.about, alert.detail["refusal"]) == (AlertKind.OUTSIDE_RULES, "quotaUsedUp")


def test_after_closing_it_is_entered_on_another_day() -> None:
    core = CoreHall()
    block = opened(core)
    taken_at = core.now
    core.do(CloseDay())
    command = BackEnter(block=block.id, number=1, service="s-a", taken_at=taken_at)
    assert refused(core, command) is Refusal.SERVICE_CLOSED
    core.later(DAY_S)
    assert core.ticket(str(core.do(command, CLERK)["ticket"]["id"])).reference == taken_at
