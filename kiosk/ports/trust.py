"""The trust list as it lies on this kiosk: read again when its file changes, never back to an older version."""

from collections.abc import Callable
from pathlib import Path

import structlog
from pydantic import ValidationError

from api.credentials.keys import PublicKey
from api.credentials.trust_list import LONGEST, TrustList, TrustListRefused, open_trust_list
from api.process.settings_file import ConfigurationError, explain

Mark = tuple[int, int, int]
"""Inode, size and time of the last change of a file, its rights included. Not the time that `cp -p` and `rsync -t` set back: a
new list that was copied so over the old one would go unseen.
"""


def load_root(path: Path) -> PublicKey:
    """The key that signs trust lists, from its file.

    Raises:
        ConfigurationError: it can't be read or holds no public key. A private key is refused as well: it has no place here.
    """
    try:
        return PublicKey.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); check the path and its rights") from error
    except ValidationError as error:
        raise ConfigurationError(f"{path}: no public key of a trust list:\n{explain(error)}") from None


class TrustFile:
    """`current()` is the list to use now; None while there is no usable one."""

    def __init__(
        self, path: Path, root: PublicKey, *, kept_version: Callable[[], int], keep_version: Callable[[int], None]
    ) -> None:
        """
        Args:
            kept_version: the largest version that this kiosk has ever used, 0 for none.
            keep_version: remember it, durably.
        """
        self._path = path
        self._root = root
        self._kept_version = kept_version
        self._keep_version = keep_version
        self._mark: Mark | None = None
        self._list: TrustList | None = None
        self._log = structlog.get_logger("kiosk.trust")

    def current(self) -> TrustList | None:
        """Looks whether the file is another one; a bad new file leaves the good list of before in use."""
        mark = self._look()
        if mark != self._mark:
            self._mark = mark
            self._read(mark)
        return self._list

    def _look(self) -> Mark | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_ctime_ns

    def _read(self, mark: Mark | None) -> None:
        if mark is None:
            self._log.warning("there is no trust list", path=str(self._path))
            return
        try:
            text = self._path.read_text("ascii") if mark[1] <= LONGEST else ""
            trust = open_trust_list(text, self._root, least_version=self._kept_version())
        except (OSError, UnicodeDecodeError) as error:
            self._log.error("trust list can't be read", path=str(self._path), error=type(error).__name__)
            return
        except TrustListRefused as refused:
            self._log.error("trust list refused", path=str(self._path), problem=refused.problem.value)
            return
        if trust.version > self._kept_version():
            self._keep_version(trust.version)
        self._list = trust
        self._log.info("trust list in use", version=trust.version, issuers=len(trust.issuers))
