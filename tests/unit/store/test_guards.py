"""Guards across a restart: what they count and the lists they read come from the store, as they come from the ledger."""

from pathlib import Path

from api.messages.completion import Completion
from api.messages.hall_commands import (
    Arrive,
    DismissAlert,
    ExtendHours,
    ListPerson,
    Next,
    OpenWindow,
    Take,
    Transfer,
    VoidSeries,
)
from api.messages.words import HandOver, ListKind, Refusal
from hall_controller.domain.facts import Alert, ListedPerson, LongerHours, TerminalCleared
from hall_controller.domain.rules import Rules
from hall_controller.store.audit import audit
from hall_controller.store.load import load_hall
from hall_controller.store.schema import connect_reader
from tests.support.guarded_hall import guarded_config, person, wish
from tests.support.hall_core import KIOSK, MORNING, PLAIN_WINDOW
from tests.support.hall_store import HandClock, StoreHall, remembered, store_hall

CONFIG = guarded_config(
    guards={"agent_per_day": 1, "burst": {"most": 2}}, quotas=[{"services": ["s-a"], "most": 6}, {"services": ["s-b"], "most": 1}]
)


def word(completion: Completion) -> str | None:
    return completion.error_code


def morning(hall: StoreHall) -> None:
    """A burst that was looked at, a transferred ticket, an agent, a list, longer hours."""
    hall.do(wish(), KIOSK)
    hall.do(wish(), KIOSK)
    hall.do(DismissAlert(alert="rapidTakes:kiosk-01"))
    hall.do(wish(), KIOSK)
    hall.do(wish(holder=person(1)), KIOSK)
    hall.do(wish(holder=person(2), agent=person(9)), KIOSK)
    hall.do(ListPerson(holder=person(3), kind=ListKind.BLOCKED, reason="sold", approver="manager-2", until="2025-12-01"))
    hall.do(ListPerson(holder=person(4), kind=ListKind.ATTENTION, reason="deaf", approver="manager-2", until="2025-12-01"))
    hall.do(ExtendHours(queue="a", until="19:00", reason="crowd"))
    hall.do(OpenWindow(window=PLAIN_WINDOW))
    hall.do(Next(window=PLAIN_WINDOW))
    hall.do(Arrive(window=PLAIN_WINDOW))
    hall.do(Transfer(window=PLAIN_WINDOW, service="s-b"))


def test_what_was_counted_and_listed_is_there_after_a_restart(path: Path) -> None:
    with store_hall(path, CONFIG) as hall:
        morning(hall)
        alive = hall.writer._store._hall
        assert alive is not None
        reader = connect_reader(path)
        try:
            loaded = load_hall(reader, Rules(CONFIG))
        finally:
            reader.close()
        assert remembered(loaded) == remembered(alive)
        for index in ("by_holder", "by_agent", "by_terminal", "by_service"):
            of_loaded, of_alive = getattr(loaded.indexes, index), getattr(alive.indexes, index)
            assert {key: [ticket.id for ticket in found] for key, found in of_loaded.items()} == {
                key: [ticket.id for ticket in found] for key, found in of_alive.items()
            }
        assert set(loaded.facts.of(ListedPerson)) == {person(3), person(4)}
        assert set(loaded.facts.of(LongerHours)) == {"a"}
        assert set(loaded.facts.of(TerminalCleared)) == {"kiosk-01"}
        assert loaded.facts.of(Alert) == {}
    assert audit(path, CONFIG) == []


def test_guards_refuse_after_a_restart_what_they_refused_before(path: Path) -> None:
    with store_hall(path, CONFIG) as hall:
        morning(hall)
    with store_hall(path, CONFIG) as hall:
        assert word(hall.submit(wish(holder=person(1)), KIOSK)) == Refusal.ALREADY_WAITING
        assert word(hall.submit(wish(holder=person(5), agent=person(9)), KIOSK)) == Refusal.AGENT_CEILING
        assert word(hall.submit(wish(holder=person(3)), KIOSK)) == Refusal.LISTED
        hall.do(wish(), KIOSK)
        assert word(hall.submit(wish("s-b"), KIOSK)) == Refusal.TOO_MANY_AT_TERMINAL
        assert word(hall.submit(wish(holder=person(6)), KIOSK)) == Refusal.QUOTA_USED_UP, "six were asked for, one moved on"
        assert hall.do(VoidSeries(terminal="kiosk-01", since=0, reason="one person")).succeeded
        hall.do(wish(holder=person(6)), KIOSK)


def test_a_refused_take_sent_again_after_the_pause_is_a_new_question(path: Path) -> None:
    clock = HandClock(MORNING)
    with store_hall(path, CONFIG, clock) as hall:
        hall.do(wish(), KIOSK)
        hall.do(wish(), KIOSK)
        assert word(hall.submit(wish(), KIOSK)) == Refusal.TOO_MANY_AT_TERMINAL
        seq = hall.events[-1].seq
        assert word(hall.submit(wish(), KIOSK)) == Refusal.TOO_MANY_AT_TERMINAL
        assert hall.events[-1].seq == seq
        clock.advance(300)
        labels = [hall.do(Take(service="s-a", hand_over=HandOver.SCREEN), KIOSK).result["ticket"]["number"]]
        assert labels == ["A003"], "refusals used no number"
