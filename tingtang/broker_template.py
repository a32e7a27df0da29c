"""Mosquitto's configuration made of a production template with some settings replaced: one place for every limit."""

from collections.abc import Mapping
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1] / "firmware_configs" / "mosquitto"
HALL = TEMPLATES / "tingtang.conf"
TERMINAL = TEMPLATES / "terminal.conf"
"""Of the broker that a terminal has for itself."""


def render(template: str, changes: Mapping[str, str | None]) -> str:
    """The template with each named setting replaced; None leaves the setting out.

    Raises:
        KeyError: the template has no such setting, so the change would be lost unnoticed.
    """
    unused = set(changes)
    lines = []
    for line in template.splitlines():
        key = line.split(" ", 1)[0]
        if key not in changes:
            lines.append(line)
            continue
        unused.discard(key)
        value = changes[key]
        if value is not None:
            lines.append(f"{key} {value}")
    if unused:
        raise KeyError(f"the template has no setting {', '.join(sorted(unused))}")
    return "\n".join(lines) + "\n"
