"""Counting whom the terminals keep: warnings, the day by which it must be filed, what a manager is told and when."""

import datetime as dt
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_views import DeviceView
from api.messages.hall_commands import DismissAlert
from api.messages.identity_words import STORED_PEOPLE, FilingState
from api.messages.words import Action, AlertKind, AvailabilityState, CompletionCode, DeviceState
from hall_controller.config import HallConfig
from hall_controller.config_identity import PrivacySection
from hall_controller.domain.apply import apply
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Alert, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.domain.rules import Rules
from hall_controller.domain.views import manager_view
from hall_controller.identity.filing import FILE_AT, WARN_AT, WORKING_DAYS, due_day, filing
from hall_controller.identity.people import ALERT, PeopleWatch, stored_people
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.store.audit import audit
from hall_controller.store.transaction import Note
from tests.support.hall_core import MORNING, core_config
from tests.support.hall_identity import DAY_MS, IdentityHall, identity_hall
from tests.support.hall_store import store_hall

FRIDAY = dt.date(2025, 11, 21)


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


def device(node: str, people: object, kind: str = "camera") -> DeviceView:
    return DeviceView(
        node=node,
        device="camera-1",
        kind=kind,
        place="",
        model="",
        node_state=AvailabilityState.ONLINE,
        status=DeviceState.ONLINE,
        action=Action.NONE,
        reason="",
        detail={STORED_PEOPLE: people},
        since=0,
        faults=(),
        bound=False,
    )


def test_cameras_tell_whom_they_keep() -> None:
    devices = [device("kiosk-01", 3), device("kiosk-01", 4), device("kiosk-02", 0), device("hall-agent", 9, "led-board")]
    assert stored_people([*devices, device("kiosk-03", "many"), device("kiosk-04", True), device("kiosk-05", -1)]) == {
        "kiosk-01": 7,
        "kiosk-02": 0,
    }


def test_thirty_working_days() -> None:
    assert due_day(FRIDAY, weekdays) == dt.date(2026, 1, 2)
    assert sum(weekdays(FRIDAY + dt.timedelta(days=n)) for n in range(1, 43)) == WORKING_DAYS
    assert due_day(FRIDAY, lambda _: True) == FRIDAY + dt.timedelta(days=30)
    assert due_day(FRIDAY, lambda _: False) == FRIDAY + dt.timedelta(days=30)


@pytest.mark.parametrize(
    ("people", "reached", "number", "state"),
    [
        (WARN_AT - 1, None, "", FilingState.NONE),
        (WARN_AT, None, "", FilingState.NEAR),
        (FILE_AT, FRIDAY, "", FilingState.DUE),
        (10, FRIDAY, "", FilingState.DUE),
        (FILE_AT, FRIDAY, "SN-1", FilingState.FILED),
    ],
)
def test_what_is_due(people: int, reached: dt.date | None, number: str, state: FilingState) -> None:
    found = filing(people, PrivacySection(filing_number=number), reached, weekdays)
    assert found.state is state
    assert (found.due_on == "2026-01-02") is (state is FilingState.DUE)


class Manager:
    """A replica that takes notes as the ledger would, and what a manager sees of them."""

    def __init__(self, config: HallConfig) -> None:
        self.hall = Hall(Rules(config))
        self.notes: list[Note] = []

    async def note(self, note: Note) -> Completion:
        self.notes.append(note)
        event = Event(note.kind, 1, note.actor.name, note.actor.role.value, "", note.body)
        event.seq = len(self.notes)
        apply(self.hall, event)
        return Completion(id=note.id, code=CompletionCode.SUCCESS)

    @property
    def alert(self) -> Alert | None:
        return self.hall.facts.get(Alert, ALERT)


class Watched:
    def __init__(self, identity: IdentityHall, config: HallConfig) -> None:
        self.identity = identity
        self.manager = Manager(config)
        self.people: dict[str, int] = {}
        self.office = PrivacyOffice(config)
        self.restart()

    def restart(self) -> None:
        self.watch = PeopleWatch(
            self.identity.service,
            self.office,
            lambda: [device(node, people) for node, people in self.people.items()],
            self.manager.note,
            lambda: self.manager.hall,
            self.identity.hand.now_ms,
            new_id,
        )


@asynccontextmanager
async def watched(path: Path) -> AsyncIterator[Watched]:
    config = core_config()
    async with identity_hall(path) as hall:
        yield Watched(hall, config)


async def test_a_manager_is_told_when_it_comes_near_and_when_it_is_due(tmp_path: Path) -> None:
    async with watched(tmp_path / "identity.db") as world:
        world.people = {"kiosk-01": 40_000, "kiosk-02": 39_999}
        assert (await world.watch.review()).state is FilingState.NONE
        assert world.manager.notes == []
        world.people["kiosk-02"] += 1
        for _ in range(3):
            await world.watch.review()
        [note] = world.manager.notes
        assert note.kind is EventKind.ALERT_RAISED
        assert world.manager.alert is not None
        assert world.manager.alert.about is AlertKind.PEOPLE_STORED
        assert world.manager.alert.detail["people"] == 80_000
        assert world.watch.health().well
        world.people["kiosk-01"] = 60_000
        due = await world.watch.review()
        assert (due.state, len(world.manager.notes)) == (FilingState.DUE, 2)
        assert world.manager.alert.detail == {"state": "due", "people": 100_000, "limit": 100_000, "due": due.due_on}
        assert world.watch.health().well
        world.identity.hand.at += 60 * DAY_MS
        assert not world.watch.health().well


async def test_a_restart_doesn_t_repeat_an_alert_that_stands(tmp_path: Path) -> None:
    async with watched(tmp_path / "identity.db") as world:
        world.people = {"kiosk-01": 90_000}
        await world.watch.review()
        world.restart()
        await world.watch.review()
        assert len(world.manager.notes) == 1


async def test_the_duty_stays_when_people_are_deleted_and_kiosks_are_off(tmp_path: Path) -> None:
    async with watched(tmp_path / "identity.db") as world:
        world.people = {"kiosk-01": 100_000}
        due = await world.watch.review()
        world.people = {}
        assert (await world.watch.review()).people == 100_000
        world.people = {"kiosk-01": 5}
        world.identity.hand.at += DAY_MS
        later = await world.watch.review()
        assert (later.state, later.people, later.due_on) == (FilingState.DUE, 5, due.due_on)


async def test_a_kiosk_that_is_gone_for_good_is_counted_no_more(tmp_path: Path) -> None:
    async with watched(tmp_path / "identity.db") as world:
        world.people = {"kiosk-01": 7, "kiosk-02": 8}
        await world.watch.review()
        del world.people["kiosk-02"]
        world.identity.hand.at += 366 * DAY_MS
        assert (await world.watch.review()).people == 7


def test_the_ledger_keeps_the_alert_and_staff_put_it_away(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    alert = Alert(ALERT, AlertKind.PEOPLE_STORED, 1, {"state": "near", "people": 80_000, "limit": FILE_AT, "due": "—"})
    with store_hall(path) as hall:
        told: Future[Completion] = Future()
        hall.writer.note(Note(new_id(), HALL_ACTOR, EventKind.ALERT_RAISED, fact_body(alert), commanded=False), told)
        assert told.result(30).succeeded
    with store_hall(path) as hall:
        assert hall.opened.facts.get(Alert, ALERT) == alert
        assert [view.kind for view in manager_view(hall.opened, MORNING).alerts] == [AlertKind.PEOPLE_STORED]
        hall.do(DismissAlert(alert=ALERT))
    with store_hall(path) as hall:
        assert hall.opened.facts.get(Alert, ALERT) is None
    assert audit(path, core_config()) == []
