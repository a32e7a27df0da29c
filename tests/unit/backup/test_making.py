"""A backup is whole, sealed and under its name, or not there at all; what it needs is known beforehand."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hall_controller.store.ledger import verify
from tests.support.hall_core import MORNING
from tests.support.kept_hall import KeptHall, kept_hall, take
from tingtang.backup.folder import backups_in, locked
from tingtang.backup.manifest import DATA, Manifest
from tingtang.backup.problems import BackupProblem
from tingtang.backup.unpacking import unpack

HALL = f"{DATA}/hall.sqlite3"


def opened(hall: KeptHall, into: Path) -> Manifest:
    into.mkdir(mode=0o700)
    return unpack(backups_in(hall.backups)[-1].path, hall.key_file, into)


def rows(manifest: Manifest) -> dict[str, int]:
    return next(record.rows or {} for record in manifest.files if record.path == HALL)


def test_everything_of_a_hall_is_in_it(hall: KeptHall, tmp_path: Path) -> None:
    hall.make()
    manifest = opened(hall, tmp_path / "opened")
    parts = {record.path for record in manifest.files}
    databases = {f"{DATA}/{name}.sqlite3" for name in ("hall", "identity", "items", "duty", "accounts")}
    assert parts >= databases | {f"{DATA}/complaints.key", "settings/controller.toml", "settings/hall.toml"}
    assert not [path for path in parts if path.endswith(("-wal", "-shm", ".lock"))]
    assert rows(manifest)["ticket"] == 3
    assert (tmp_path / "opened" / manifest.site_file).read_bytes() == hall.settings.site_file.read_bytes()


def test_nothing_in_it_can_be_read_without_the_key(hall: KeptHall) -> None:
    made = hall.make()
    sealed = made.path.read_bytes()
    assert b"SQLite" not in sealed
    assert b"recipients" not in sealed
    assert made.path.stat().st_mode & 0o077 == 0


def test_it_is_of_one_moment_while_the_hall_goes_on(hall: KeptHall, tmp_path: Path) -> None:
    with hall.running() as running:
        take(running)
        made = hall.make()
        take(running)
    manifest = opened(hall, tmp_path / "opened")
    assert rows(manifest)["ticket"] == 4
    with closing(sqlite3.connect(tmp_path / "opened" / HALL)) as connection:
        assert verify(connection) is None
        assert connection.execute("SELECT max(seq) FROM event").fetchone()[0] == made.label.seq == manifest.hall.seq


def test_only_backups_lie_in_the_folder(hall: KeptHall) -> None:
    made = hall.make()
    label = made.path.name.replace(".tar.gz.age", ".json")
    assert {entry.name for entry in hall.backups.iterdir()} == {made.path.name, label}


def test_a_damaged_ledger_replaces_no_good_backup(hall: KeptHall) -> None:
    hall.make()
    with closing(sqlite3.connect(hall.hall)) as connection, connection:
        changed = "CAST(replace(CAST(record AS TEXT), 'id-card', 'id-cart') AS BLOB)"
        connection.execute(f"UPDATE event SET record = {changed} WHERE seq = 3")  # noqa: S608 (a literal)
    with pytest.raises(BackupProblem, match="ledger record 3"):
        hall.make(MORNING + 1_000)
    assert len(backups_in(hall.backups)) == 1


def test_a_disk_without_room_is_refused_before_anything_is_written(hall: KeptHall) -> None:
    with pytest.raises(BackupProblem, match="make room"):
        hall.make(free_bytes=100 << 20)
    assert backups_in(hall.backups) == []


def test_without_a_recipient_it_says_how_to_get_one(hall: KeptHall) -> None:
    hall.config_file.write_text('site_file = "hall.toml"\ndata_dir = "../data"\n', encoding="utf-8")
    with pytest.raises(BackupProblem, match="tingtang backup key"):
        hall.make()


def test_only_one_is_made_at_a_time(hall: KeptHall) -> None:
    with locked(hall.backups), pytest.raises(BackupProblem, match="already"):
        hall.make()


def test_what_a_killed_run_left_is_gone_with_the_next(hall: KeptHall) -> None:
    hall.backups.mkdir()
    left = [hall.backups / ".part-x", hall.backups / ".snapshot-x", hall.backups / ".tingtang-restoring-x/hall.sqlite3"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    hall.make()
    assert not [path for path in left if path.exists()]


def test_a_second_copy_goes_to_another_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    hall = kept_hall(tmp_path / "hall", backup=f'copy_to = "{disk}"')
    assert "mounted" in hall.make().copy_problem
    disk.mkdir()
    made = hall.make(MORNING + 60_000)
    assert made.copy_problem == ""
    assert (disk / made.path.name).read_bytes() == made.path.read_bytes()
    assert [kept.label for kept in backups_in(disk)] == [made.label]


def test_old_ones_go_with_a_new_one(hall: KeptHall) -> None:
    for day in range(120):
        now = MORNING + day * 86_400_000
        made = hall.make(now) if day in (0, 1, 2, 90, 119) else None
    assert made is not None
    assert [kept.name.at.date() - backups_in(hall.backups)[-1].name.at.date() for kept in backups_in(hall.backups)] == [
        timedelta(days=-29),
        timedelta(0),
    ]


def test_a_folder_that_may_not_be_read_is_named(hall: KeptHall, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = hall.folder / "etc/secrets"
    secret.mkdir()
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path) == secret.resolve():
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert hall.make().left_out == (str(secret.resolve()),)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
def test_what_root_makes_by_hand_belongs_to_the_service(hall: KeptHall) -> None:
    hall.backups.mkdir()
    os.chown(hall.backups, 1234, 1234)
    hall.make()
    assert {entry.stat().st_uid for entry in hall.backups.iterdir()} == {1234}
