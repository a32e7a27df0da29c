"""The guide's examples are files that a hall takes."""

import re
import tomllib
from pathlib import Path
from typing import Any

from hall_controller.config import HallConfig
from hall_controller.config_calendar import OverridesFile

GUIDE = Path(__file__).parents[3] / "docs" / "operating" / "guards.md"
NAMES = {"zh-CN": "名"}
HALL: dict[str, Any] = {
    "hall": {"site": "610124-01", "names": NAMES},
    "queues": [{"id": "passports", "prefix": "A", "names": NAMES}],
    "services": [
        {"id": ident, "names": NAMES, "department": NAMES, "queue": "passports"} for ident in ("passport-first", "passport-renew")
    ],
    "windows": [{"number": 7, "names": NAMES, "queues": ["passports"]}],
}


def examples() -> list[dict[str, Any]]:
    return [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)]


def within_a_hall(example: dict[str, Any]) -> dict[str, Any]:
    """The example's keys set in a whole hall; entries of lists are found by their id or number."""
    merged = dict(HALL)
    for section, value in example.items():
        if section in ("queues", "services", "windows"):
            key = "number" if section == "windows" else "id"
            changed = {entry[key]: entry for entry in value}
            assert changed.keys() <= {entry[key] for entry in HALL[section]}
            merged[section] = [{**entry, **changed.get(entry[key], {})} for entry in HALL[section]]
        elif section == "hall":
            merged[section] = {**HALL[section], **value}
        else:
            merged[section] = value
    return merged


def test_every_example_is_usable() -> None:
    found = examples()
    assert len(found) >= 7
    overrides = [example for example in found if "days" in example]
    assert len(overrides) == 1
    assert OverridesFile.model_validate(overrides[0]).complete_years == (2027,)
    for example in found:
        if example not in overrides:
            HallConfig.model_validate(within_a_hall(example))


def test_every_key_of_the_guards_stands_in_the_guide() -> None:
    text = GUIDE.read_text("utf-8")
    sections = [HallConfig.model_fields[name].annotation for name in ("calendar", "hours", "guards")]
    keys = {key for section in sections if section is not None for key in section.model_fields}  # type: ignore[attr-defined]
    keys -= {"mon", "tue", "wed", "thu", "fri"}
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()
