"""Which tablet is the rating pad of which window: one random key each, its digest in a file, the key in the tablet only."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

FILE = "web-pads.json"
KEY_BYTES = 32
"""256 random bits."""


class PadKeys:
    """Args: folder: the controller's data folder. Reads its file once."""

    def __init__(self, folder: Path, new_key: Callable[[], str] = lambda: secrets.token_urlsafe(KEY_BYTES)) -> None:
        self._path = folder / FILE
        self._new_key = new_key
        self._digests: dict[str, str] = {}

    def open(self) -> None:
        """Raises OSError or ValueError: the file is there and can't be read."""
        if self._path.exists():
            self._digests = dict(json.loads(self._path.read_text("utf-8")))

    def authorise(self, window: int) -> str:
        """A key for the tablet at this window; a tablet that had one before loses its right.

        Raises:
            OSError: the file can't be written.
        """
        key = self._new_key()
        digests = {**self._digests, str(window): _digest(key)}
        fresh = self._path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(digests, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)
        self._digests = digests
        return key

    def is_right(self, window: int, key: str) -> bool:
        """Whether this is the key of the window's tablet."""
        return hmac.compare_digest(self._digests.get(str(window), ""), _digest(key)) if key else False


def _digest(key: str) -> str:
    """Keys have 256 bits of their own: a fast hash is enough to keep them out of the file."""
    return hashlib.sha256(key.encode()).hexdigest()
