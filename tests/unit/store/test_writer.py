"""Idempotence, batches, restarts, the lock, timers: the writer on a real database."""

import sqlite3
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import (
    Arrive,
    Back,
    Cancel,
    Finish,
    Hold,
    Miss,
    Next,
    OpenWindow,
    PressKey,
    Rate,
    Recall,
    Return,
    Take,
    Transfer,
    UndoFinish,
)
from api.messages.words import CompletionCode, HandOver, RatingLevel, RatingOutcome, Refusal
from api.ports import Submission
from hall_controller.clock import STAYS_MS
from hall_controller.domain.apply import apply
from hall_controller.domain.events import EventKind
from hall_controller.domain.rules import Rules
from hall_controller.store.audit import audit
from hall_controller.store.load import load_hall
from hall_controller.store.lock import HallIsTaken
from hall_controller.store.schema import NewerDatabase, connect, connect_reader
from tests.support.hall_core import KIOSK, MANAGER, PAD_WINDOW, PLAIN_WINDOW
from tests.support.hall_store import HandClock, StoreHall, remembered, store_hall

TAKE = Take(service="s-a", hand_over=HandOver.SCREEN)


def number(completion: Completion) -> str:
    return str(completion.result["ticket"]["number"])


def test_the_same_id_again_is_the_same_answer_and_one_ticket(hall: StoreHall) -> None:
    ident = new_id()
    first = hall.submit(TAKE, KIOSK, ident)
    assert hall.submit(TAKE, KIOSK, ident) == first
    assert number(hall.do(TAKE)) == "A002"


def test_twice_within_one_batch(path: Path) -> None:
    hall = StoreHall(path)
    hall.open()
    ident = new_id()
    waiting = [hall.start(Submission(ident, KIOSK, TAKE)) for _ in range(3)]
    hall.writer.begin()
    answers = [future.result(30) for future in waiting]
    hall.writer.close()
    assert len(hall.commits) == 1
    assert answers[0] == answers[1] == answers[2]
    assert sum(event.kind is EventKind.TICKET_ISSUED for event in hall.events) == 1


def test_a_refusal_is_an_answer_too(path: Path) -> None:
    ident = new_id()
    with store_hall(path) as hall:
        refused = hall.submit(Next(window=PLAIN_WINDOW), MANAGER, ident)
        assert (refused.code, refused.error_code) == (CompletionCode.COMMAND_ERROR_CODE, Refusal.WINDOW_NOT_OPEN.value)
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        hall.do(TAKE)
        assert hall.submit(Next(window=PLAIN_WINDOW), MANAGER, ident) == refused
    with store_hall(path) as hall:
        assert hall.submit(Next(window=PLAIN_WINDOW), MANAGER, ident) == refused


def test_a_restart_knows_the_answers_and_goes_on_counting(path: Path) -> None:
    ident = new_id()
    with store_hall(path) as hall:
        first = hall.submit(TAKE, KIOSK, ident)
    with store_hall(path) as hall:
        assert hall.submit(TAKE, KIOSK, ident) == first
        assert number(hall.do(TAKE)) == "A002"
    assert audit(path, hall.config) == []


def test_an_id_of_another_command_is_refused(hall: StoreHall) -> None:
    ident = new_id()
    hall.submit(TAKE, KIOSK, ident)
    assert hall.submit(Next(window=1), MANAGER, ident).code is CompletionCode.INVALID_REQUEST_ID


def test_a_ticket_s_id_is_never_issued_again_even_when_its_answer_is_long_gone(path: Path) -> None:
    ident = new_id()
    with store_hall(path) as hall:
        hall.submit(TAKE, KIOSK, ident)
    connection = connect(path)
    connection.execute("DELETE FROM command")
    connection.close()
    with store_hall(path, clock=HandClock(HandClock().now_ms() + 8 * 24 * 3_600_000)) as hall:
        assert hall.submit(TAKE, KIOSK, ident).error_code == Refusal.TOO_LATE.value


def test_an_id_that_is_none_fails_alone_and_the_writer_goes_on(path: Path) -> None:
    hall = StoreHall(path)
    hall.open()
    waiting = [hall.start(Submission(ident, KIOSK, TAKE)) for ident in (new_id(), "no-ulid", new_id())]
    hall.writer.begin()
    answers = [future.result(30) for future in waiting]
    assert [answer.code for answer in answers] == [
        CompletionCode.SUCCESS,
        CompletionCode.INTERNAL_ERROR,
        CompletionCode.SUCCESS,
    ]
    assert answers[1].id == "no-ulid"
    assert number(hall.do(TAKE)) == "A003"
    hall.writer.close()
    assert audit(path, hall.config) == []


def morning(hall: StoreHall) -> None:
    """A bit of everything, so that every table has rows of every sort."""
    for window in (1, 2, 3):
        hall.do(OpenWindow(window=window))
    tickets = [str(hall.do(TAKE).result["ticket"]["id"]) for _ in range(8)]
    hall.do(Take(service="s-b"))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.do(Miss(window=PLAIN_WINDOW))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.do(Miss(window=PLAIN_WINDOW))
    hall.do(Back(ticket=tickets[0]))
    hall.do(Cancel(ticket=tickets[1]))
    hall.do(Next(window=PAD_WINDOW))
    hall.do(Arrive(window=PAD_WINDOW))
    hall.do(Finish(window=PAD_WINDOW))
    hall.do(UndoFinish(window=PAD_WINDOW))
    hall.do(Finish(window=PAD_WINDOW))
    hall.do(Next(window=PAD_WINDOW))
    ask = next(delivery.id for delivery in reversed(hall.commits[-2].deliveries) if delivery.command == "ask")
    hall.do(Rate(ask=ask, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.FAIR, labels=("301", "302")), KIOSK)
    hall.do(Return(window=PAD_WINDOW))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.clock.advance(6)  # type: ignore[attr-defined]
    hall.do(Recall(window=PLAIN_WINDOW))
    hall.do(Arrive(window=PLAIN_WINDOW))
    hall.do(Transfer(window=PLAIN_WINDOW, to_window=3))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.do(Arrive(window=PLAIN_WINDOW))
    hall.do(Hold(window=PLAIN_WINDOW, reason="form"))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.do(Arrive(window=PLAIN_WINDOW))


def test_the_state_read_back_is_the_state_that_was(path: Path) -> None:
    with store_hall(path) as hall:
        morning(hall)
        alive = hall.writer._store._hall
        assert alive is not None
        reader = connect_reader(path)
        try:
            assert remembered(load_hall(reader, Rules(hall.config))) == remembered(alive)
        finally:
            reader.close()
    assert audit(path, hall.config) == []


def test_tickets_that_change_places_within_one_batch(path: Path) -> None:
    """Returned and called again crosswise between two windows before the first commit."""
    with store_hall(path) as hall:
        hall.do(OpenWindow(window=PAD_WINDOW))
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        hall.do(TAKE)
        hall.do(TAKE)
        hall.do(Next(window=PAD_WINDOW))
        hall.do(Next(window=PLAIN_WINDOW))
        swap = [Return(window=PAD_WINDOW), Return(window=PLAIN_WINDOW), Next(window=PLAIN_WINDOW), Next(window=PAD_WINDOW)]
        answers = hall.submit_together([Submission(new_id(), MANAGER, command) for command in swap])
        assert [number(answer) for answer in answers] == ["A001", "A002", "A001", "A002"]
    assert audit(path, hall.config) == []


def test_timers_run_without_any_command(hall: StoreHall) -> None:
    ticket = hall.do(Take(service="s-a")).result["ticket"]["id"]
    clock = hall.clock
    assert isinstance(clock, HandClock)
    clock.advance(90)
    hall.writer.wake()
    assert hall.submit(PressKey(window=PLAIN_WINDOW, key="next")).error_code == Refusal.WINDOW_NOT_OPEN.value
    assert [event.kind for event in hall.events][-1] is EventKind.TICKET_HANDED_OVER
    assert hall.events[-1].body["ticket"] == ticket
    assert (hall.events[-1].by, hall.events[-1].command) == ("hall", "")


def test_a_second_controller_is_told_who_is_there(path: Path, hall: StoreHall) -> None:
    second = StoreHall(path)
    with pytest.raises(HallIsTaken, match="stop it before starting a second"):
        second.open()
    assert hall.do(TAKE).succeeded


def test_the_lock_is_free_after_a_clean_stop(path: Path) -> None:
    for _ in range(2):
        with store_hall(path) as hall:
            hall.do(TAKE)


def test_a_newer_database_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerDatabase, match="schema 99"):
        StoreHall(path).open()


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to look at" * 40)
    with pytest.raises(sqlite3.DatabaseError):
        StoreHall(path).open()


def test_a_clock_set_back_before_a_restart_reorders_nothing(path: Path) -> None:
    with store_hall(path) as hall:
        hall.do(TAKE)
        last_at = hall.events[-1].at
    with store_hall(path, clock=HandClock(HandClock().now_ms() - 3_600_000)) as hall:
        hall.do(TAKE)
        assert hall.events[-1].at >= last_at
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        assert number(hall.do(Next(window=PLAIN_WINDOW))) == "A001"
    assert audit(path, hall.config) == []


def test_a_hall_that_started_with_a_wrong_time_follows_the_machine_s(path: Path) -> None:
    clock = HandClock()
    with store_hall(path, clock=clock) as hall:
        hall.do(TAKE)
        clock.wall += 7_200_000
        hall.do(TAKE)
        clock.advance(STAYS_MS / 1000)
        hall.do(TAKE)
        assert hall.events[-1].at == clock.wall
    assert audit(path, hall.config) == []


def test_a_command_that_fails_by_a_fault_of_ours_costs_the_others_nothing(path: Path) -> None:
    """A body no JSON can hold, built past the contract's checks: the rest of its batch is carried out."""
    poison = Hold.model_construct(window=PLAIN_WINDOW, reason="\ud800")
    hall = StoreHall(path)
    hall.open()
    before = [
        hall.start(Submission(new_id(), MANAGER, command))
        for command in (OpenWindow(window=PLAIN_WINDOW), TAKE, Next(window=PLAIN_WINDOW), Arrive(window=PLAIN_WINDOW))
    ]
    poisoned = hall.start(Submission(new_id(), MANAGER, poison))
    after = hall.start(Submission(new_id(), KIOSK, TAKE))
    hall.writer.begin()
    assert all(future.result(30).succeeded for future in [*before, after])
    assert poisoned.result(30).code is CompletionCode.INTERNAL_ERROR
    hall.writer.close()
    assert audit(path, hall.config) == []


def test_writer_and_replica_count_alike_who_joined_a_place(path: Path) -> None:
    """A forecast is made by the replica's count and promised by the writer's, whatever either read back from the tables."""
    with store_hall(path) as hall:
        for _ in range(3):
            hall.do(TAKE, KIOSK)
    clock = HandClock()
    clock.advance(24 * 3_600)
    with store_hall(path, clock=clock) as hall:
        replica = hall.opened
        for command in (OpenWindow(window=PLAIN_WINDOW), TAKE, TAKE, Next(window=PLAIN_WINDOW), Arrive(window=PLAIN_WINDOW)):
            hall.do(command, KIOSK if command is TAKE else MANAGER)
        poison = Hold.model_construct(window=PLAIN_WINDOW, reason="\ud800")
        assert hall.submit(poison).code is CompletionCode.INTERNAL_ERROR
        hall.do(TAKE, KIOSK)
        for commit in hall.commits:
            for event in commit.events:
                if event.seq > replica.seq:
                    apply(replica, event)
        alive = hall.writer._store._hall
        assert alive is not None
        assert dict(alive.joined) == dict(replica.joined) == {("queue", "a", ""): 3}
