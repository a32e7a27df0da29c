"""A hall comes back whole onto a clean place, gives no number twice, and a backup that isn't good becomes no hall."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from api.process.secret_file import write_secret
from hall_controller.settings import accounts_file, hall_file
from hall_controller.store.audit import audit
from tests.support.hall_core import MORNING
from tests.support.hall_store import HandClock, store_hall
from tests.support.kept_hall import PLENTY, KeptHall, kept_hall, take
from tingtang.__main__ import main
from tingtang.backup.archive import compressed, member
from tingtang.backup.drill import TOO_LONG_S, drill
from tingtang.backup.making import make
from tingtang.backup.manifest import DATA
from tingtang.backup.problems import BackupProblem
from tingtang.backup.restoring import prepared
from tingtang.backup.sealing import new_key, seal

HOUR_MS = 3_600_000


def an_hour_later() -> HandClock:
    return HandClock(MORNING + HOUR_MS)


def test_every_number_up_to_the_backup_is_there_and_none_comes_again(hall: KeptHall, tmp_path: Path) -> None:
    made = hall.make()
    with hall.running() as running:
        lost = {take(running) for _ in range(5)}
    with prepared(made.path, hall.key_file, tmp_path / "new", seen={}, clock=an_hour_later()) as ready:
        back = ready.folder / DATA
        with store_hall(hall_file(back), ready.config, an_hour_later()) as restored:
            assert {ticket.label for ticket in restored.opened.tickets.values()} == {"A001", "A002", "A003"}
            assert take(restored) not in {"A001", "A002", "A003", *lost}
        assert audit(hall_file(back), ready.config) == []
        with closing(sqlite3.connect(accounts_file(back))) as accounts:
            assert accounts.execute("SELECT count(*) FROM account").fetchone() == (1,)
            assert accounts.execute("SELECT count(*) FROM session").fetchone() == (0,)
    assert list((tmp_path / "new").iterdir()) == []


def refusal(sealed: Path, key_file: Path, tmp_path: Path, clock: HandClock | None = None) -> str:
    clock = clock or an_hour_later()
    with pytest.raises(BackupProblem) as refused, prepared(sealed, key_file, tmp_path / "new", seen={}, clock=clock):
        pass
    assert list((tmp_path / "new").iterdir()) == []
    return str(refused.value)


def test_another_key_opens_nothing(hall: KeptHall, tmp_path: Path) -> None:
    write_secret(tmp_path / "other.key", new_key()[0])
    assert "another key file" in refusal(hall.make().path, tmp_path / "other.key", tmp_path)


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_backup_becomes_no_hall(hall: KeptHall, tmp_path: Path, damage: str) -> None:
    path = hall.make().path
    content = bytearray(path.read_bytes())
    if damage == "cut":
        del content[len(content) // 2 :]
    else:
        content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "damaged" in refusal(path, hall.key_file, tmp_path)


def test_what_somebody_else_sealed_for_us_is_no_backup(hall: KeptHall, tmp_path: Path) -> None:
    """Whoever knows the recipient can seal; what leaves the folder or lacks the list gets nowhere."""
    forged = tmp_path / "forged.tar.gz.age"
    evil = tmp_path / "evil"
    evil.write_bytes(b"x")
    document = {
        "site": "x", "product": "x", "made_at_ms": 0, "hall": {"seq": 0, "hash": "", "day": ""}, "site_file": "a/b",
        "settings_file": "a/b", "files": [{"path": "a/../../evil", "size": 1, "sha256": "0" * 64, "mode": 0o600}],
    }  # fmt: skip
    (tmp_path / "list").write_text(json.dumps(document), encoding="utf-8")
    with forged.open("wb") as sealed, evil.open("rb") as content, (tmp_path / "list").open("rb") as listed:
        blocks = [
            *member("a/../../evil", content, 1, 0o600),
            *member("manifest.json", listed, (tmp_path / "list").stat().st_size, 0o600),
        ]
        seal(compressed(iter(blocks)), sealed, hall.settings.backup.recipients)
    assert "list of contents can't be read" in refusal(forged, hall.key_file, tmp_path)


def test_a_clock_before_the_backup_is_set_first(hall: KeptHall, tmp_path: Path) -> None:
    early = HandClock(MORNING - HOUR_MS)
    assert "timedatectl" in refusal(hall.make().path, hall.key_file, tmp_path, early)


def test_a_drill_leaves_nothing(hall: KeptHall, tmp_path: Path) -> None:
    made = hall.make()
    work = tmp_path / "work"
    done = drill(made.path, hall.key_file, work, clock=an_hour_later(), monotonic_s=time.monotonic)
    assert (done.tickets, done.manifest.hall.seq) == (3, made.label.seq)
    assert done.in_time
    assert done.steps.total_s < TOO_LONG_S
    assert list(work.iterdir()) == []


def test_a_drill_that_takes_too_long_says_so(hall: KeptHall, tmp_path: Path) -> None:
    made = hall.make()
    # Opened, checked, the replay that nobody waits for, ready.
    times = iter([0.0, 100.0, 250.0, 900.0, 951.0])
    done = drill(made.path, hall.key_file, tmp_path / "work", clock=an_hour_later(), monotonic_s=lambda: next(times))
    assert not done.in_time
    assert (done.steps.total_s, done.steps.audited_s) == (301.0, 650.0)


def test_by_command_onto_a_clean_folder_and_never_over_another(
    hall: KeptHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "make", "--config", str(hall.config_file)]) == 0
    assert main(["backup", "list", "--config", str(hall.config_file), "--json"]) == 0
    name = json.loads(capsys.readouterr().out.splitlines()[-1])[0]["file"]
    places = [str(hall.backups / name), "--identity", str(hall.key_file), "--to", str(tmp_path / "back")]
    order = ["restore", *places, "--seen", "A010"]
    assert main(order) == 0
    told = capsys.readouterr().out
    assert "A: goes on after 10" in told
    assert "B: goes on after 20" in told
    before = {path: path.read_bytes() for path in (tmp_path / "back").rglob("*") if path.is_file()}
    assert main(order) == 1
    assert "isn't empty; nothing is overwritten" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "back").rglob("*") if path.is_file()} == before


def test_by_command_onto_an_installed_server_its_settings_stay(
    hall: KeptHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "person-key").write_text("0" * 64, encoding="utf-8")
    (credentials / "records-key").write_text("\n", encoding="utf-8")
    hall.settings.site_file.chmod(0o664)
    made = make(replace(hall.source, credentials=credentials), now_ms=lambda: MORNING, free_bytes=lambda _: PLENTY)
    root = tmp_path / "root"
    (root / "etc/tingtang").mkdir(parents=True)
    (root / "etc/tingtang/controller.toml").write_text("# freshly installed\n", encoding="utf-8")
    (root / "var/lib/tingtang/controller").mkdir(parents=True, mode=0o710)
    assert main(["restore", str(made.path), "--identity", str(hall.key_file), "--root", str(root)]) == 0
    assert "controller.toml.restored" in capsys.readouterr().out
    assert (root / "etc/tingtang/controller.toml").read_text(encoding="utf-8") == "# freshly installed\n"
    assert (root / "etc/tingtang/hall.toml").read_bytes() == hall.settings.site_file.read_bytes()
    assert (root / "etc/tingtang/hall.toml").stat().st_mode & 0o777 == 0o644, "the services must read it"
    assert (root / "etc/tingtang/secrets").stat().st_mode & 0o777 == 0o700
    assert (root / "etc/tingtang/secrets/person-key").read_text(encoding="utf-8") == "0" * 64
    assert not (root / "etc/tingtang/secrets/records-key").exists(), "an empty line is no key"
    data = root / "var/lib/tingtang/controller"
    assert hall_file(data).exists()
    assert data.stat().st_mode & 0o777 == 0o710
    assert [entry.name for entry in data.parent.iterdir()] == ["controller"]


def test_by_command_verify_and_drill(hall: KeptHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = hall.make()
    settings, key = ["--config", str(hall.config_file)], ["--identity", str(hall.key_file)]
    assert main(["backup", "verify", *settings]) == 0
    assert main(["backup", "verify", *settings, *key]) == 0
    assert "every invariant holds" in capsys.readouterr().out
    assert main(["restore-drill", *settings, *key, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["tickets"], told["seq"], told["in_time"]) == (3, made.label.seq, True)
    other = kept_hall(tmp_path / "other", numbers=7)
    assert main(["restore-drill", str(made.path), "--config", str(other.config_file), *key]) == 1
    assert "whose backup is it?" in capsys.readouterr().err
    with made.path.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\0")
    assert main(["backup", "verify", *settings]) == 1
    assert "other bytes than were written" in capsys.readouterr().err
    assert main(["restore-drill", *key]) == 2


def test_what_a_killed_restore_left_is_gone_with_the_next_and_nothing_else(hall: KeptHall, tmp_path: Path) -> None:
    beside = tmp_path / "new"
    for name in (".tingtang-restoring-0/hall.sqlite3", ".part-of-somebody-else/file", "controller/file"):
        (beside / name).parent.mkdir(parents=True)
        (beside / name).write_bytes(b"x")
    with prepared(hall.make().path, hall.key_file, beside, seen={}, clock=an_hour_later()) as ready:
        assert sorted(path.name for path in beside.iterdir()) == [".part-of-somebody-else", ready.folder.name, "controller"]


def test_two_at_once_is_one_too_many(hall: KeptHall) -> None:
    made = hall.make()
    opened = prepared(made.path, hall.key_file, hall.backups, seen={}, clock=an_hour_later())
    with opened, pytest.raises(BackupProblem, match="already"):
        hall.make(MORNING + HOUR_MS)
