"""The hall's own server: a release that changed its data can't be left by going back; one that didn't, can."""

import sqlite3
from pathlib import Path

import pytest

from api.process.layout import Role
from api.releases.orders import Outcome, Trouble
from tests.support.upgrade_rig import CRASHES, NEW, OLD, Rig, order
from tingtang.upgrade.schemas import schemas_of


def set_schema(rig: Rig, version: int) -> None:
    folder = rig.layout.data_of(Role.CONTROLLER)
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / "hall.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    made = Rig(tmp_path)
    set_schema(made, 7)
    (made.layout.data_of(Role.CONTROLLER) / "notes.txt").write_text("no database")
    return made


def test_schemas_are_found_by_what_the_files_are(rig: Rig) -> None:
    assert schemas_of(rig.layout) == {"controller/hall.sqlite": 7}


def test_with_the_data_as_before_it_goes_back(rig: Rig) -> None:
    report = rig.upgrader().follow(order(), rig.bundle(CRASHES))
    assert (report.outcome, report.version) == (Outcome.WENT_BACK, OLD)


def test_with_changed_data_it_stays_and_says_so(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    boot = rig.machine.boot

    def migrate_and_crash() -> None:
        boot()
        if rig.machine.started == NEW:
            set_schema(rig, 8)

    monkeypatch.setattr(rig.machine, "boot", migrate_and_crash)
    report = rig.upgrader().follow(order(), rig.bundle(CRASHES))
    assert (report.outcome, report.trouble, report.version) == (Outcome.STUCK, Trouble.DATA_NEWER, NEW)
    assert "controller/hall.sqlite" in report.detail
    assert rig.link("previous") == OLD, "a person may still go back, with a backup"
    restarts = rig.machine.restarts
    assert rig.upgrader().follow(order(), rig.bundle(CRASHES)).outcome is Outcome.STUCK
    assert rig.machine.restarts == restarts, "nothing is tried again by itself"
