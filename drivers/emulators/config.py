"""The emulator host's TOML file: sections whose every key must be used, with errors that name file, section and key."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class ConfigError(Exception):
    """The file can't be used; the text says what, where and what is allowed."""


class Section:
    """One table. Each `take` marks its key as known; `done` refuses the others."""

    def __init__(self, values: object, where: str) -> None:
        if not isinstance(values, dict):
            raise ConfigError(f"{where}: must be a table")
        self._values: dict[str, Any] = values
        self._taken: set[str] = set()
        self.where = where

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The key's value.

        Raises:
            ConfigError: missing without a default, or of another type.
        """
        self._taken.add(key)
        if key not in self._values:
            if default is None:
                raise ConfigError(f"{self.where}: {key} is missing")
            return default
        value = self._values[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise ConfigError(f"{self.where}: {key} must be {_WORDS[kind]}, not {value!r}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.take(key, str, default)
        if value not in allowed:
            raise ConfigError(f"{self.where}: {key} {value!r} must be one of {', '.join(allowed)}")
        return value

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.take(key, int, default)
        if not low <= value <= high:
            raise ConfigError(f"{self.where}: {key} {value} must be {low} to {high}")
        return value

    def table(self, key: str) -> "Section":
        return Section(self.take(key, dict), f"{self.where}, {key}")

    def tables(self, key: str) -> list["Section"]:
        values = self.take(key, list, [])
        return [Section(value, f"{self.where}, {key} {_name(value, place)}") for place, value in enumerate(values)]

    def done(self) -> None:
        """Raises ConfigError: a key that nobody took."""
        unknown = sorted(set(self._values) - self._taken)
        if unknown:
            raise ConfigError(f"{self.where}: unknown key {', '.join(unknown)}; known are {', '.join(sorted(self._taken))}")


_WORDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


def _name(value: object, place: int) -> str:
    named = value.get("id") if isinstance(value, dict) else None
    return repr(named) if isinstance(named, str) else f"number {place + 1}"


def read_file(path: Path) -> Section:
    """The whole file.

    Raises:
        ConfigError: it can't be read or isn't TOML.
    """
    try:
        return Section(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: isn't valid TOML: {error}") from error
