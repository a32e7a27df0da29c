"""Runs the doctor as on a machine of one role: what isn't in that role's list of packages can't be imported.

python -m tests.support.doctor.only_with agent doctor --agent agent.toml --json
"""

import importlib.abc
import importlib.machinery
import re
import sys
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

LISTS = Path(__file__).parents[3] / "requirements"
OURS = frozenset({"tingtang"})
_NAME = re.compile(r"^([A-Za-z0-9_.-]+)==", re.MULTILINE)


def plain(name: str) -> str:
    """As PEP 503 writes a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Missing(importlib.abc.MetaPathFinder):
    """Refuses modules of distributions that the role doesn't have."""

    def __init__(self, role: str) -> None:
        there = {plain(name) for name in _NAME.findall((LISTS / f"{role}.txt").read_text("utf-8"))} | OURS
        self._refused = {
            module for module, names in packages_distributions().items() if not {plain(name) for name in names} & there
        }

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in self._refused:
            raise ModuleNotFoundError(f"{fullname} isn't installed here", name=fullname)
        return None


if __name__ == "__main__":
    sys.meta_path.insert(0, Missing(sys.argv[1]))
    from tingtang.__main__ import main

    sys.exit(main(sys.argv[2:]))
