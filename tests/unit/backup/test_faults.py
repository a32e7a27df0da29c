"""Power cuts at every step and a disk that becomes full: what stands under a backup's name is whole, and the next one works."""

import errno
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest

from hall_controller.store.audit import audit
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.hall_core import MORNING
from tests.support.kept_hall import KeptHall, kept_hall
from tingtang.backup.folder import backups_in
from tingtang.backup.manifest import DATA
from tingtang.backup.problems import BackupProblem
from tingtang.backup.restoring import put, put_files
from tingtang.backup.unpacking import unpack

STEPS_MAX = 40
MINUTE_MS = 60_000


def power_cut(work: Callable[[], object], step: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Do it in a process of its own that is killed at its `step`-th durable step; False: it came to its end before."""
    child = os.fork()
    if child == 0:
        left = [step]

        def cut(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **keys: Any) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **keys)

            return call

        for owner, name in ((os, "fsync"), (os, "pwrite"), (os, "open"), (Path, "replace"), (Path, "rename"), (Path, "unlink")):
            monkeypatch.setattr(owner, name, cut(getattr(owner, name)))
        _end(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _end(work: Callable[[], object]) -> NoReturn:
    """Nothing of the test goes on in the child."""
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


def all_open(hall: KeptHall, scratch: Path) -> int:
    """Every backup opens and holds a whole hall; how many."""
    found = backups_in(hall.backups) if hall.backups.exists() else []
    for number, kept in enumerate(found):
        into = scratch / f"{number}"
        into.mkdir(parents=True)
        unpack(kept.path, hall.key_file, into)
        assert audit(into / DATA / "hall.sqlite3", hall.config) == []
    return len(found)


def test_a_power_cut_at_every_step_of_making(hall: KeptHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in range(STEPS_MAX):
        now = MORNING + step * MINUTE_MS
        if not power_cut(partial(hall.make, now), step, monkeypatch):
            break
    else:
        pytest.fail("it never came to its end")
    assert step > 10, "too few steps were cut for this to mean anything"
    hall.make(MORNING + STEPS_MAX * MINUTE_MS)
    assert all_open(hall, tmp_path / "opened") >= 2
    assert not [entry.name for entry in hall.backups.iterdir() if entry.name.startswith(".")]


def test_a_power_cut_while_a_hall_is_put_back_leaves_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in range(STEPS_MAX):
        part, target = tmp_path / f"part-{step}", tmp_path / f"target-{step}"
        for name in ("hall.sqlite3", "accounts.sqlite3"):
            part.mkdir(exist_ok=True)
            (part / name).write_bytes(b"x")
        target.mkdir()
        cut = power_cut(partial(put, part, target), step, monkeypatch)
        assert sorted(path.name for path in target.iterdir()) in ([], ["accounts.sqlite3", "hall.sqlite3"])
        if not cut:
            assert list(target.iterdir())
            return
    pytest.fail("it never came to its end")


def test_a_power_cut_while_settings_are_put_back_leaves_whole_files_and_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("controller.toml", "keys/person-key")
    part = tmp_path / "part"
    for name in names:
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        (part / name).write_bytes(b"x" * 10_000)
    for step in range(STEPS_MAX):
        target = tmp_path / f"target-{step}"
        cut = power_cut(partial(put_files, part, target), step, monkeypatch)
        there = [path for path in target.rglob("*") if path.is_file() and not path.name.startswith(".")]
        assert all(path.read_bytes() == (part / path.relative_to(target)).read_bytes() for path in there)
        assert put_files(part, target) == [], "what a cut left is none of the technician's files"
        assert all((target / name).exists() for name in names)
        if not cut:
            break
    assert step > 2 * len(names), "too few steps were cut for this to mean anything"


@pytest.mark.parametrize("left_kb", [0, 4, 16, 48])
def test_a_disk_that_becomes_full(tmp_path: Path, left_kb: int) -> None:
    hall = kept_hall(tmp_path / "hall")
    with tmpfs(hall.backups, "size=4m"):
        hall.make(MORNING)
        ballast = fill(hall.backups)
        os.truncate(ballast, ballast.stat().st_size - left_kb * 1024)
        with pytest.raises(BackupProblem, match="make room"):
            hall.make(MORNING + MINUTE_MS)
        assert all_open(hall, tmp_path / "opened") == 1
        ballast.unlink()
        hall.make(MORNING + 2 * MINUTE_MS)
        assert all_open(hall, tmp_path / "opened again") == 2


def test_a_disk_that_fails_otherwise_says_what_it_said(hall: KeptHall, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output error"):
        hall.make()
    monkeypatch.undo()
    assert backups_in(hall.backups) == []
