"""What an A4 template is made of. All sizes in millimetres; a text's size is that of its em square."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.receipt_printer.elements import Align, field_names

BODY_MM = 4.6
"""13 pt: Chinese that old people read without glasses."""


class _Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str | None = None
    """Only if this field is there and not empty."""

    @field_validator("text", "label", "value", "note", check_fields=False)
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


class TextElement(_Element):
    """A paragraph, broken by the rules of Chinese typesetting."""

    kind: Literal["text"] = "text"
    text: str
    size: float = Field(default=BODY_MM, ge=2.5, le=20)
    align: Align = "left"
    bold: bool = False
    indent: float = Field(default=0.0, ge=0, le=40)
    """Of the first line: 9.2 are two characters of the usual size."""

    def texts(self) -> Iterator[str]:
        yield self.text


class PairElement(_Element):
    """A label with its value beside it."""

    kind: Literal["pair"]
    label: str
    value: str
    label_width: float = Field(default=42.0, ge=10, le=100)
    size: float = Field(default=BODY_MM, ge=2.5, le=20)
    bold: bool = False

    def texts(self) -> Iterator[str]:
        yield self.label
        yield self.value


class _OfField(_Element):
    field: str

    def names(self) -> Iterator[str]:
        yield from super().names()
        yield self.field


class FactsElement(_OfField):
    """Each line of a field as a label and its value, parted by a tab, in a frame."""

    kind: Literal["facts"]
    label_width: float = Field(default=52.0, ge=10, le=100)
    size: float = Field(default=BODY_MM, ge=2.5, le=20)


class TableElement(_OfField):
    """Each line of a field as a row, its cells parted by tabs; the first line has the columns' heads, again on each page."""

    kind: Literal["table"]
    size: float = Field(default=4.0, ge=2.5, le=20)


class RuleElement(_Element):
    kind: Literal["rule"]


class SpaceElement(_Element):
    kind: Literal["space"]
    height: float = Field(default=6.0, gt=0, le=150)


class QrElement(_Element):
    """A code by which anybody checks the paper, with a note beside it."""

    kind: Literal["qr"]
    text: str
    note: str = ""
    width: float = Field(default=28.0, ge=15, le=60)
    beside: bool = False
    """What comes next stands right of it, at the same height: the issuer and the date."""

    def texts(self) -> Iterator[str]:
        yield self.text
        yield self.note


class SealElement(_Element):
    """The picture of a seal that the printer's settings name, at the right edge, over what stands above; else nothing."""

    kind: Literal["seal"]
    width: float = Field(default=42.0, ge=20, le=60)


class VerticalElement(_Element):
    """Traditional Mongolian: words from top to bottom, columns from left to right."""

    kind: Literal["vertical"]
    text: str
    height: float = Field(default=45.0, ge=20, le=120)
    size: float = Field(default=5.0, ge=3, le=12)

    def texts(self) -> Iterator[str]:
        yield self.text


Element = Annotated[
    TextElement
    | PairElement
    | FactsElement
    | TableElement
    | RuleElement
    | SpaceElement
    | QrElement
    | SealElement
    | VerticalElement,
    Field(discriminator="kind"),
]
