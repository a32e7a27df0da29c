"""Changes of wiring in an agent's TOML file: only the values move; comments, order and everything else stay.

Text in, text out, checked; `save` keeps the old file beside the new one.
"""

import os
import shutil
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Item, Table

WIRING = ("link", "bus", "address")
"""The keys of a device's section that say at which wire it hangs. Profile and window belong to the place."""


class CantRewire(Exception):
    """The file holds something this can't change safely; the text says what."""


def swap(text: str, first: str, second: str) -> str:
    """The file with the wiring of two devices exchanged.

    Raises:
        CantRewire: a device isn't there, or the result isn't what was wanted.
    """
    document = tomlkit.parse(text)
    one, other = _section(document, first), _section(document, second)
    ones, others = _wiring(one), _wiring(other)
    _put(one, others)
    _put(other, ones)
    changed = tomlkit.dumps(document)
    wanted = tomllib.loads(text)
    plain_one, plain_other = _plain(wanted, first), _plain(wanted, second)
    ones_plain, others_plain = _wiring(plain_one), _wiring(plain_other)
    _put(plain_one, others_plain)
    _put(plain_other, ones_plain)
    return _checked(changed, wanted)


def set_address(text: str, device: str, address: int) -> str:
    """The file with another address for one device.

    Raises:
        CantRewire: as `swap`.
    """
    document = tomlkit.parse(text)
    _section(document, device)["address"] = address
    wanted = tomllib.loads(text)
    _plain(wanted, device)["address"] = address
    return _checked(tomlkit.dumps(document), wanted)


def save(path: Path, text: str, now: datetime) -> Path:
    """Put `text` in place of the file; where the old one was kept.

    Raises:
        OSError: the folder can't be written; the file is as it was.
    """
    backup = _free(path.with_name(f"{path.name}.{now:%Y%m%d-%H%M%S}.bak"))
    shutil.copy2(path, backup)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        shutil.copymode(path, fresh)
        owner = path.stat()
        if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(fresh, owner.st_uid, owner.st_gid)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return backup


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


def _section(document: tomlkit.TOMLDocument, device: str) -> Any:
    for section in document.get("devices", ()):
        if section.get("id") == device:
            return section
    raise CantRewire(f"there is no device {device!r}")


def _plain(document: Mapping[str, Any], device: str) -> dict[str, Any]:
    return next(section for section in document["devices"] if section["id"] == device)


def _wiring(section: Any) -> dict[str, Any]:
    return {key: deepcopy(section[key]) for key in WIRING if key in section}


def _put(section: Any, wiring: Mapping[str, Any]) -> None:
    """Keys that only one of the two has come and go. A comment beside a value tells of the wire and moves with it."""
    for key in WIRING:
        if key not in wiring:
            section.pop(key, None)
        elif isinstance(section.get(key), Table) and isinstance(wiring[key], Table):
            _put_table(section[key], wiring[key])
        else:
            _put_value(section, key, wiring[key])


def _put_table(table: Table, values: Table) -> None:
    for key in [key for key in table if key not in values]:
        table.remove(key)
    for key, value in values.items():
        _put_value(table, key, value)


def _put_value(table: Any, key: str, value: Any) -> None:
    table[key] = deepcopy(value)
    if isinstance(value, Item) and not isinstance(value, Table):
        # tomlkit keeps the comment of the value that was there.
        table[key].trivia.comment_ws, table[key].trivia.comment = value.trivia.comment_ws, value.trivia.comment


def _checked(changed: str, wanted: Mapping[str, Any]) -> str:
    if tomllib.loads(changed) != wanted:
        raise CantRewire("the file can't be changed without touching something else; please change it by hand")
    return changed
