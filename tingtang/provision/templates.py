"""Files that units get, from `firmware_configs`: `@name@` stands for what differs."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "firmware_configs"
PI, CLOUD = FOLDER / "pi", FOLDER / "cloud-init"
_PLACE = re.compile(r"@([a-z_]+)@")


def fill(template: str, values: dict[str, str]) -> str:
    """The template with every `@name@` replaced.

    Raises:
        KeyError: it has a place that `values` doesn't name, or a value has no place.
    """
    places = set(_PLACE.findall(template))
    if unknown := places ^ set(values):
        raise KeyError(f"template and values differ in {', '.join(sorted(unknown))}")
    return _PLACE.sub(lambda found: values[found[1]], template)


def read(path: Path) -> str:
    return path.read_text("utf-8")
