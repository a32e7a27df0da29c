"""`[backup]` of the controller's file: for whom backups are sealed, where they lie, and for how long.

A backup is sealed for the named recipients alone (age, age-encryption.org/v1): this server has their public keys only and can't
read its own old backups. So whoever steals it finds nothing in them that isn't on its disk.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from api.process.settings_file import Section

Recipient = Annotated[str, Field(pattern=r"^age1[02-9ac-hj-np-z]{58}$")]
"""An age public key (bech32), as `tingtang backup key` prints it."""


class BackupSection(Section):
    """Without a recipient no backup is made."""

    recipients: tuple[Recipient, ...] = Field(default=(), max_length=8)
    """Each of them can open a backup with its own key file, which isn't kept on this server."""
    folder: Path | None = None
    """Left out: `backups` beside the data folder."""
    copy_to: Path | None = None
    """Another disk or machine, mounted there; each backup goes there as well. A backup on the same disk dies with it."""
    also: tuple[Path, ...] = ()
    """Further folders that are needed after a fire, such as the hall's authority."""
    daily: int = Field(default=14, ge=1, le=90)
    """The newest backup of each of the last so many days is kept."""
    weekly: int = Field(default=8, ge=0, le=26)
    """And of each of the last so many weeks. What is deleted from the hall lives on in backups for so long."""


def backup_in_folder(section: BackupSection, folder: Path, data_dir: Path) -> BackupSection:
    """Relative paths start at the file's folder."""
    return section.model_copy(
        update={
            "folder": folder / section.folder if section.folder is not None else data_dir.parent / "backups",
            "copy_to": folder / section.copy_to if section.copy_to is not None else None,
            "also": tuple(folder / path for path in section.also),
        }
    )
