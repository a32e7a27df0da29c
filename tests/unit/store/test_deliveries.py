import sqlite3
from pathlib import Path

from api.messages.hall_commands import Arrive, Finish, Next, OpenWindow, Take
from api.messages.words import HandOver, RatingOutcome
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.events import EventKind
from hall_controller.store.audit import audit
from hall_controller.store.reader import StoreReader
from tests.support.hall_core import PAD_WINDOW
from tests.support.hall_store import StoreHall, store_hall


def call(hall: StoreHall) -> tuple[Delivery, ...]:
    hall.do(OpenWindow(window=PAD_WINDOW))
    hall.do(Take(service="s-a", hand_over=HandOver.SCREEN))
    hall.do(Next(window=PAD_WINDOW))
    return hall.commits[-1].deliveries


def states(path: Path) -> dict[str, tuple[str, str]]:
    connection = sqlite3.connect(path)
    try:
        return {ident: (state, detail) for ident, state, detail in connection.execute("SELECT id, state, detail FROM delivery")}
    finally:
        connection.close()


async def owed(path: Path) -> list[Delivery]:
    reader = StoreReader(path)
    try:
        return await reader.pending_deliveries()
    finally:
        await reader.close()


async def test_deliveries_are_owed_until_they_are_settled_across_restarts(path: Path) -> None:
    with store_hall(path) as hall:
        deliveries = call(hall)
        assert len(deliveries) == 5
        opening = [delivery for delivery in await owed(path) if delivery.call_seq is None]
        for delivery in [*opening, *deliveries[:2]]:
            assert hall.settle(delivery.id, succeeded=True).succeeded
    assert await owed(path) == list(deliveries[2:])
    with store_hall(path) as hall:
        for delivery in deliveries[2:]:
            hall.settle(delivery.id, succeeded=True)
        assert hall.events == []
    assert await owed(path) == []
    assert audit(path, hall.config) == []


def test_a_failed_output_is_in_the_ledger_once(path: Path) -> None:
    with store_hall(path) as hall:
        speaker = next(delivery for delivery in call(hall) if delivery.command == "say")
        hall.settle(speaker.id, succeeded=False, detail="link.silent")
        hall.settle(speaker.id, succeeded=False, detail="link.silent")
        hall.settle(speaker.id, succeeded=True)
        failures = [event for event in hall.events if event.kind is EventKind.DELIVERY_FAILED]
    assert [event.body for event in failures] == [
        {"delivery": speaker.id, "device": "agent/speaker-1", "call": speaker.call_seq, "reason": "link.silent"}
    ]
    assert states(path)[speaker.id] == ("failed", "link.silent")
    assert audit(path, hall.config) == []


def test_a_dead_pad_ends_the_rating_at_once_and_the_kept_next_fires(path: Path) -> None:
    with store_hall(path) as hall:
        call(hall)
        hall.do(Arrive(window=PAD_WINDOW))
        hall.do(Finish(window=PAD_WINDOW))
        ask = next(delivery for delivery in hall.commits[-1].deliveries if delivery.command == "ask")
        hall.do(Take(service="s-a", hand_over=HandOver.SCREEN))
        hall.do(Next(window=PAD_WINDOW))
        hall.settle(ask.id, succeeded=False, detail="link.silent")
        kinds = [event.kind for event in hall.events[-3:]]
        assert kinds == [EventKind.DELIVERY_FAILED, EventKind.TICKET_RATED, EventKind.TICKET_CALLED]
        assert hall.events[-2].body["outcome"] == RatingOutcome.DEVICE_FAULT.value
    assert audit(path, hall.config) == []


def test_a_settlement_of_an_unknown_delivery_changes_nothing(hall: StoreHall) -> None:
    assert hall.settle("0" * 26, succeeded=False, detail="link.silent").succeeded
    assert hall.events == []
