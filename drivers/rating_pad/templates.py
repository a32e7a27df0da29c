"""Messages whose names a profile chooses: templates with placeholders going out, fields by name coming in. Pure."""

import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def placeholders(template: object) -> set[str]:
    """Names of all placeholders in a template."""
    match template:
        case str():
            return set(_PLACEHOLDER.findall(template))
        case dict():
            return {name for value in template.values() for name in placeholders(value)}
        case list() | tuple():
            return {name for value in template for name in placeholders(value)}
        case _:
            return set()


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its placeholders filled. A text that is one placeholder and nothing else becomes the value with its
    type; within other text the value is written out.

    Raises:
        KeyError: a placeholder has no value.
    """
    match template:
        case str():
            whole = _PLACEHOLDER.fullmatch(template)
            if whole is not None:
                return values[whole.group(1)]
            return _PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), template)
        case dict():
            return {key: fill(value, values) for key, value in template.items()}
        case list() | tuple():
            return [fill(value, values) for value in template]
        case _:
            return template


def fits(wanted: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
    """Whether all wanted fields stand in the message with these values."""
    return all(field_of(message, name) == value for name, value in wanted.items())


def field_of(message: Mapping[str, Any], path: str) -> Any:
    """The field at a dotted path (`data.value`); None when it isn't there."""
    value: Any = message
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value
