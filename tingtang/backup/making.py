"""Makes one backup while the hall works: copies of one moment, checked, sealed; it has its name once it is whole and on disk."""

import errno
import hashlib
import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hall_controller.health import DISK_FREE_MIN_BYTES
from hall_controller.settings import ControllerSettings, hall_file
from hall_controller.store.ledger import verify
from tingtang.backup import folder as folders
from tingtang.backup.archive import Hashing, compressed, member
from tingtang.backup.keeping import to_remove
from tingtang.backup.manifest import FILE_MODE, MANIFEST, FileRecord, HallPoint, Label, Manifest
from tingtang.backup.names import BackupName
from tingtang.backup.problems import BackupProblem
from tingtang.backup.roots import FILE_MAX_BYTES, Found, Root, found_in, member_of, roots_of
from tingtang.backup.sealing import seal
from tingtang.backup.snapshots import Held, copied, held, rows_of

_LAST = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
_MS_PER_S = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up.

    Args:
        config: the controller's settings file, of which `settings` are.
        site: the hall's id.
        credentials: folder of keys that systemd gave to this service.
    """

    settings: ControllerSettings
    config: Path
    site: str
    product: str
    credentials: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    path: Path
    label: Label
    left_out: tuple[str, ...]
    removed: tuple[BackupName, ...]
    copied_to: Path | None
    copy_problem: str
    """Why there is no second copy; empty: there is, or none is wanted. The backup itself stands."""


def make(
    source: Source, *, now_ms: Callable[[], int], folder: Path | None = None, free_bytes: Callable[[Path], int] | None = None
) -> Made:
    """
    Args:
        now_ms: UTC.
        folder: another one than the settings name.
        free_bytes: of the disk that a folder is on.

    Raises:
        BackupProblem: it can't be made, or would not be whole; the ones before stand.
        sqlite3.Error, OSError: a file can't be read or written; the same.
    """
    backup = source.settings.backup
    target = folder or backup.folder
    if not backup.recipients or target is None:
        raise BackupProblem("[backup] recipients: names nobody; `tingtang backup key` makes a key and says what to write there")
    with folders.locked(target):
        folders.sweep(target)
        try:
            path, label, left_out = _Run(source, target, now_ms, free_bytes or _free_bytes).make()
        except (OSError, sqlite3.Error) as error:
            if not _disk_is_full(error):
                raise
            raise BackupProblem(
                f"{target}: the disk became full; nothing was kept of this one, those before stand: make room, or give backups a"
                " disk of their own ([backup] folder)"
            ) from error
        name = _name_of(label)
        removed = _prune(target, source.site, now_ms(), backup.daily, backup.weekly)
        copy_problem = _second_copy(target, backup.copy_to, name, label, source, now_ms()) if backup.copy_to is not None else ""
    return Made(path, label, left_out, tuple(removed), backup.copy_to, copy_problem)


class _Run:
    """One making."""

    def __init__(self, source: Source, target: Path, now_ms: Callable[[], int], free_bytes: Callable[[Path], int]) -> None:
        self._source = source
        self._target = target
        self._now_ms = now_ms
        self._free_bytes = free_bytes
        self._records: list[FileRecord] = []
        self._left_out: list[str] = []

    def make(self) -> tuple[Path, Label, tuple[str, ...]]:
        settings = self._source.settings
        hall = hall_file(settings.data_dir)
        if not hall.exists():
            raise BackupProblem(f"{hall}: there is no hall to back up; the controller makes it when it starts")
        roots = roots_of(settings, self._source.config, self._source.credentials)
        copies = [path for path in (settings.backup.copy_to,) if path is not None]
        found = list(found_in(roots, [self._target, *copies], self._left_out))
        databases = sorted((one for one in found if one.database), key=lambda one: one.path == hall)
        with held(databases) as moments:
            made_at_ms = self._now_ms() // _MS_PER_S * _MS_PER_S
            self._require_room(moments, found)
            seq, digest = moments[-1].connection.execute(_LAST).fetchone() or (0, b"")
            day = moments[-1].connection.execute("SELECT day FROM hall").fetchone()
            point = HallPoint(seq=seq, hash=bytes(digest).hex(), day=day[0] if day else "")
            name = BackupName(datetime.fromtimestamp(made_at_ms / _MS_PER_S, UTC), seq, self._source.site)
            blocks = self._blocks(roots, [one for one in found if not one.database], moments, point, made_at_ms)
            return self._sealed(blocks, name, made_at_ms)

    def _require_room(self, moments: list[Held], found: list[Found]) -> None:
        """The disk keeps what the hall itself needs for its busiest days."""
        sizes = [moment.size for moment in moments]
        files = sum(one.path.stat().st_size for one in found if not one.database)
        needed = max(sizes) + (sum(sizes) + files) // 2 + DISK_FREE_MIN_BYTES
        free = self._free_bytes(self._target)
        if free < needed:
            raise BackupProblem(
                f"{self._target}: {_mib(free)} MB free, a backup needs {_mib(needed)} MB: make room, or give backups a disk of"
                " their own ([backup] folder); nothing was written"
            )

    def _blocks(
        self, roots: list[Root], files: list[Found], moments: list[Held], point: HallPoint, made_at_ms: int
    ) -> Iterator[bytes]:
        """The archive's members; the list of them last, since only then their hashes are known."""
        for one in files:
            yield from self._plain(one)
        for moment in moments:
            yield from self._database(moment)
        source = self._source
        manifest = Manifest(
            site=source.site,
            product=source.product,
            made_at_ms=made_at_ms,
            hall=point,
            site_file=member_of(roots, source.settings.site_file),
            settings_file=member_of(roots, source.config),
            files=tuple(self._records),
            left_out=tuple(self._left_out),
        )
        text = manifest.model_dump_json(indent=1).encode()
        yield from member(MANIFEST, io.BytesIO(text), len(text), FILE_MODE)

    def _plain(self, one: Found) -> Iterator[bytes]:
        """Read at once: it may be replaced meanwhile, but is never half one and half the other."""
        with one.path.open("rb") as file:
            content = file.read(FILE_MAX_BYTES + 1)
        if len(content) > FILE_MAX_BYTES:
            raise BackupProblem(f"{one.path}: is larger than {_mib(FILE_MAX_BYTES)} MB and no database; it doesn't belong there")
        digest = hashlib.sha256(content).hexdigest()
        self._records.append(FileRecord(path=one.member, size=len(content), sha256=digest, mode=one.mode))
        yield from member(one.member, io.BytesIO(content), len(content), one.mode)

    def _database(self, moment: Held) -> Iterator[bytes]:
        with copied(moment, self._target) as copy:
            if moment.found.path == hall_file(self._source.settings.data_dir):
                _require_whole_ledger(copy.connection)
            rows = rows_of(copy.connection)
            copy.file.seek(0)
            hashing = Hashing(copy.file)
            yield from member(moment.found.member, hashing, copy.size, moment.found.mode)
            record = FileRecord(
                path=moment.found.member, size=copy.size, sha256=hashing.digest, mode=moment.found.mode, rows=rows
            )
            self._records.append(record)

    def _sealed(self, blocks: Iterator[bytes], name: BackupName, made_at_ms: int) -> tuple[Path, Label, tuple[str, ...]]:
        part, path = self._target / f"{folders.PART}{name.file}", self._target / name.file
        recipients = self._source.settings.backup.recipients
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                seal(compressed(blocks), file, recipients)
                file.flush()
                os.fsync(file.fileno())
            label = Label(
                site=name.site,
                product=self._source.product,
                made_at_ms=made_at_ms,
                seq=name.seq,
                size=part.stat().st_size,
                sha256=folders.digest_of(part),
                recipients=recipients,
            )
            folders.give_to_owner(part, self._target)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        folders.sync_folder(self._target)
        folders.put_label(self._target, name, label)
        return path, label, tuple(self._left_out)


def _require_whole_ledger(connection: sqlite3.Connection) -> None:
    broken = verify(connection)
    if broken is not None:
        raise BackupProblem(
            f"ledger record {broken.seq}: {broken.problem}; the hall's records are damaged, so no backup was made over the good"
            " ones: `tingtang audit` says more, `tingtang restore` brings the last good one back"
        )


def _prune(folder: Path, site: str, now_ms: int, daily: int, weekly: int) -> list[BackupName]:
    mine = [kept.name for kept in folders.backups_in(folder) if kept.name.site == site]
    removed = to_remove(mine, datetime.fromtimestamp(now_ms / _MS_PER_S, UTC), daily=daily, weekly=weekly)
    for name in removed:
        folders.remove(folder, name)
    return removed


def prune(folder: Path, site: str, *, now_ms: int, daily: int, weekly: int) -> list[BackupName]:
    """Remove what has been kept long enough.

    Raises:
        BackupProblem: a backup is being made there.
        OSError: the folder can't be used.
    """
    with folders.locked(folder):
        folders.sweep(folder)
        return _prune(folder, site, now_ms, daily, weekly)


def _second_copy(source: Path, target: Path, name: BackupName, label: Label, of: Source, now_ms: int) -> str:
    try:
        folders.copy_backup(source, target, name, label)
        _prune(target, of.site, now_ms, of.settings.backup.daily, of.settings.backup.weekly)
    except (BackupProblem, OSError) as error:
        return str(error)
    return ""


def _name_of(label: Label) -> BackupName:
    return BackupName(datetime.fromtimestamp(label.made_at_ms / _MS_PER_S, UTC), label.seq, label.site)


def _disk_is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _mib(size: int) -> int:
    return -(-size // (1 << 20))
