"""The hall is configured anew over lunch, through the real store: nobody who waits is stranded."""

from pathlib import Path
from typing import Any

import pytest

from api.messages.hall_commands import (
    Arrive,
    Direct,
    Finish,
    HallCommand,
    Hold,
    MoveToTop,
    Next,
    OpenWindow,
    Take,
    TakeBack,
    Transfer,
)
from api.messages.words import HandOver, TicketState, WindowState
from hall_controller.config import HallConfig
from hall_controller.domain import invariants
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store.load import load_hall
from hall_controller.store.schema import connect_reader
from tests.support.hall_store import StoreHall, remembered, store_hall
from tests.support.visit_hall import CASHIER, DESK, NOTARY, PAD, clerk, visit_config

BEFORE = visit_config()


def without(*gone: str, **changes: Any) -> HallConfig:
    """The visit hall without these queues, services, windows (by number) and members of staff."""
    document = visit_config().model_dump(mode="json", exclude_unset=True)
    for name in ("queues", "services", "windows", "staff"):
        key = {"windows": "number", "staff": "name"}.get(name, "id")
        document[name] = [entry for entry in document[name] if str(entry[key]) not in gone]
    for window in document["windows"]:
        window["queues"] = [queue for queue in window["queues"] if queue not in gone] or ["accept"]
    for service in document["services"]:
        service["then"] = [later for later in service.get("then", ()) if later not in gone]
    return HallConfig.model_validate({**document, **changes})


NO_NOTARY = without("notary", "deed", "seal", "clerk-5", str(NOTARY))
NO_DEEDS = without("deed", "clerk-5")


def do(hall: StoreHall, window: int, command: HallCommand) -> str:
    """The id of the ticket in the answer."""
    result = hall.do(command, clerk(window)).result
    return str(result["ticket"]["id"]) if "ticket" in result else ""


def take(hall: StoreHall, service: str) -> str:
    return do(hall, PAD, Take(service=service, hand_over=HandOver.SCREEN))


def opened(hall: StoreHall, *windows: int) -> None:
    for window in windows:
        do(hall, window, OpenWindow(window=window))


def called(hall: StoreHall, window: int) -> str:
    return do(hall, window, Next(window=window))


def served(hall: StoreHall, window: int) -> str:
    ticket = called(hall, window)
    do(hall, window, Arrive(window=window))
    return ticket


def loaded(path: Path, config: HallConfig) -> Hall:
    reader = connect_reader(path)
    try:
        return load_hall(reader, Rules(config))
    finally:
        reader.close()


def whole(hall: StoreHall) -> Hall:
    """The state as a restart finds it: sound, and what the writer has in memory."""
    found = loaded(hall.path, hall.config)
    assert [*invariants.line_problems(found), *invariants.window_problems(found)] == []
    alive = hall.writer._store._hall
    assert alive is not None
    assert remembered(found) == remembered(alive)
    return found


def test_a_queue_that_is_gone_has_its_people_where_most_windows_call(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        seal, deed = take(hall, "seal"), take(hall, "deed")
    with store_hall(path, NO_NOTARY) as hall:
        later = take(hall, "question")
        opened(hall, PAD, DESK)
        assert [served(hall, DESK), served(hall, PAD)] == [seal, deed]
        do(hall, DESK, Finish(window=DESK))
        assert called(hall, DESK) == later
        assert whole(hall).waiting_in("accept") == 0


def test_a_service_that_moved_takes_its_people_along(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "seal")
    services = [entry | {"queue": "pay"} for entry in NO_NOTARY.model_dump(mode="json")["services"][:1]]
    seal = {**services[0], "id": "seal", "then": []}
    after = without("notary", "deed", "clerk-5", str(NOTARY), services=[*without("deed", "seal").model_dump()["services"], seal])
    with store_hall(path, after) as hall:
        opened(hall, PAD, CASHIER)
        assert called(hall, CASHIER) == ticket


def test_a_skill_that_nobody_has_is_asked_of_nobody(path: Path) -> None:
    """The deed is still done at its queue, by whoever is there."""
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "deed")
    with store_hall(path, NO_DEEDS) as hall:
        opened(hall, PAD, NOTARY)
        assert called(hall, NOTARY) == ticket


@pytest.mark.parametrize("arrived", [False, True])
def test_whom_a_window_held_that_is_gone_waits_again_with_the_old_reference(path: Path, *, arrived: bool) -> None:
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "question")
        opened(hall, DESK)
        assert (served if arrived else called)(hall, DESK) == ticket
    with store_hall(path, without(str(DESK))) as hall:
        take(hall, "question")
        opened(hall, PAD)
        assert called(hall, PAD) == ticket
        assert whole(hall).windows[DESK].state is WindowState.CLOSED


def test_whom_a_window_was_rating_that_is_gone_goes_on_to_the_next_leg(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "permit")
        opened(hall, PAD)
        served(hall, PAD)
        do(hall, PAD, Finish(window=PAD))
        do(hall, PAD, Next(window=PAD))
    with store_hall(path, without(str(PAD))) as hall:
        opened(hall, CASHIER)
        assert called(hall, CASHIER) == ticket


def test_who_was_meant_for_a_window_or_person_that_is_gone_has_a_turn(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        opened(hall, DESK, NOTARY)
        directed, to_clerk = take(hall, "question"), take(hall, "question")
        take(hall, "seal")
        served(hall, NOTARY)
        do(hall, PAD, Direct(ticket=directed, to_window=NOTARY))
        assert served(hall, DESK) == to_clerk
        do(hall, DESK, Transfer(window=DESK, to_clerk="clerk-5"))
    with store_hall(path, without(str(NOTARY), "notary", "deed", "seal", "clerk-5")) as hall:
        opened(hall, PAD)
        assert {called(hall, PAD), called(hall, DESK)} == {directed, to_clerk}
        whole(hall)


def test_what_a_window_held_that_is_gone_is_taken_back_by_another(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "question")
        opened(hall, DESK)
        served(hall, DESK)
        do(hall, DESK, Hold(window=DESK, reason="a copy"))
    with store_hall(path, without(str(DESK))) as hall:
        opened(hall, PAD)
        do(hall, PAD, TakeBack(window=PAD, ticket=ticket))
        assert whole(hall).windows[PAD].ticket == ticket


def test_a_visit_s_later_leg_at_a_queue_that_is_gone(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        ticket = take(hall, "permit")
    with store_hall(path, without("pay", "fee", str(CASHIER))) as hall:
        opened(hall, DESK, PAD)
        assert served(hall, DESK) == ticket
        do(hall, DESK, Finish(window=DESK))
        assert called(hall, PAD) == ticket
        assert whole(hall).tickets[ticket].service == "fee"


def test_everything_a_ticket_went_through_is_there_after_a_restart(path: Path) -> None:
    with store_hall(path, BEFORE) as hall:
        opened(hall, DESK, PAD)
        visit, top, directed = take(hall, "permit"), take(hall, "question"), take(hall, "question")
        assert served(hall, DESK) == visit
        do(hall, DESK, Finish(window=DESK))
        do(hall, DESK, MoveToTop(ticket=top, reason="faint"))
        served(hall, PAD)
        do(hall, DESK, Direct(ticket=directed, to_window=PAD, reason="knows the case"))
        state = whole(hall)
        assert [over.results for over in state.tickets[visit].past] == [{"permit": "done"}]
        assert [leg.service for leg in state.tickets[visit].plan] == ["document"]
        assert state.tickets[directed].state is TicketState.WAITING
        assert state.tickets[directed].front
