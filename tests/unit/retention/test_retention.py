"""What is past its time goes, what isn't stays, and both are written down in numbers."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.settings import accounts_file, duty_file, hall_file, identity_file, items_file
from tests.support.hall_core import MORNING
from tests.support.kept_hall import KeptHall, kept_hall
from tingtang.__main__ import main
from tingtang.retention.evidence import FILE, NIGHTS_KEPT, Night, keep_night, read_nights
from tingtang.retention.rules import Keeper, rules_of
from tingtang.retention.working import erase, stock

DAY_MS = 86_400_000
ROWS = {
    "evidence": "INSERT INTO evidence VALUES"
    " (:id, :at, :at, 'kiosk-01', 'card', 'verified', '', NULL, 2, NULL, NULL, NULL, '', '', 1, NULL, NULL)",
    "consents": "INSERT INTO consent VALUES (:id, :id, 'compare', '1', 'en', NULL, 0, 'kiosk-01', :at, :at, NULL)",
    "withdrawals": "INSERT INTO forget VALUES (:id, :at)",
    "codes": "INSERT INTO redeemed VALUES (:id, :id, 'kiosk-01', :at)",
    "calls": "INSERT INTO call (id, kind, node, place, about, number, case_number, source, at, ended_at, outcome)"
    " VALUES (:id, 'help', 'k', '', '', '', '', :id, :at, :at, 'done')",
    "complaint-words": "INSERT INTO complaint (id, case_number, kind, subject, department, node, place, language, at, nonce,"
    " sealed, closed_at) VALUES (:id, :id, 'complaint', 's', '', 'k', '', 'en', :at, x'00', x'00', :at)",
    "visit-ratings": "INSERT INTO visit_rating VALUES (:id, :at, 'k', 's', 'rated', NULL, '[]')",
    "applications": "INSERT INTO application VALUES (:id, 'k', 'i', 'd', :at, :at, 'accepted', '')",
    "documents": "INSERT INTO document VALUES (:id, :id, 'k', 'i', 'c', 'd', :at, :at, 'settled', NULL, 1, 1)",
    "sessions": "INSERT INTO session VALUES (:id, 'manager', 'c', :at)",
    "answers": "INSERT INTO command VALUES (:id, 'take', :at, x'7b7d')",
    "deliveries": "INSERT INTO delivery VALUES (:id, 1, NULL, 'a/b', 'show', x'7b7d', :at, 'done', :at, '')",
}
"""A row of each rule whose time began at `:at`."""


def put(hall: KeptHall, key: str, ident: str, at: int) -> None:
    rule = next(rule for rule in rules_of(hall.config) if rule.key == key)
    with closing(sqlite3.connect(rule.keeper.file(hall.data))) as connection, connection:
        connection.execute(ROWS[key], {"id": ident, "at": at})


@pytest.fixture
def hall(tmp_path: Path) -> KeptHall:
    return kept_hall(tmp_path / "hall", numbers=0)


def test_every_rule_has_its_row_here(hall: KeptHall) -> None:
    assert {rule.key for rule in rules_of(hall.config)} == ROWS.keys() | {"complaints"}


@pytest.mark.parametrize("key", sorted(ROWS))
def test_what_is_overdue_goes_and_the_rest_stays(hall: KeptHall, key: str) -> None:
    rule = next(rule for rule in rules_of(hall.config) if rule.key == key)
    kept_ms = round(rule.kept.total_seconds() * 1000)
    put(hall, key, "old", MORNING - kept_ms - 2 * DAY_MS)
    put(hall, key, "young", MORNING - kept_ms + 60_000)
    found = stock(hall.data, hall.config, MORNING)
    assert found.overdue == {key: 1}
    assert found.counts[key].oldest is not None
    night = erase(hall.data, hall.config, MORNING)
    if rule.keeper is Keeper.HALL:
        # Its writer alone erases there: here nobody did, and the night says so.
        assert night.overdue == {key: 1}
    else:
        assert night.erased[key] == 1
        assert night.overdue == {}
        assert stock(hall.data, hall.config, MORNING).overdue == {}
    left = stock(hall.data, hall.config, MORNING).counts[key]
    assert left.oldest is not None
    assert left.rows >= 1


def test_what_was_erased_is_overwritten_in_its_file(hall: KeptHall) -> None:
    gone = {key: f"canary-of-{key}" for key in ("evidence", "calls", "applications", "sessions")}
    for key, ident in gone.items():
        put(hall, key, ident, 0)
    erase(hall.data, hall.config, MORNING)
    kept = b"".join(path.read_bytes() for path in hall.data.iterdir() if path.is_file())
    assert [ident for ident in gone.values() if ident.encode() in kept] == []


def test_a_complaint_that_nobody_answered_has_no_age(hall: KeptHall) -> None:
    put(hall, "complaint-words", "open", MORNING - 10_000 * DAY_MS)
    with closing(sqlite3.connect(duty_file(hall.data))) as connection, connection:
        connection.execute("UPDATE complaint SET closed_at = NULL")
    assert erase(hall.data, hall.config, MORNING).erased["complaints"] == 0
    assert stock(hall.data, hall.config, MORNING).counts["complaint-words"].rows == 1


def test_words_go_before_the_rest_of_a_complaint(hall: KeptHall) -> None:
    put(hall, "complaint-words", "old", MORNING - 200 * DAY_MS)
    night = erase(hall.data, hall.config, MORNING)
    assert (night.erased["complaint-words"], night.erased["complaints"]) == (1, 0)
    with closing(sqlite3.connect(duty_file(hall.data))) as connection:
        assert connection.execute("SELECT sealed, nonce FROM complaint").fetchall() == [(None, None)]


def test_a_file_that_cannot_be_worked_on_costs_only_itself(hall: KeptHall) -> None:
    put(hall, "evidence", "old", MORNING - 400 * DAY_MS)
    items_file(hall.data).write_bytes(b"no database, but long enough to be taken for one" * 100)
    night = erase(hall.data, hall.config, MORNING)
    assert night.erased["evidence"] == 1
    assert night.problems == {"items": "DatabaseError"}


def test_files_that_a_hall_does_not_have_are_no_problem(tmp_path: Path, hall: KeptHall) -> None:
    for path in (identity_file, duty_file, items_file, accounts_file, hall_file):
        path(hall.data).unlink()
    assert erase(hall.data, hall.config, MORNING) == Night(at_ms=MORNING, erased={}, overdue={})


def test_nights_are_kept_for_three_years_and_outlive_a_power_cut(tmp_path: Path) -> None:
    for number in range(3):
        keep_night(tmp_path, Night(at_ms=number, erased={"evidence": number}, overdue={}))
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"at_ms": 3, "era')
    assert [night.at_ms for night in read_nights(tmp_path)] == [0, 1, 2]
    line = Night(at_ms=9, erased={}, overdue={}).model_dump_json() + "\n"
    (tmp_path / FILE).write_text(line * NIGHTS_KEPT, encoding="utf-8")
    keep_night(tmp_path, Night(at_ms=10, erased={}, overdue={}))
    nights = read_nights(tmp_path)
    assert (len(nights), nights[-1].at_ms) == (NIGHTS_KEPT, 10)


def test_by_command(hall: KeptHall, capsys: pytest.CaptureFixture[str]) -> None:
    put(hall, "evidence", "old", 0)
    kept_ms = hall.config.privacy.evidence_days * DAY_MS
    put(hall, "evidence", "since an hour", time.time_ns() // 1_000_000 - kept_ms - 3_600_000)
    hall.make(now_ms=MORNING)
    settings = ["--config", str(hall.config_file)]
    assert main(["retention", "run", *settings, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"evidence": 2, "sessions": 1}
    assert main(["retention", "run", *settings]) == 0
    assert "evidence: 2 erased" in capsys.readouterr().out
    for language in LANGUAGES:
        assert main(["retention", "report", *settings, "--language", language]) == 0
        told = capsys.readouterr().out
        texts = read_catalogue()
        for rule in rules_of(hall.config):
            assert texts.text("retention", f"what.{rule.key}", language) in told
        assert texts.text("retention", "verdict.well", language) in told
    assert main(["retention", "report", *settings, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["nights"][0]["erased"]["evidence"] == 2
