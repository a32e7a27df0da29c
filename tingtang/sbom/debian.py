"""Debian packages of a root as components of an SBOM. Pure but for asking dpkg."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

FIELDS = "${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\n"
INSTALLED = "installed"
STATUS = "var/lib/dpkg/status"
ASK_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class DebianPackage:
    name: str
    version: str
    architecture: str
    source: str
    """Source package: what security notices name."""


def ask_dpkg(root: Path) -> list[DebianPackage]:
    """What is installed in a root.

    Raises:
        FileNotFoundError: the root isn't Debian's.
        OSError, subprocess.SubprocessError: there is no dpkg on this machine, or it failed.
    """
    # dpkg-query says nothing about a folder without a status file: an empty list would look complete.
    if not (root / STATUS).exists():
        raise FileNotFoundError(f"{root / STATUS}: isn't there; is {root} the root of a Debian system?")
    command = ["dpkg-query", f"--admindir={root / 'var/lib/dpkg'}", "-W", "-f", FIELDS]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=ASK_WITHIN_S)
    return read_packages(done.stdout.splitlines())


def read_packages(lines: Iterable[str]) -> list[DebianPackage]:
    """By name; what is only known or half removed is left out."""
    rows = (line.split("\t") for line in lines)
    return sorted(
        (DebianPackage(*row[1:]) for row in rows if len(row) == 5 and row[0] == INSTALLED),
        key=lambda package: (package.name, package.architecture),
    )


def distribution(root: Path) -> str:
    """`debian-12`, as package URLs name it."""
    try:
        lines = (root / "etc/os-release").read_text("utf-8").splitlines()
    except OSError:
        return "debian"
    facts = dict(line.split("=", 1) for line in lines if "=" in line)
    name, version = (facts.get(key, "").strip('"') for key in ("ID", "VERSION_ID"))
    return f"{name}-{version}" if version else name or "debian"


def component(package: DebianPackage, distro: str) -> dict[str, Any]:
    """As CycloneDX has it, with a package URL (https://github.com/package-url/purl-spec)."""
    vendor = distro.partition("-")[0]
    version = quote(package.version, safe=".+-~")
    purl = f"pkg:deb/{vendor}/{quote(package.name, safe='+.-')}@{version}?arch={package.architecture}&distro={quote(distro)}"
    return {
        "type": "library",
        "bom-ref": f"deb:{package.name}:{package.architecture}",
        "name": package.name,
        "version": package.version,
        "purl": purl,
        "properties": [{"name": "tingtang:debian:source", "value": package.source}],
    }
