"""Whether a printer's count of sheets can be believed: only one that has counted before may say that nothing came out.

Some printers tell 0 whatever they print. Kept over restarts; a test page at set-up is enough to learn it.
"""

import contextlib
from pathlib import Path


class SheetCount:
    """Used by the worker's thread. Args: believable: the profile's word; False: never."""

    def __init__(self, folder: Path, device: str, *, believable: bool) -> None:
        self._file = folder / f"{device}.counts-sheets"
        self._believable = believable
        self._seen = False

    def remember(self) -> None:
        """Read what was learned."""
        self._seen = self._file.exists()

    def counted(self, told: int | None, *, completed: bool) -> int | None:
        """A job's sheets as far as they can be believed; None: nobody knows."""
        if told and not self._seen:
            self._learn(counts=True)
        elif completed and told == 0:
            # It printed and says 0.
            self._learn(counts=False)
        return told if self._believable and self._seen else None

    def _learn(self, *, counts: bool) -> None:
        self._seen = counts
        # Without the file it is learned anew after the next start.
        with contextlib.suppress(OSError):
            if counts:
                self._file.touch()
            else:
                self._file.unlink(missing_ok=True)
