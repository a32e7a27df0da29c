"""The support bundle: one ZIP file with all that helps to find a fault, and nothing of any citizen or any secret.

Only what is listed here goes in. Never the store, the outbox, the register, keys or passwords.
"""

import contextlib
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

STICKS = (Path("/media"), Path("/run/media"))
"""Where sticks are mounted."""
OWN_FOLDER = "support"
KEPT = 3
"""Bundles that stay in the kiosk's own folder when there is no stick."""
SECRET_WORDS = ("password", "key", "token", "secret", "code")
"""A setting whose name holds one of these is left out, even if it is only a file's name."""


def without_secrets(value: Any) -> Any:
    """Settings as they may be shown around."""
    if isinstance(value, Mapping):
        return {
            name: without_secrets(inner)
            for name, inner in value.items()
            if not any(word in str(name).lower() for word in SECRET_WORDS)
        }
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    return value


def make_bundle(documents: Mapping[str, Any], texts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file. `documents`: written as JSON; `texts`: as they are. Both by file name."""
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in sorted(documents.items()):
            archive.writestr(name, json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n")
        for name, text in sorted(texts.items()):
            archive.writestr(name, text)
    return memory.getvalue()


def stick_folders(places: Sequence[Path] = STICKS) -> list[Path]:
    """Mounted sticks, by name: `/media/usb0`, `/media/user/NAME`."""
    mounted = [folder for place in places for folder in sorted([*place.glob("*"), *place.glob("*/*")])]
    return [folder for folder in mounted if folder.is_dir() and folder.is_mount() and os.access(folder, os.W_OK)]


def write_bundle(content: bytes, name: str, own: Path, places: Sequence[Path] = STICKS) -> Path | None:
    """On the first stick that takes it, else in the kiosk's own folder; None: nowhere."""
    for folder in [*stick_folders(places), own / OWN_FOLDER]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target = _write(folder / name, content)
        except OSError:
            continue
        if folder == own / OWN_FOLDER:
            _forget_oldest(folder)
        return target
    return None


def _write(target: Path, content: bytes) -> Path:
    part = target.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            # On the stick before it is pulled out.
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return target


def _forget_oldest(folder: Path) -> None:
    for old in sorted(folder.glob("*.zip"))[:-KEPT]:
        old.unlink(missing_ok=True)
