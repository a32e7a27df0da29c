"""A file that holds one secret and that its owner alone may read."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from api.process.settings_file import ConfigurationError

SECRET_MAX_BYTES = 64 * 1024


def others_may_read(path: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether anybody but the owner may read the file.

    What systemd hands to a service (`LoadCredential=`) may be root's with an access list for the service's account; the list's
    mask then shows as the group's rights (acl(5)). The folder around it is the service's alone.

    Raises:
        OSError: it isn't there.
    """
    handed = environment.get("CREDENTIALS_DIRECTORY")
    mask = 0o007 if handed and path.absolute().parent == Path(handed) else 0o077
    return bool(stat.S_IMODE(path.stat().st_mode) & mask)


def read_secret(path: Path) -> str:
    """The text without blanks around it.

    Raises:
        ConfigurationError: it can't be read, others may read it, it is empty or no text. Never holds what is in it.
    """
    try:
        if others_may_read(path):
            raise ConfigurationError(f"{path}: others may read it; chmod 600")
        with path.open("rb") as file:
            text = file.read(SECRET_MAX_BYTES).decode("utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); check the path and its rights") from error
    except UnicodeDecodeError:
        # Without its cause, which holds the bytes.
        raise ConfigurationError(f"{path}: isn't text") from None
    if not text:
        raise ConfigurationError(f"{path}: is empty")
    return text


def write_secret(path: Path, text: str) -> None:
    """Make such a file, mode 0600.

    Raises:
        FileExistsError: there is one already.
    """
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text + "\n", encoding="utf-8")
