"""Bookings, leased and pre-printed numbers on the real store: a restart and the ledger's replay agree, and the audit is clean."""

from pathlib import Path
from typing import Any

import pytest

from api.messages.hall_commands import (
    BackEnter,
    Book,
    Cancel,
    CheckIn,
    HallCommand,
    LeaseNumbers,
    OpenPaperRange,
    ReturnNumbers,
    Take,
    TakeOffline,
)
from api.messages.words import HandOver, Refusal
from api.ports import Actor
from hall_controller.domain.block_checks import block_problems, entered_of
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Block, fact_of
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store.audit import audit
from hall_controller.store.load import load_hall
from hall_controller.store.schema import connect_reader
from tests.support.booking_hall import BOOKING, DAY_S, HOUR_S, MONDAY, TODAY, WORKING_WEEK
from tests.support.guarded_hall import guarded_config, kiosk, person, wish
from tests.support.hall_core import KIOSK, MANAGER, MORNING
from tests.support.hall_store import HandClock, StoreHall, remembered, store_hall

CONFIG = guarded_config(queues={"booking": BOOKING}, calendar=WORKING_WEEK)


def take_offline(block: str, number: int, **keys: object) -> TakeOffline:
    body = {"block": block, "number": number, "service": "s-a", "taken_at": MORNING, "hand_over": HandOver.SCREEN, **keys}
    return TakeOffline.model_validate(body)


def block(hall: StoreHall, command: HallCommand, actor: Actor) -> str:
    return str(hall.do(command, actor).result["block"]["id"])


def a_morning(hall: StoreHall) -> dict[str, str]:
    hall.do(wish(), KIOSK)
    here = hall.do(Book(service="s-a", day=TODAY, slot="10:00", holder=person(1)), KIOSK).result["ticket"]["id"]
    hall.do(Book(service="s-a", day=TODAY, slot="10:00", holder=person(2)), KIOSK)
    hall.do(Book(service="s-b", day=MONDAY, slot="10:00", holder=person(3)), KIOSK)
    gone = hall.do(Book(service="s-a", day=MONDAY, slot="10:00", holder=person(4)), KIOSK).result["ticket"]["id"]
    hall.do(Cancel(ticket=gone), KIOSK)
    hall.do(CheckIn(ticket=here), KIOSK)
    island = block(hall, LeaseNumbers(queue="a", count=5), KIOSK)
    other = block(hall, LeaseNumbers(queue="a", count=5), kiosk(2))
    paper = block(hall, OpenPaperRange(queue="a", count=5), MANAGER)
    hall.clock.advance(600)
    for number in (1, 2):
        hall.do(take_offline(island, number, taken_at=MORNING + number * 60_000), KIOSK)
    hall.do(ReturnNumbers(block=island), KIOSK)
    hall.do(BackEnter(block=paper, number=4, service="s-b", taken_at=MORNING + 30_000))
    hall.do(wish(), KIOSK)
    return {"other": other, "island": island, "here": here}


def loaded(path: Path) -> Hall:
    reader = connect_reader(path)
    try:
        return load_hall(reader, Rules(CONFIG))
    finally:
        reader.close()


def test_a_restart_remembers_and_the_audit_is_clean(path: Path) -> None:
    clock = HandClock()
    with store_hall(path, CONFIG, clock) as hall:
        a_morning(hall)
        alive = hall.writer._store._hall
        assert alive is not None
        assert remembered(loaded(path)) == remembered(alive)
    assert audit(path, CONFIG) == []
    clock.advance(HOUR_S)
    with store_hall(path, CONFIG, clock) as hall:
        late = hall.submit(CheckIn(holder=person(2)), KIOSK)
        assert late.succeeded, "its grace ran out while the hall was away"
        again = hall.submit(Book(service="s-a", day=TODAY, slot="14:00", holder=person(1)), KIOSK)
        assert again.error_code == Refusal.BOOKED_ALREADY.value
    assert audit(path, CONFIG) == []


def test_over_the_weekend(path: Path) -> None:
    clock = HandClock()
    with store_hall(path, CONFIG, clock) as hall:
        ids = a_morning(hall)
    clock.advance(3 * DAY_S)
    with store_hall(path, CONFIG, clock) as hall:
        assert hall.do(CheckIn(holder=person(3)), KIOSK).result["ticket"]["number"] == "BY001"
        assert (
            hall.do(Book(service="s-b", day=MONDAY, slot="14:00", holder=person(5)), KIOSK).result["ticket"]["number"] == "BY002"
        )
        late = take_offline(ids["other"], 6)
        assert hall.submit(late, kiosk(2), "01J" + "0" * 22 + "1").result == {"entered": "expired"}
        assert hall.submit(late, kiosk(2), "01J" + "0" * 22 + "1").result == {"entered": "expired"}, "the same id, one effect"
        alive = hall.writer._store._hall
        assert alive is not None
        assert remembered(loaded(path)) == remembered(alive)
    assert audit(path, CONFIG) == []


def test_numbers_given_back_come_again_after_a_restart(path: Path) -> None:
    clock = HandClock()
    with store_hall(path, CONFIG, clock) as hall:
        a_morning(hall)
    with store_hall(path, CONFIG, clock) as hall:
        again = hall.do(LeaseNumbers(queue="a", count=5), kiosk(3)).result["block"]
        assert (again["first"], again["last"]) == (3, 5)


@pytest.mark.parametrize(
    ("change", "found"),
    [({"number": 9}, "AK9"), ({"number": 1}, "was entered from"), ({"block": "none"}, "never given out")],
)
def test_a_wrong_number_of_a_range_is_found(path: Path, change: dict[str, Any], found: str) -> None:
    with store_hall(path, CONFIG) as hall:
        a_morning(hall)
    leased = {event.body["id"]: fact_of(Block, event.body) for event in hall.events if event.kind is EventKind.NUMBERS_LEASED}
    issued = [event for event in hall.events if event.kind is EventKind.TICKET_ISSUED]
    entered = [entry for event in issued if (entry := entered_of(event))]
    assert block_problems(entered, leased) == []
    problems = block_problems([entered[0], entered[1]._replace(**change), *entered[2:]], leased)
    assert any(found in problem for problem in problems), problems


def test_a_ticket_of_an_island_is_taken_once_even_when_its_answer_was_forgotten(path: Path) -> None:
    with store_hall(path, CONFIG) as hall:
        ids = a_morning(hall)
        told = hall.do(Take(service="s-a", hand_over=HandOver.SCREEN), KIOSK).result["ticket"]["number"]
        assert told == "A003"
        assert hall.submit(take_offline(ids["island"], 1), KIOSK).error_code == Refusal.NUMBER_USED.value
