"""A file that holds one secret and that its owner alone may read."""

import stat
from pathlib import Path

from api.process.settings_file import ConfigurationError

SECRET_MAX_BYTES = 64 * 1024


def read_secret(path: Path) -> str:
    """The text without blanks around it.

    Raises:
        ConfigurationError: it can't be read, others may read it, it is empty or no text. Never holds what is in it.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
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
