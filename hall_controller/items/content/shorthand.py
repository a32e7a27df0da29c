"""The short forms in which items are written, spelt out. Pure: documents in, documents out.

People write `names = ["缴费证明", "Payment proof"]`; kiosks get `{"zh-CN": …, "en": …}`. What isn't a known short form stays
as it is, so that checking it afterwards names the mistake where it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.messages.names import Names

LANGUAGES = ("zh-CN", "en")
"""The order in which texts stand in the files."""
_NAMES = frozenset({"names", "title", "label", "help", "hint", "none", "text", "note", "reason", "statement"})
_NAMES_LISTS = frozenset({"paragraphs", "materials", "lines"})

Document = dict[str, Any]


def names_of(pair: list[str]) -> Names:
    return dict(zip(LANGUAGES, pair, strict=True))


def spelt_out(value: Any) -> Any:
    """Texts, columns, options and fees in full, at whatever depth."""
    if isinstance(value, list):
        return [spelt_out(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _entry(key, one) for key, one in value.items()}


def _entry(key: str, value: Any) -> Any:
    if key in _NAMES and _is_texts(value, len(LANGUAGES)):
        return names_of(value)
    if isinstance(value, list):
        if key in _NAMES_LISTS:
            return [_line(one) for one in value]
        if key in _ROWS:
            return [_ROWS[key](one) for one in value]
    return spelt_out(value)


def _line(value: Any) -> Any:
    """A text; or a fee: `["工本费", "Production fee", 1000]`."""
    if _is_texts(value, len(LANGUAGES)):
        return names_of(value)
    if isinstance(value, list) and len(value) == len(LANGUAGES) + 1 and _is_texts(value[:-1], len(LANGUAGES)):
        return {"names": names_of(value[:-1]), "fen": value[-1]}
    return spelt_out(value)


def _column(value: Any) -> Any:
    """`["month", "费款所属期", "Period"]`, or with its kind as a fourth."""
    size = 1 + len(LANGUAGES)
    if _is_texts(value, size):
        return {"key": value[0], "names": names_of(value[1:])}
    if _is_texts(value, size + 1):
        return {"key": value[0], "names": names_of(value[1:size]), "kind": value[size]}
    return spelt_out(value)


def _option(value: Any) -> Any:
    """`["owner", "本人", "Owner"]`."""
    if _is_texts(value, 1 + len(LANGUAGES)):
        return {"key": value[0], "names": names_of(value[1:])}
    return spelt_out(value)


_ROWS: Mapping[str, Callable[[Any], Any]] = {"columns": _column, "options": _option}


def _is_texts(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(isinstance(one, str) for one in value)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the zones' files share, spelt out."""

    fields: Mapping[str, Document]
    steps: Mapping[str, Document]
    defaults: Mapping[str, Document]
    """By kind of step."""


def with_shared(item: Document, shared: Shared) -> Document:
    """An item whose steps have their kind's defaults. Steps and fields written as a name, or with `use`, are the shared ones.

    Raises:
        KeyError: there is no shared step or field of that name.
    """
    return item | {"steps": [_step(step, shared) for step in item.get("steps", [])]}


def _step(value: Any, shared: Shared) -> Any:
    step = _used(value, shared.steps)
    if not isinstance(step, dict):
        return step
    whole = shared.defaults.get(str(step.get("kind")), {}) | step
    if isinstance(whole.get("fields"), list):
        whole["fields"] = [_field(one, shared.fields) for one in whole["fields"]]
    return whole


def _field(value: Any, fields: Mapping[str, Document]) -> Any:
    field = _used(value, fields)
    name = value if isinstance(value, str) else value.get("use") if isinstance(value, dict) else None
    return {"key": name} | field if isinstance(field, dict) and name is not None else field


def _used(value: Any, shared: Mapping[str, Document]) -> Any:
    if isinstance(value, str):
        return shared[value]
    if isinstance(value, dict) and "use" in value:
        return shared[str(value["use"])] | {key: one for key, one in value.items() if key != "use"}
    return value
