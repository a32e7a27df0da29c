"""The per-install part of a node's client id."""

import re
import secrets
from pathlib import Path

FILE_NAME = "client-suffix"
_SUFFIX = re.compile(r"[0-9a-f]{8}")


def install_suffix(data_folder: Path) -> str:
    """The suffix kept in this installation's data folder; made once. A copied disk image must leave this file out.

    Raises:
        OSError: the folder can't be written.
    """
    path = data_folder / FILE_NAME
    if path.exists():
        text = path.read_text("ascii").strip()
        if _SUFFIX.fullmatch(text):
            return text
    data_folder.mkdir(parents=True, exist_ok=True)
    suffix = secrets.token_hex(4)
    path.write_text(suffix + "\n", "ascii")
    return suffix
