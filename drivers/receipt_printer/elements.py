"""What a ticket template is made of. Sizes are in dots of 1/8 mm where not said otherwise."""

import string
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Align = Literal["left", "center", "right"]


def field_names(text: str) -> tuple[str, ...]:
    """The fields in `text`.

    Raises:
        ValueError: a lone brace, or more than a plain name between two.
    """
    names = []
    for _, name, specification, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if specification or conversion or not name.isidentifier():
            raise ValueError(f"between braces stands a field's plain name, not {name!r}")
        names.append(name)
    return tuple(names)


def fill(text: str, data: Mapping[str, str]) -> str:
    """`text` with its fields' values; a missing one is empty."""
    return text.format_map({name: data.get(name, "") for name in field_names(text)})


class _Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str | None = None
    """Only if this field is there and not empty."""

    @field_validator("text", "label", "value", check_fields=False)
    @classmethod
    def _braces_hold_names(cls, value: str) -> str:
        field_names(value)
        return value

    def texts(self) -> Iterator[str]:
        """What may hold fields."""
        yield from ()

    def names(self) -> Iterator[str]:
        """Every field it uses."""
        if self.when is not None:
            yield self.when
        for text in self.texts():
            yield from field_names(text)


class _WithText(_Element):
    text: str

    def texts(self) -> Iterator[str]:
        yield self.text


class TextElement(_WithText):
    """One or more lines of text, broken where the paper ends."""

    kind: Literal["text"] = "text"
    align: Align = "left"
    width: int = Field(default=1, ge=1, le=8)
    height: int = Field(default=1, ge=1, le=8)
    bold: bool = False


class BigElement(_WithText):
    """A number that is read from afar: as wide as fits on one line, its digits at least `dots` high."""

    kind: Literal["big"]
    dots: int = Field(default=120, ge=48, le=400)
    """120 are 15 mm."""


class PairElement(_Element):
    """A label at the left edge, its value at the right one."""

    kind: Literal["pair"]
    label: str
    value: str
    bold: bool = False
    height: int = Field(default=1, ge=1, le=8)

    def texts(self) -> Iterator[str]:
        yield self.label
        yield self.value


class ListElement(_Element):
    """Each line of a field's value as an entry of its own."""

    kind: Literal["list"]
    field: str
    second: str | None = None
    """A field with the same entries in another language; each stands below its own."""
    bullet: str = Field(default="□", max_length=4)
    """Before each entry; `#` numbers them."""

    def names(self) -> Iterator[str]:
        yield from super().names()
        yield self.field
        if self.second is not None:
            yield self.second


class VerticalElement(_WithText):
    """Traditional Mongolian: words from top to bottom, columns from left to right."""

    kind: Literal["vertical"]
    height: int = Field(default=200, ge=64, le=800)
    """Of a column."""
    size: int = Field(default=32, ge=16, le=96)


class RuleElement(_Element):
    """A line across the paper."""

    kind: Literal["rule"]
    character: str = Field(default="-", min_length=1, max_length=1)


class QrElement(_WithText):
    kind: Literal["qr"]
    module: int = Field(default=6, ge=2, le=16)
    """Dots per module."""


class LogoElement(_Element):
    """The picture that the printer's settings name; nothing where they name none."""

    kind: Literal["logo"]


class FeedElement(_Element):
    kind: Literal["feed"]
    lines: int = Field(default=1, ge=1, le=10)


Element = Annotated[
    TextElement | BigElement | PairElement | ListElement | VerticalElement | RuleElement | QrElement | LogoElement | FeedElement,
    Field(discriminator="kind"),
]
