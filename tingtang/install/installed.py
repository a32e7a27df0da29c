"""What is installed on a machine: a small file beside the releases, for the next installation, upgrades and removal."""

import json
from dataclasses import dataclass
from pathlib import Path

from api.process.layout import Layout, Role

NAME = "installed.json"


@dataclass(frozen=True, slots=True)
class Installed:
    roles: frozenset[Role]
    read_only: bool = False

    def to_bytes(self) -> bytes:
        document = {"roles": sorted(self.roles), "read_only": self.read_only}
        return json.dumps(document).encode() + b"\n"


def installed_file(layout: Layout) -> Path:
    return layout.product / NAME


def read_installed(root: Path) -> Installed | None:
    """None: nothing is installed there, or it can't be told what."""
    try:
        document = json.loads(installed_file(Layout(root)).read_bytes())
        return Installed(frozenset(Role(name) for name in document["roles"]), bool(document.get("read_only", False)))
    except (OSError, ValueError, KeyError, TypeError):
        return None
