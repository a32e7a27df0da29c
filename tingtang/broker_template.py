"""Mosquitto's configuration made of a production template with some settings replaced: one place for every limit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1] / "firmware_configs" / "mosquitto"
HALL = TEMPLATES / "tingtang.conf"
TERMINAL = TEMPLATES / "terminal.conf"
"""Of the broker that a terminal has for itself."""


Change = str | Sequence[str] | None
"""A value; several for a setting that stands several times; None leaves the setting out."""


def render(template: str, changes: Mapping[str, Change]) -> str:
    """The template with each named setting replaced, where it stands: the first by the first value, and so on. Where there are no
    more values, the setting is left out.

    Raises:
        KeyError: the template has no such setting, so the change would be lost unnoticed.
    """
    unused = set(changes)
    values = {key: iter(_values(change)) for key, change in changes.items()}
    lines = []
    for line in template.splitlines():
        key = line.split(" ", 1)[0]
        if key not in changes:
            lines.append(line)
            continue
        unused.discard(key)
        value = next(values[key], None)
        if value is not None:
            lines.append(f"{key} {value}")
    if unused:
        raise KeyError(f"the template has no setting {', '.join(sorted(unused))}")
    return "\n".join(lines) + "\n"


def _values(change: Change) -> Sequence[str]:
    if change is None:
        return ()
    return (change,) if isinstance(change, str) else change
