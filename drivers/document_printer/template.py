"""Templates of A4 papers as data: TOML files. A template says what stands on the paper and knows no printer."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from drivers.core.errors import InvalidData, Misconfigured
from drivers.document_printer.elements import Element, FactsElement, TableElement
from drivers.receipt_printer.elements import field_names

MAX_FIELD_CHARACTERS = 1_000
MAX_LIST_CHARACTERS = 16_384
"""The whole message has at most 16 KiB."""
MAX_ROWS = 400
"""Some fourteen pages."""
COPY_FIELD = "copy"
"""Marks a reprint (补打); only the driver fills it."""


class Template(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...]
    """What a command may give; another name is refused."""
    required: tuple[str, ...] = ()
    elements: tuple[Element, ...]
    footer: str = ""
    """At the bottom of each page, left of the page's number."""

    @model_validator(mode="after")
    def _fields_are_declared(self) -> Self:
        known = {*self.fields, COPY_FIELD}
        problems = [
            f"elements.{place} ({element.kind}): there is no field {name!r} in `fields`"
            for place, element in enumerate(self.elements, start=1)
            for name in element.names()
            if name not in known
        ]
        problems += [f"footer: there is no field {name!r} in `fields`" for name in field_names(self.footer) if name not in known]
        problems += [f"required: there is no field {name!r} in `fields`" for name in self.required if name not in known]
        if not self.elements:
            problems.append("elements: there is none, nothing would be printed")
        if problems:
            raise ValueError("; ".join(problems[:5]))
        return self

    @property
    def lists(self) -> frozenset[str]:
        """Fields that hold lines."""
        return frozenset(element.field for element in self.elements if isinstance(element, FactsElement | TableElement))

    def check(self, name: str, data: Mapping[str, str]) -> None:
        """Raises InvalidData: a field is missing, unknown or too long."""
        missing = [field for field in self.required if not data.get(field, "").strip()]
        if missing:
            raise InvalidData(f"template {name!r} needs {', '.join(missing)}", reason="template.fieldMissing")
        unknown = sorted(set(data) - {*self.fields, COPY_FIELD})
        if unknown:
            raise InvalidData(f"template {name!r} has no field {', '.join(unknown[:5])}", reason="template.fieldUnknown")
        for field, value in data.items():
            longest = MAX_LIST_CHARACTERS if field in self.lists else MAX_FIELD_CHARACTERS
            if len(value) > longest or (field in self.lists and value.count("\n") >= MAX_ROWS):
                raise InvalidData(f"field {field!r} is longer than {longest} characters", reason="template.fieldTooLong")


class Templates:
    """All templates by name; a hall's own go before the packaged ones."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self._templates = dict(templates)

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The packaged ones, and a hall's own from `folder`.

        Raises:
            Misconfigured: the folder can't be read, or a file of it is wrong; names file, element and key.
        """
        packaged = resources.files("drivers.document_printer").joinpath("templates")
        texts = {entry.name: entry.read_text(encoding="utf-8") for entry in packaged.iterdir() if entry.name.endswith(".toml")}
        own = _parsed(f"{folder}/", _read(folder)) if folder is not None else {}
        return cls({**_parsed("", texts), **own})

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._templates))

    def template(self, name: str) -> Template:
        """Raises InvalidData: there is none of this name."""
        found = self._templates.get(name)
        if found is None:
            raise InvalidData(f"no template {name!r}; there are {', '.join(self.names())}", reason="template.unknown")
        return found

    def choose(self, name: str, language: str, data: Mapping[str, str]) -> Template:
        """Template `name` in `language` (file `name.language.toml`) if there is one, else `name` itself.

        Raises:
            InvalidData: no such template, or a field is missing, unknown or too long.
        """
        in_language = f"{name}.{language}"
        template = self.template(in_language if in_language in self._templates else name)
        template.check(name, data)
        return template


def _read(folder: Path) -> dict[str, str]:
    try:
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
    except OSError as error:
        raise Misconfigured(f"templates {folder}: can't be read ({error.strerror})", reason="template.invalid") from error
    if not texts:
        raise Misconfigured(f"templates {folder}: there is no *.toml in it", reason="template.invalid")
    return texts


def _parsed(where: str, texts: Mapping[str, str]) -> dict[str, Template]:
    found: dict[str, Template] = {}
    problems: list[str] = []
    for name, text in texts.items():
        try:
            found[name.removesuffix(".toml")] = Template.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{where}{name}: isn't valid TOML: {error}")
        except ValidationError as error:
            problems += [
                f"{where}{name}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()[:5]
            ]
    if problems:
        raise Misconfigured("; ".join(problems[:10]), reason="template.invalid")
    return found
