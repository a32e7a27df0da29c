"""The kiosk's durable memory: real SQLite, closed and opened again between any two steps."""

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bus.outbox import OutboxEntry, StoredBody
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.topics import hall_command_topic
from api.messages.words import CompletionCode, HandOver, RatingLevel, RatingOutcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.ports.names import print_name
from kiosk.ports.rating import TerminalRating
from kiosk.ports.store import KioskStore, TakeRow
from kiosk.ports.tickets import RESUMED_FOR_MS, HallTickets
from tests.support.kiosk_flow import issued

SITE = "610124-01"


class NoBus:
    """These tests never reach the network: the outbox is as far as they go."""

    site = SITE
    node = "kiosk-01"


class Machine:
    """A kiosk's disk and clock; `boot` is a start after anything."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kiosk.sqlite"
        self.now_ms = 1_700_000_000_000
        self.orphans: list[TakeRow] = []
        self.store: KioskStore | None = None

    def boot(self) -> HallTickets:
        if self.store is not None:
            self.store.close()
        self.store = KioskStore(self.path, lambda: self.now_ms)
        self.outbox = self.store.open()
        self.tickets = HallTickets(
            NoBus(),  # type: ignore[arg-type]
            self.store,
            self.outbox,
            new_id=new_id,
            clock=lambda: self.now_ms,
            wake=lambda: None,
            withdraw=self.outbox.remove,
            on_orphan=self.orphans.append,
            answer_s=0.05,
        )
        self.tickets.settle_old()
        return self.tickets

    def answer(self, take_id: str, *, refusal: str | None = None) -> None:
        """The hall's completion comes in, as the outbox's sender brings it."""
        entry = self.outbox.get(take_id)
        assert entry is not None
        ticket = issued(take_id, "A001")
        result = {"ticket": ticket.view.model_dump(mode="json"), "slip": ticket.slip.model_dump(mode="json")}
        code = CompletionCode.COMMAND_ERROR_CODE if refusal else CompletionCode.SUCCESS
        completion = Completion(id=take_id, code=code, error_code=refusal, result={} if refusal else result)
        with self.store.transaction():
            self.tickets.on_done(entry, completion)
            self.outbox.remove(take_id)

    def reports(self) -> list[str | None]:
        """Hand-overs that wait in the outbox."""
        return [
            body(entry)["handed_over"] for entry in self.outbox.pending() if entry.topic == hall_command_topic(SITE, "hand-over")
        ]


def body(entry: OutboxEntry) -> dict[str, str]:
    assert isinstance(entry.body, StoredBody)
    return entry.body.model_dump()


@pytest.fixture
def machine(tmp_path: Path):
    found = Machine(tmp_path)
    found.boot()
    yield found
    found.store.close()


async def test_a_take_is_one_id_through_any_number_of_restarts(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    for _ in range(3):
        machine.boot()
        assert [entry.id for entry in machine.outbox.pending()] == [take_id]
        assert machine.tickets.unfinished().id == take_id
    machine.answer(take_id)
    assert (await machine.tickets.take(take_id)).view.number == "A001"
    machine.boot()
    assert (await machine.tickets.take(take_id)).view.number == "A001"


async def test_refusals_and_silence_are_told_apart(machine: Machine) -> None:
    silent = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    with pytest.raises(HallSilent):
        await machine.tickets.take(silent)
    refused = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.answer(refused, refusal="numbersExhausted")
    with pytest.raises(HallRefused, match="numbersExhausted"):
        await machine.tickets.take(refused)


def test_only_the_first_hand_over_is_reported(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.answer(take_id)
    machine.tickets.report_hand_over(take_id, HandOver.SCREEN)
    machine.boot()
    machine.tickets.report_hand_over(take_id, HandOver.PRINTER)
    assert machine.reports() == ["screen"]


def test_a_take_left_unanswered_becomes_void_when_its_number_comes(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.tickets.leave(take_id)
    assert machine.reports() == []
    machine.boot()
    machine.answer(take_id)
    assert machine.reports() == [None]
    assert machine.store.open_takes() == []


def test_a_number_nobody_saw_is_void_one_that_was_shown_is_kept(machine: Machine) -> None:
    unseen, seen = (machine.tickets.begin("s0", "en", HandOver.PRINTER) for _ in range(2))
    for take_id in (unseen, seen):
        machine.answer(take_id)
    machine.store.command_id(seen, print_name(0), new_id)
    machine.now_ms += RESUMED_FOR_MS + 1
    machine.boot()
    assert machine.reports() == [None, "screen"]
    assert machine.tickets.unfinished() is None


def test_leaving_while_it_prints_hands_the_print_to_somebody_who_sees_it_through(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.answer(take_id)
    machine.store.command_id(take_id, print_name(0), new_id)
    machine.tickets.leave(take_id)
    assert [row.id for row in machine.orphans] == [take_id]
    machine.tickets.report_hand_over(take_id, HandOver.PRINTER)
    assert machine.reports() == ["printer"]
    assert machine.store.open_takes() == []


def test_a_crash_after_leaving_while_it_prints_leaves_nothing_open(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.answer(take_id)
    machine.store.command_id(take_id, print_name(0), new_id)
    machine.tickets.leave(take_id)
    machine.now_ms += 5_000
    machine.boot()
    assert machine.reports() == ["screen"]
    assert machine.store.open_takes() == []


def test_a_print_has_one_id_for_ever(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    counter = itertools.count()
    make: Callable[[], str] = lambda: f"id-{next(counter)}"  # noqa: E731
    first = machine.store.command_id(take_id, print_name(0), make)
    machine.boot()
    assert machine.store.command_id(take_id, print_name(0), make) == first
    assert machine.store.command_id(take_id, print_name(1), make) != first


def test_a_clock_set_back_makes_no_old_take_young(machine: Machine) -> None:
    machine.tickets.begin("s0", "en", HandOver.PRINTER)
    machine.now_ms -= 1
    assert machine.tickets.unfinished() is None


def test_one_rating_for_each_take(machine: Machine) -> None:
    take_id = machine.tickets.begin("s0", "en", HandOver.PRINTER)
    rating = TerminalRating(SITE, machine.store, machine.outbox, new_id=new_id, wake=lambda: None)
    rating.rate(take_id, "s0", RatingOutcome.SUBMITTED, RatingLevel.BAD)
    rating.rate(take_id, "s0", RatingOutcome.TIMEOUT, None)
    ratings = [body(entry) for entry in machine.outbox.pending() if entry.topic.endswith("/rate-terminal")]
    assert [(found["outcome"], found["level"]) for found in ratings] == [("SUBMITTED", "BAD")]


def test_settled_takes_are_forgotten_after_a_week_and_open_ones_never(machine: Machine) -> None:
    settled, still_open = (machine.tickets.begin("s0", "en", HandOver.PRINTER) for _ in range(2))
    machine.answer(settled, refusal="serviceClosed")
    machine.now_ms += 8 * 24 * 3600 * 1000
    machine.boot()
    assert machine.store.take(settled) is None
    assert machine.store.take(still_open) is not None


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "kiosk.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(RuntimeError, match="version 99"):
        KioskStore(tmp_path / "kiosk.sqlite", lambda: 0).open()
