"""Ticket templates as data: `templates/*.toml`. A template says what stands on the paper; it holds no bytes."""

import string
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from drivers.core.errors import InvalidData

MAX_FIELD_CHARACTERS = 400


class _Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str | None = None
    """Only if this field is there and not empty."""


class TextElement(_Element):
    kind: Literal["text"] = "text"
    text: str
    align: Literal["left", "center", "right"] = "left"
    width: int = Field(default=1, ge=1, le=8)
    height: int = Field(default=1, ge=1, le=8)
    bold: bool = False


class PairElement(_Element):
    """A label at the left edge, its value at the right one."""

    kind: Literal["pair"]
    label: str
    value: str
    bold: bool = False


class RuleElement(_Element):
    """A line across the paper."""

    kind: Literal["rule"]
    character: str = Field(default="-", min_length=1, max_length=1)


class QrElement(_Element):
    kind: Literal["qr"]
    text: str
    module: int = Field(default=6, ge=2, le=16)
    """Dots per module."""


class FeedElement(_Element):
    kind: Literal["feed"]
    lines: int = Field(default=1, ge=1, le=10)


Element = Annotated[TextElement | PairElement | RuleElement | QrElement | FeedElement, Field(discriminator="kind")]


class Template(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    elements: tuple[Element, ...]


def fill(text: str, data: Mapping[str, str]) -> str:
    """`text` with its fields' values; a missing one is empty."""
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return text.format_map({name: data.get(name, "") for name in names})


class Templates:
    """All templates by name."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self._templates = dict(templates)

    @classmethod
    def packaged(cls) -> "Templates":
        """Those in `templates/`."""
        folder = resources.files("drivers.receipt_printer").joinpath("templates")
        return cls(
            {
                entry.name.removesuffix(".toml"): Template.model_validate(tomllib.loads(entry.read_text(encoding="utf-8")))
                for entry in folder.iterdir()
                if entry.name.endswith(".toml")
            }
        )

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._templates))

    def choose(self, name: str, language: str, data: Mapping[str, str]) -> Template:
        """Template `name` in `language` (file `name.language.toml`) if there is one, else `name` itself.

        Raises:
            InvalidData: no such template, or a field it needs is missing, empty or too long.
        """
        template = self._templates.get(f"{name}.{language}") or self._templates.get(name)
        if template is None:
            raise InvalidData(f"no template {name!r}; there are {', '.join(self.names())}", reason="template.unknown")
        missing = [field for field in template.required if not data.get(field, "").strip()]
        if missing:
            raise InvalidData(f"template {name!r} needs {', '.join(missing)}", reason="template.fieldMissing")
        if any(len(data.get(field, "")) > MAX_FIELD_CHARACTERS for field in template.fields):
            raise InvalidData(f"a field is longer than {MAX_FIELD_CHARACTERS} characters", reason="template.fieldTooLong")
        return template
