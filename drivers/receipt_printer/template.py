"""Ticket templates as data: TOML files. A template says what stands on the paper; it holds no bytes."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from drivers.core.errors import InvalidData, Misconfigured
from drivers.receipt_printer.elements import Element, ListElement

MAX_FIELD_CHARACTERS = 400
MAX_LIST_CHARACTERS = 4000
"""The whole message has at most 16 KiB."""
MAX_LIST_LINES = 60
"""Half a metre of paper."""
COPY_FIELD = "copy"
"""Marks a reprint (补打); only the driver fills it."""


class Template(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...]
    """What a command may give; another name is refused."""
    required: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    """Names of people: 张*三 is printed, whatever comes."""
    elements: tuple[Element, ...]

    @model_validator(mode="after")
    def _fields_are_declared(self) -> Self:
        known = {*self.fields, COPY_FIELD}
        problems = [
            f"elements.{place} ({element.kind}): there is no field {name!r} in `fields`"
            for place, element in enumerate(self.elements, start=1)
            for name in element.names()
            if name not in known
        ]
        for key in ("required", "masked"):
            problems += [f"{key}: there is no field {name!r} in `fields`" for name in getattr(self, key) if name not in known]
        if not self.elements:
            problems.append("elements: there is none, nothing would be printed")
        if problems:
            raise ValueError("; ".join(problems[:5]))
        return self

    @property
    def lists(self) -> frozenset[str]:
        """Fields that hold one entry a line."""
        found = [element for element in self.elements if isinstance(element, ListElement)]
        return frozenset(name for element in found for name in (element.field, element.second) if name is not None)

    def check(self, name: str, data: Mapping[str, str], more_fields: Iterable[str] = ()) -> None:
        """Raises InvalidData: a field is missing, unknown or too long."""
        missing = [field for field in self.required if not data.get(field, "").strip()]
        if missing:
            raise InvalidData(f"template {name!r} needs {', '.join(missing)}", reason="template.fieldMissing")
        unknown = sorted(set(data) - {*self.fields, *more_fields, COPY_FIELD})
        if unknown:
            raise InvalidData(f"template {name!r} has no field {', '.join(unknown[:5])}", reason="template.fieldUnknown")
        for field, value in data.items():
            longest = MAX_LIST_CHARACTERS if field in self.lists else MAX_FIELD_CHARACTERS
            if len(value) > longest or (field in self.lists and value.count("\n") >= MAX_LIST_LINES):
                raise InvalidData(f"field {field!r} is longer than {longest} characters", reason="template.fieldTooLong")


class Templates:
    """All templates by name.

    Args:
        own: a hall's, which go before the packaged ones.
    """

    def __init__(self, packaged: Mapping[str, Template], own: Mapping[str, Template] | None = None) -> None:
        self._packaged = dict(packaged)
        self._templates = {**packaged, **(own or {})}

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The packaged ones, and a hall's own from `folder`.

        Raises:
            Misconfigured: the folder can't be read, or a file of it is wrong; names file, element and key.
        """
        packaged = resources.files("drivers.receipt_printer").joinpath("templates")
        texts = {entry.name: entry.read_text(encoding="utf-8") for entry in packaged.iterdir() if entry.name.endswith(".toml")}
        return cls(_parsed("", texts), _parsed(f"{folder}/", _read(folder)) if folder is not None else None)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._templates))

    def choose(self, name: str, language: str, data: Mapping[str, str]) -> Template:
        """Template `name` in `language` (file `name.language.toml`) if there is one, else `name` itself.

        Raises:
            InvalidData: no such template, or a field is missing, unknown or too long.
        """
        chosen = f"{name}.{language}" if f"{name}.{language}" in self._templates else name
        template = self._templates.get(chosen)
        if template is None:
            raise InvalidData(f"no template {name!r}; there are {', '.join(self.names())}", reason="template.unknown")
        # Whoever prints fills the packaged template's fields; a hall's own paper need not show all of them.
        replaced = self._packaged.get(chosen) or self._packaged.get(name)
        template.check(name, data, replaced.fields if replaced else ())
        return template


def _read(folder: Path) -> dict[str, str]:
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))} or _empty(folder)
    except OSError as error:
        raise Misconfigured(f"templates {folder}: can't be read ({error.strerror})", reason="template.invalid") from error


def _empty(folder: Path) -> dict[str, str]:
    raise Misconfigured(f"templates {folder}: there is no *.toml in it", reason="template.invalid")


def _parsed(where: str, texts: Mapping[str, str]) -> dict[str, Template]:
    found: dict[str, Template] = {}
    problems: list[str] = []
    for name, text in texts.items():
        try:
            found[name.removesuffix(".toml")] = Template.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{where}{name}: isn't valid TOML: {error}")
        except ValidationError as error:
            problems += [f"{where}{name}: {_place(problem['loc'])}{problem['msg']}" for problem in error.errors()[:5]]
    if problems:
        raise Misconfigured("; ".join(problems[:10]), reason="template.invalid")
    return found


def _place(where: tuple[int | str, ...]) -> str:
    """`elements.3 (text).width: `; elements are counted from 1, as a person counts them."""
    match where:
        case ("elements", int() as place, str() as kind, *keys):
            return ".".join((f"elements.{place + 1} ({kind})", *map(str, keys))) + ": "
        case ("elements", int() as place, *keys):
            return ".".join((f"elements.{place + 1}", *map(str, keys))) + ": "
        case ():
            return ""
    return ".".join(map(str, where)) + ": "
