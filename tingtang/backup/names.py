"""Names of backup files: site, instant in UTC, last ledger record. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

SUFFIX = ".tar.gz.age"
_NAME = re.compile(r"^(?P<site>[a-z0-9-]{1,32})_(?P<at>\d{8}T\d{6}Z)_(?P<seq>\d{1,12})\.tar\.gz\.age$")
_INSTANT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class BackupName:
    at: datetime
    """UTC, whole seconds."""
    seq: int
    site: str

    @property
    def file(self) -> str:
        return f"{self.site}_{self.at.strftime(_INSTANT)}_{self.seq}{SUFFIX}"

    @property
    def label(self) -> str:
        """The file beside it."""
        return self.file.removesuffix(SUFFIX) + ".json"


def parsed(file: str) -> BackupName | None:
    """None: no backup's name."""
    found = _NAME.match(file)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return BackupName(at, int(found["seq"]), found["site"])
