"""Every reason key that a driver or the controller can give has a text for people, in both languages.

The keys are read from the sources: whoever adds one is reminded here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue

ROOT = Path(__file__).parents[3]
SOURCES = [
    *(path for path in (ROOT / "drivers").rglob("*.py") if "emulators" not in path.parts),
    *(ROOT / "hall_controller" / "devices").rglob("*.py"),
    *(ROOT / "hall_controller" / "mqtt").rglob("*.py"),
]
KEY = re.compile(r"[a-z][a-zA-Z0-9]*(\.[a-zA-Z0-9]+)+")
"""A dotted reason key; `ok` is the only one without a dot."""


def reason_keys(source: str) -> Iterator[str]:
    """Literals given as `reason=…`, as a default of `reason`, or named `…REASON…`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "reason":
            yield from literals(node.value)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if any("reason" in name.lower() for name in names) and node.value is not None:
                yield from literals(node.value)


def literals(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            yield node.value


def used_keys() -> dict[str, str]:
    """Reason key to one file that gives it."""
    return {key: str(path.relative_to(ROOT)) for path in SOURCES for key in reason_keys(path.read_text(encoding="utf-8"))}


def test_the_reader_finds_reasons_in_all_their_forms() -> None:
    source = 'raise X("a.b", reason="paper.out")\nMUTE_REASON = "screen.mute"\nclass Y:\n    reason: str = "link.lost"\n'
    assert sorted(reason_keys(source)) == ["link.lost", "paper.out", "screen.mute"]
    assert len(used_keys()) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_text(language: str) -> None:
    texts = read_catalogue().section("web", language)
    missing = {key: place for key, place in sorted(used_keys().items()) if f"reason.{key}" not in texts}
    assert missing == {}
