"""Which devices this installation has told the hall of.

One that is taken out of the file while the agent is down must not stay on boards for ever.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import structlog

FILE = "devices.json"


class KnownDevices:
    """A little file in the data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE

    def gone(self, present: Iterable[str]) -> list[str]:
        """Devices of the last run that aren't among `present`."""
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        names = {name for name in known if isinstance(name, str)} if isinstance(known, list) else set()
        return sorted(names - set(present))

    def keep(self, present: Iterable[str]) -> None:
        """Remember them; a disk that refuses costs a line on the board, no device."""
        new = self._path.with_suffix(".new")
        try:
            new.write_text(json.dumps(sorted(present)), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            structlog.get_logger("drivers.agent").warning("known devices can't be kept", error=type(error).__name__)
            with suppress(OSError):
                new.unlink(missing_ok=True)
