"""What differs between two checked files, by the names that people use: a window's number, a queue's id. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

NAMED_BY = ("id", "number", "node", "name", "card", "prefix", "key")
"""The first of these that every entry of a list has, and has for itself, names it."""
_LONG = 80
"""Characters of a value that still help."""


@dataclass(frozen=True, slots=True)
class Difference:
    """
    Args:
        path: table and key, as `windows[3].queues`.
        old, new: as text; None: it isn't there.
    """

    path: str
    old: str | None
    new: str | None

    @property
    def words(self) -> str:
        if self.old is None:
            return f"+ {self.path} = {self.new}"
        if self.new is None:
            return f"- {self.path} (was {self.old})"
        return f"~ {self.path}: {self.old} → {self.new}"


def differences(old: BaseModel, new: BaseModel) -> list[Difference]:
    """In the order of the file's tables; nothing where only order or notes differ that mean nothing."""
    return list(_between("", old.model_dump(mode="json", by_alias=True), new.model_dump(mode="json", by_alias=True)))


def _between(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _between(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))
        return
    if isinstance(old, list) and isinstance(new, list) and (named := _name_key([*old, *new], old, new)) is not None:
        before, after = ({str(entry[named]): entry for entry in entries} for entries in (old, new))
        for name in dict.fromkeys([*before, *after]):
            yield from _between(f"{path}[{name}]", before.get(name), after.get(name))
        if list(before) != list(after) and before.keys() == after.keys():
            yield Difference(f"{path} (order)", _text(list(before)), _text(list(after)))
        return
    yield Difference(path, _text(old) if old is not None else None, _text(new) if new is not None else None)


def _name_key(entries: Sequence[Any], *lists: Sequence[Any]) -> str | None:
    """None: the entries have no names of their own, and the list is one value."""
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        return None
    for key in NAMED_BY:
        if all(key in entry for entry in entries) and all(len({entry[key] for entry in one}) == len(one) for one in lists):
            return key
    return None


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key} = {_text(inner)}" for key, inner in value.items() if inner not in (None, [], {})) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(_text(inner) for inner in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
