"""A TOML file, read once and checked whole: an unknown key is an error that names file, section and key.

The file alone decides; no environment variable overrides it, so what runs can be read in one place.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound=BaseModel)

MOST_PROBLEMS = 10
"""More than a person mends in one go."""


class ConfigurationError(Exception):
    """The file can't be used; the text says what, where and what to do."""


class Section(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LogSection(Section):
    format: Literal["json", "console"] = "json"
    level: Literal["debug", "info", "warning", "error"] = "info"


def load_file(path: Path, model: type[Model]) -> Model:
    """Read and check a file.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    document = _read(path)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: not usable:\n{explain(error)}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be read ({error.strerror}); check the path and its rights") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: isn't valid TOML: {error}") from error


def explain(error: ValidationError) -> str:
    """One line for each problem: section.key, what is wrong. Values stay out: one may be a password."""
    return "\n".join(
        f"  {'.'.join(str(part) for part in problem['loc']) or 'file'}: {problem['msg']}"
        for problem in error.errors()[:MOST_PROBLEMS]
    )


def from_folder(model: Model, folder: Path) -> Model:
    """The same settings with every relative path of this table starting at `folder`."""
    paths = {name: folder / value for name in type(model).model_fields if isinstance(value := getattr(model, name), Path)}
    return model.model_copy(update=paths)
