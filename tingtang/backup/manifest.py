"""What a backup says of itself: which point of the hall it holds, every file's hash, how many rows each table has. No person."""

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tingtang.backup.problems import BackupProblem

MANIFEST = "manifest.json"
"""The archive's last member."""
FORMAT = 1
FILE_MODE = 0o600

DATA, SETTINGS, SITE, SECRETS, ITEMS = "controller", "settings", "site", "secrets", "items"
"""Parts: the controller's data folder, its settings, the hall's file where it lies elsewhere, keys, self-service items."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HallPoint(_Part):
    """The ledger's end in the backup: everything up to here is in it."""

    seq: int = Field(ge=0)
    hash: str
    """SHA-256 of the chain at `seq`, hex."""
    day: str
    """The hall's day; empty: none was opened yet."""


class FileRecord(_Part):
    path: str
    """In the archive: `part/…`."""
    size: int = Field(ge=0)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    mode: int = Field(ge=0, le=0o777)
    rows: dict[str, int] | None = None
    """Of a database: rows of each table."""

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or len(pure.parts) < 2 or str(pure) != path or "\0" in path:
            raise ValueError("leaves the archive")
        return path


class Manifest(_Part):
    format: int = FORMAT
    site: str
    product: str
    """Version that made it."""
    made_at_ms: int
    """UTC: the moment the hall's file was read at."""
    hall: HallPoint
    site_file: str
    """Member that is the hall's configuration."""
    settings_file: str
    """Member that is the controller's settings."""
    files: tuple[FileRecord, ...]
    left_out: tuple[str, ...] = ()
    """Folders that the account which made it may not read: whoever restores brings them from elsewhere."""


class Label(_Part):
    """The file beside a sealed backup, readable without its key: enough to choose one and to see that it is whole."""

    format: int = FORMAT
    site: str
    product: str
    made_at_ms: int
    seq: int
    size: int
    sha256: str
    """Of the sealed file."""
    recipients: tuple[str, ...]


def read_manifest(text: bytes) -> Manifest:
    """
    Raises:
        BackupProblem: it isn't one, or of a newer format.
    """
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BackupProblem("the backup's list of contents can't be read: another version made it, or it isn't ours") from error
    if manifest.format > FORMAT:
        raise BackupProblem(f"the backup has format {manifest.format}, this version reads {FORMAT}: install the newer version")
    return manifest
