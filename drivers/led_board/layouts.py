"""Layouts as data: what stands on a board for each state of a window. `layouts.toml` beside this file."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from drivers.core.errors import InvalidData
from drivers.led_board.text import Colour

MAX_FIELD_CHARACTERS = 200


class LineTemplate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    colour: str = Field(default="red", pattern="^(" + "|".join(colour.name.lower() for colour in Colour) + ")$")

    def fields(self) -> list[str]:
        return [name for _, name, _, _ in string.Formatter().parse(self.text) if name]


class Variant(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = Field(ge=1)
    lines: tuple[LineTemplate, ...]


class Layout(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    variants: tuple[Variant, ...]

    def variant(self, rows: int) -> Variant:
        fitting = [variant for variant in self.variants if variant.rows <= rows]
        return max(fitting or [min(self.variants, key=lambda v: v.rows)], key=lambda v: v.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show."""

    text: str
    colour: Colour


class Layouts:
    """All layouts by name."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._layouts = dict(layouts)

    @classmethod
    def packaged(cls) -> "Layouts":
        """Those of `layouts.toml`."""
        document = tomllib.loads(resources.files("drivers.led_board").joinpath("layouts.toml").read_text(encoding="utf-8"))
        return cls({name: Layout.model_validate(body) for name, body in document.items()})

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._layouts))

    def fill(self, name: str, data: Mapping[str, str], rows: int) -> list[Line]:
        """The lines of layout `name` for a board of `rows` rows.

        Raises:
            InvalidData: no such layout, or a field it needs is missing, empty or too long.
        """
        layout = self._layouts.get(name)
        if layout is None:
            raise InvalidData(f"no layout {name!r}; there are {', '.join(self.names())}", reason="layout.unknown")
        missing = [field for field in layout.required if not data.get(field, "").strip()]
        if missing:
            raise InvalidData(f"layout {name!r} needs {', '.join(missing)}", reason="layout.fieldMissing")
        if any(len(data.get(field, "")) > MAX_FIELD_CHARACTERS for field in layout.fields):
            raise InvalidData(f"a field is longer than {MAX_FIELD_CHARACTERS} characters", reason="layout.fieldTooLong")
        lines = []
        for template in layout.variant(rows).lines:
            fields = template.fields()
            values = {field: " ".join(data.get(field, "").split()) for field in fields}
            if fields and not any(values.values()):
                continue
            lines.append(Line(template.text.format_map(values).strip(), Colour[template.colour.upper()]))
        return lines
