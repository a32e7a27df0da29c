"""A set-up sheet as data: `firmware_configs/setup/<name>.toml`, checked whole.

Each step is a sentence in Chinese and English; it may carry a code that the device itself reads from the paper.
"""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FOLDER = Path(__file__).resolve().parents[2] / "firmware_configs" / "setup"


class SheetError(Exception):
    """A sheet can't be used; the text names file and key."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(_Part):
    zh: str = Field(alias="zh-CN", min_length=1)
    en: str = Field(min_length=1)


class Code(_Part):
    """Something for the device to read."""

    kind: Literal["qr", "code128", "code128-menu"]
    """`code128-menu`: a scanner takes it as a setting (Code 128 with FNC3 in front), not as something that was scanned."""
    text: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _bars_hold_it(self) -> Self:
        if self.kind != "qr" and not (self.text.isascii() and self.text.isprintable()):
            raise ValueError("a Code 128 holds printable ASCII only")
        return self


class Step(_Part):
    text: Text
    code: Code | None = None


class SetupSheet(_Part):
    title: Text
    profiles: tuple[str, ...]
    """Profiles in `firmware_configs/profiles` that this set-up is for."""
    source: str
    """Where the settings are documented."""
    steps: tuple[Step, ...] = Field(min_length=1)


def load_sheet(path: Path) -> SetupSheet:
    """Raises:
    SheetError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    try:
        return SetupSheet.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        known = ", ".join(names())
        raise SheetError(f"{path}: can't be read ({error.strerror}); there are: {known}") from error
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path}: isn't valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SheetError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
