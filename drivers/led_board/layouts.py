"""Layouts as data: what stands on a board for each state of a window. `layouts.toml` beside this file, and a hall's own file.

A hall's file has the same form; a layout in it takes the whole place of the packaged one with its name.
"""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from drivers.core.errors import InvalidData, Misconfigured
from drivers.led_board.card import ClockField, Panel
from drivers.led_board.colour import Colour

MAX_FIELD_CHARACTERS = 200
CLOCK_FIELDS: Mapping[str, str] = {field.name.lower(): field.value for field in ClockField}
"""Names that any line may use in braces: `{hour}`, `{minute}` …"""
CHARACTER_DOTS = 16
"""A variant's `columns` count Chinese characters of this width."""


def field_names(text: str) -> list[str]:
    """What stands in braces."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


class LineTemplate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    colour: Colour = Colour.RED
    also: str = ""
    """A second text that takes turns with the first in the same place, such as the same in English."""
    vertical: bool = False
    """A column of its own at the right edge, from top to bottom."""
    always: bool = False
    """Stands there also when all its fields are empty; else such a line is left out."""

    def fields(self) -> list[str]:
        return [*field_names(self.text), *field_names(self.also)]

    @model_validator(mode="after")
    def _reads(self) -> Self:
        for text in (self.text, self.also):
            for _, name, form, conversion in string.Formatter().parse(text):
                if name is not None and (not name.isidentifier() or form or conversion):
                    raise ValueError(f"{{{name}}}: only a field's plain name may stand in braces")
        return self


class Variant(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = Field(ge=1)
    """Fits boards with at least so many rows of the smallest font,"""
    columns: int = Field(default=1, ge=1)
    """and room for so many Chinese characters of 16 dots in one."""
    vertical: bool = False
    """Only for boards that draw vertical lines."""
    lines: tuple[LineTemplate, ...] = Field(min_length=1)

    def fits(self, panel: Panel) -> bool:
        wide = panel.width // CHARACTER_DOTS >= self.columns
        return self.rows <= panel.rows and wide and (panel.vertical or not self.vertical)


class Layout(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    call: bool = False
    """Someone must read it: it comes in moving and stays its shortest time."""
    pinned: bool = False
    """On an overview board it keeps rows of its own beneath the calls."""
    urgent: bool = False
    """Above everything until it is lifted or its time is over."""
    variants: tuple[Variant, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        known = {*self.fields, *CLOCK_FIELDS}
        for variant in self.variants:
            for line in variant.lines:
                unknown = sorted(set(line.fields()) - known)
                if unknown:
                    raise ValueError(f"line {line.text!r}: {', '.join(unknown)} isn't among `fields`")
        if strange := sorted(set(self.required) - set(self.fields)):
            raise ValueError(f"required: {', '.join(strange)} isn't among `fields`")
        if not any(variant.rows == 1 and variant.columns == 1 and not variant.vertical for variant in self.variants):
            raise ValueError("variants: one must fit every board (rows = 1, without columns and vertical)")
        return self

    def variant(self, panel: Panel) -> Variant:
        """The one that makes the most of the board: of those that fit, one with columns from top to bottom, then the widest."""
        fitting = [variant for variant in self.variants if variant.fits(panel)]
        smallest = min(self.variants, key=lambda v: (v.rows, v.columns))
        return max(fitting, key=lambda v: (v.vertical, v.columns, v.rows), default=smallest)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show."""

    text: str
    colour: Colour
    also: str = ""
    vertical: bool = False

    @property
    def pages(self) -> tuple[str, ...]:
        return (self.text, self.also) if self.also and self.also != self.text else (self.text,)


class Layouts:
    """All layouts by name."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._layouts = dict(layouts)

    @classmethod
    def packaged(cls) -> "Layouts":
        """Those of `layouts.toml`."""
        text = resources.files("drivers.led_board").joinpath("layouts.toml").read_text(encoding="utf-8")
        return cls(_read(text, "layouts.toml"))

    @classmethod
    def with_file(cls, path: Path | None) -> "Layouts":
        """The packaged ones, and those of a hall's own file in their place.

        Raises:
            Misconfigured: the file can't be read, or a key in it is unknown, missing or wrong.
        """
        layouts = cls.packaged()
        if path is not None:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise Misconfigured(f"layouts: {path} can't be read ({error})", reason="layout.file") from error
            layouts._layouts.update(_read(text, str(path)))
        return layouts

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._layouts))

    def layout(self, name: str) -> Layout:
        """Raises InvalidData: no such layout."""
        found = self._layouts.get(name)
        if found is None:
            raise InvalidData(f"no layout {name!r}; there are {', '.join(self.names())}", reason="layout.unknown")
        return found

    def fill(self, name: str, data: Mapping[str, str], panel: Panel) -> list[Line]:
        """The lines of layout `name` for a board.

        Raises:
            InvalidData: no such layout, or a field it needs is missing, empty or too long.
        """
        layout = self.layout(name)
        missing = [field for field in layout.required if not data.get(field, "").strip()]
        if missing:
            raise InvalidData(f"layout {name!r} needs {', '.join(missing)}", reason="layout.fieldMissing")
        if any(len(data.get(field, "")) > MAX_FIELD_CHARACTERS for field in layout.fields):
            raise InvalidData(f"a field is longer than {MAX_FIELD_CHARACTERS} characters", reason="layout.fieldTooLong")
        return [line for template in layout.variant(panel).lines if (line := _filled(template, data)) is not None]


def _filled(template: LineTemplate, data: Mapping[str, str]) -> Line | None:
    """None: nothing of what the line tells is known."""
    # A text of the hall must not forge a clock.
    values = {name: " ".join(data.get(name, "").translate(_NO_CLOCK).split()) for name in template.fields()}
    values.update(CLOCK_FIELDS)

    def filled(text: str) -> str:
        names = field_names(text)
        empty = bool(names) and not any(values[name] for name in names)
        return "" if empty and not template.always else text.format_map(values).strip()

    text, also = filled(template.text), filled(template.also)
    if not text and not field_names(template.also):
        # A second text without fields only repeats in another language what the first one would have said.
        return None
    return Line(text or also, template.colour, also if text else "", template.vertical) if text or also else None


_NO_CLOCK = {ord(field.value): None for field in ClockField}


def _read(text: str, where: str) -> dict[str, Layout]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{where}: isn't valid TOML: {error}", reason="layout.file") from error
    layouts, problems = {}, []
    for name, body in document.items():
        try:
            layouts[name] = Layout.model_validate(body)
        except ValidationError as error:
            problems += [f"{'.'.join(map(str, (name, *e['loc'])))}: {e['msg']}" for e in error.errors()]
    if problems:
        raise Misconfigured(f"{where}: {'; '.join(problems[:5])}", reason="layout.file")
    return layouts
