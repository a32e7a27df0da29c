"""Would the hall come back after a fire: is there a backup, how old is it, does a second place have it. Reads names only."""

from dataclasses import dataclass
from pathlib import Path

from hall_controller.settings_backup import BackupSection
from tingtang.backup.folder import backups_in
from tingtang.doctor.finding import Finding

OLD_H = 36
"""One is made each night; so old, and a night failed."""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    folder: Path
    wanted: bool
    """Somebody is named who can open them."""
    readable: bool = True
    """False: this account may not look."""
    age_h: int | None = None
    """Of the newest; None: there is none."""
    copy_to: Path | None = None
    copied: bool = True
    """The newest lies in the second place too."""


def look_at_backups(section: BackupSection, folder: Path, now_s: float) -> BackupFacts:
    """Args: folder: where they are made."""
    if not section.recipients:
        return BackupFacts(folder, wanted=False)
    try:
        kept = backups_in(folder) if folder.exists() else []
    except OSError:
        return BackupFacts(folder, wanted=True, readable=False)
    if not kept:
        return BackupFacts(folder, wanted=True, copy_to=section.copy_to)
    newest = kept[-1]
    age_h = int(max(0.0, now_s - newest.name.at.timestamp()) // 3600)
    copied = section.copy_to is None or not _surely_missing(section.copy_to / newest.name.file)
    return BackupFacts(folder, wanted=True, age_h=age_h, copy_to=section.copy_to, copied=copied)


def _surely_missing(file: Path) -> bool:
    """A place that this account may not look into isn't missing; one whose disk or network answers with an error is."""
    try:
        file.stat()
    except PermissionError:
        return False
    except OSError:
        return True
    return False


def judge_backups(facts: BackupFacts) -> list[Finding]:
    said: dict[str, object] = {"folder": facts.folder}
    if not facts.wanted:
        return [Finding("backup.nobody-named")]
    if not facts.readable:
        return []
    if facts.age_h is None:
        return [Finding("backup.none", said)]
    if facts.age_h >= OLD_H:
        return [Finding("backup.old", said | {"hours": facts.age_h})]
    if facts.copy_to is None:
        return [Finding("backup.one-place", said)]
    if not facts.copied:
        return [Finding("backup.not-copied", said | {"copy": facts.copy_to})]
    return []
