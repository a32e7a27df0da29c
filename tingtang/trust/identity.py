"""A unit's certificate on its disk: each set of files lies in a folder of its own, and one link says which one holds.

identity/
  sets/<serial>/client.crt, client.key, hall-ca.crt
  current -> sets/<serial>
  client.crt -> current/client.crt   (and the other two)
  waiting.key                        key of a request that hasn't been answered yet

Changing the link is one step, so a power cut leaves the old certificate with its key or the new one with its own, never a mix.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import key_pem, new_key, read_certificate, read_key
from hall_controller.trust.certificates import Facts, describe
from hall_controller.trust.files import PRIVATE, make_folder, sync_folder, write_file

FILES = ("client.crt", "client.key", "hall-ca.crt")
FOLDER_MODE = 0o700
SETS_KEPT = 2
"""The one that holds and the one before, for a service that has it open still."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Args: folder: `Layout.identity`."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "client.crt"

    @property
    def key(self) -> Path:
        return self.folder / "client.key"

    @property
    def authority(self) -> Path:
        return self.folder / "hall-ca.crt"

    @property
    def waiting_key(self) -> Path:
        return self.folder / "waiting.key"

    def facts(self) -> Facts | None:
        """What the certificate says; None: there is none yet.

        Raises:
            ConfigurationError: there is something that can't be used.
        """
        if not os.path.lexists(self.certificate):
            return None
        try:
            return describe(read_certificate(self.certificate))
        except ValueError as error:
            raise ConfigurationError(f"{self.certificate}: {error}") from error

    def make_waiting_key(self) -> ec.EllipticCurvePrivateKey:
        """The key for the next certificate; the same one until `take`, so that asking again after a lost answer is the same
        question.

        Raises:
            OSError: it can't be written.
        """
        make_folder(self.folder, FOLDER_MODE)
        try:
            return read_key(self.waiting_key)
        except ConfigurationError:
            # None yet, or one that a full disk cut short: nobody has a certificate for it.
            key = new_key()
            write_file(self.waiting_key, key_pem(key), PRIVATE)
            return key

    def take(self, certificate: str, key: ec.EllipticCurvePrivateKey, authority: str) -> None:
        """From here on these hold.

        Raises:
            ConfigurationError: the certificate isn't this key's; nothing has changed.
            OSError: they can't be written; what held before holds.
        """
        sets = self.folder / "sets"
        make_folder(self.folder, FOLDER_MODE)
        make_folder(sets, FOLDER_MODE)
        fresh = sets / ".new"
        shutil.rmtree(fresh, ignore_errors=True)
        make_folder(fresh, FOLDER_MODE)
        for name, text in zip(FILES, (certificate, key_pem(key), authority), strict=True):
            write_file(fresh / name, text, PRIVATE)
        found = read_certificate(fresh / FILES[0])
        if found.public_key() != key.public_key():
            shutil.rmtree(fresh)
            raise ConfigurationError("the hall's answer holds a certificate for another key; nothing was changed")
        place = sets / format(found.serial_number, "x")
        if place.exists():
            # The same certificate came once more, since the power was cut after it was written.
            shutil.rmtree(fresh)
        else:
            fresh.rename(place)
            sync_folder(sets)
        _link(self.folder / "current", f"sets/{place.name}")
        for name in FILES:
            _link(self.folder / name, f"current/{name}")
        sync_folder(self.folder)
        self.waiting_key.unlink(missing_ok=True)
        self._tidy(place)

    def _tidy(self, current: Path) -> None:
        others = sorted((path for path in current.parent.iterdir() if path != current), key=lambda path: path.stat().st_mtime_ns)
        for path in others[: max(0, len(others) - (SETS_KEPT - 1))]:
            shutil.rmtree(path, ignore_errors=True)


def _link(path: Path, target: str) -> None:
    """Point it there in one step."""
    if path.is_symlink() and os.readlink(path) == target:
        return
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(path)
