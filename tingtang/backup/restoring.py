"""Brings a hall back from a backup: onto a clean place, checked before it gets its name, with no number given twice."""

import os
import secrets
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.ids import new_id
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.after_restore import NoRoom
from hall_controller.domain.rules import Rules
from hall_controller.settings import accounts_file, hall_file
from hall_controller.store.after_restore import NotNoted, Skipped, pass_over
from hall_controller.store.schema import NewerDatabase
from tingtang.backup.checking import check, replay_problems
from tingtang.backup.folder import WORK, locked, sweep, sync_folder
from tingtang.backup.manifest import DATA, Manifest
from tingtang.backup.problems import BackupProblem
from tingtang.backup.unpacking import unpack


@dataclass(frozen=True, slots=True)
class Steps:
    """Seconds of each step."""

    unpacked_s: float
    checked_s: float
    ready_s: float
    audited_s: float
    """Of the ledger's replay, which a waiting hall need not wait for; not in the total."""

    @property
    def total_s(self) -> float:
        return self.unpacked_s + self.checked_s + self.ready_s


@dataclass(frozen=True, slots=True)
class Ready:
    """An unpacked, checked hall that may start."""

    folder: Path
    """Holds the parts."""
    manifest: Manifest
    config: HallConfig
    skipped: tuple[Skipped, ...]
    today: str
    """The restored hall's local day."""
    steps: Steps


@contextmanager
def prepared(
    sealed: Path,
    key_file: Path,
    beside: Path,
    *,
    seen: Mapping[str, int] | None,
    clock: HallClock,
    replay: bool = False,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> Iterator[Ready]:
    """Unpack into a folder of its own beside the final place, check, make it fit to start. Whoever wants it takes it away from
    there; what is left is deleted at the end.

    Args:
        beside: a folder on the disk where it shall stay.
        seen: highest number by prefix that somebody saw on a ticket of today; None: this hall will never give a number.
        replay: check the state of the hall against the whole ledger, too.

    Raises:
        BackupProblem: the backup can't be used; the text says why.
        OSError: the disk.
    """
    with locked(beside):
        sweep(beside, (WORK,))
        work = beside / f"{WORK}{secrets.token_hex(8)}"
        work.mkdir(mode=0o700)
        try:
            yield _opened(sealed, key_file, work, seen, clock, monotonic_s, replay=replay)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _opened(
    sealed: Path,
    key_file: Path,
    work: Path,
    seen: Mapping[str, int] | None,
    clock: HallClock,
    monotonic_s: Callable[[], float],
    *,
    replay: bool,
) -> Ready:
    started = monotonic_s()
    manifest = unpack(sealed, key_file, work)
    unpacked = monotonic_s()
    config, problems = check(work, manifest)
    if config is None:
        raise _not_good(problems)
    checked = monotonic_s()
    if replay and not problems:
        problems = replay_problems(work, config)
    if problems:
        raise _not_good(problems)
    audited = monotonic_s()
    skipped = _made_ready(work, manifest, config, seen, clock)
    steps = Steps(unpacked - started, checked - unpacked, monotonic_s() - audited, audited - checked)
    today = Rules(config).local.day(clock.now_ms())
    return Ready(work, manifest, config, tuple(skipped), today, steps)


def _not_good(problems: list[str]) -> BackupProblem:
    return BackupProblem("\n  ".join(["the backup isn't good; take the one before:", *problems]))


def _made_ready(
    folder: Path, manifest: Manifest, config: HallConfig, seen: Mapping[str, int] | None, clock: HallClock
) -> list[Skipped]:
    if clock.now_ms() < manifest.made_at_ms:
        raise BackupProblem("this machine's clock stands before the backup; set it first (timedatectl), then restore")
    if seen is None:
        seen = {queue.prefix: 0 for queue in config.queues}
    try:
        hall = hall_file(folder / DATA)
        skipped = pass_over(hall, config, backup_at_ms=manifest.made_at_ms, seen=seen, clock=clock, new_id=new_id)
        _end_sessions(accounts_file(folder / DATA))
    except (NoRoom, NotNoted, NewerDatabase, sqlite3.Error) as error:
        raise BackupProblem(str(error)) from error
    return skipped


def _end_sessions(accounts: Path) -> None:
    """Whoever signed out since the backup stays out: everybody signs in anew."""
    if not accounts.exists():
        return
    with closing(sqlite3.connect(accounts, isolation_level=None)) as connection:
        connection.execute("DELETE FROM session")


def require_clean(folder: Path) -> None:
    """
    Raises:
        BackupProblem: something is there: nothing is ever overwritten.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise BackupProblem(
            f"{folder}: isn't empty; nothing is overwritten. Move it away first, such as to {folder}.before: it may still tell"
            " which numbers were given out"
        )


def put(part: Path, target: Path) -> None:
    """Move a part to its clean place; it belongs to whoever the place belonged to.

    Raises:
        BackupProblem: the place isn't clean.
        OSError: the disk.
    """
    require_clean(target)
    owner = target.stat() if target.exists() else None
    if owner is not None:
        for path in (part, *part.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
        part.chmod(owner.st_mode & 0o777)
    target.parent.mkdir(parents=True, exist_ok=True)
    # One rename: there is either nothing or all of it. An empty folder is replaced.
    part.rename(target)
    sync_folder(target.parent)


def put_files(part: Path, target: Path, folder_mode: int = 0o755) -> list[str]:
    """Settings: what isn't there yet is put there; what differs goes beside it as `NAME.restored`. Returns these names.

    Raises:
        OSError: the disk; done again it goes on where it ended.
    """
    beside: list[str] = []
    target.mkdir(mode=folder_mode, parents=True, exist_ok=True)
    for path in sorted(part.rglob("*")):
        if not path.is_file():
            continue
        place = target / path.relative_to(part)
        place.parent.mkdir(mode=folder_mode, parents=True, exist_ok=True)
        if place.exists():
            if place.read_bytes() == path.read_bytes():
                continue
            place = place.with_name(f"{place.name}.restored")
            beside.append(str(place.relative_to(target)))
        _put_file(path, place)
    return beside


def _put_file(path: Path, place: Path) -> None:
    """On disk and whole under its name, or not there at all: half a file would be taken for one of yours."""
    fresh = place.with_name(f".{place.name}.part")
    with path.open("rb") as source, os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
        os.fsync(file.fileno())
    fresh.replace(place)
    sync_folder(place.parent)
