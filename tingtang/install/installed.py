"""What is installed on a machine: a small file beside the releases, for the next installation, upgrades and removal."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from api.process.layout import Layout, Role

NAME = "installed.json"
STAMP = "release.json"
"""In each release's folder, written last: a release without it was cut off while it was made, and is made anew."""


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


def whole_releases(root: Path) -> dict[str, str]:
    """Folder's name to the fingerprint of what it was made from."""
    found = {}
    for stamp in sorted(Layout(root).releases.glob(f"*/{STAMP}")):
        try:
            found[stamp.parent.name] = str(json.loads(stamp.read_bytes())["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def running_version(root: Path) -> str | None:
    """Name of the release that runs; None: none does."""
    current = Layout(root).current
    return current.readlink().name if current.is_symlink() else None


def is_older(version: str, than: str) -> bool:
    """By the numbers before any `+` (PEP 440, release segment); what stands behind them is no order that people mean."""
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("+")[0]))
