"""What a machine is and has: looked up once, before anything is planned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tingtang.install.installed import Installed, read_installed, running_version, whole_releases
from tingtang.install.machine import Machine

SUPPORTED: Mapping[str, frozenset[str]] = {"debian": frozenset({"12", "13"})}
"""By `ID` of os-release(5). Raspberry Pi OS of 64 bit says `debian` too; its 32-bit edition says `raspbian`."""
ARCHITECTURES: Mapping[str, str] = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's name to the kernel's (`uname -m`); for others there are no wheels of the packages we need."""
CODENAMES: Mapping[str, str] = {"12": "bookworm", "13": "trixie"}
PYTHONS: Mapping[str, str] = {"12": "3.11", "13": "3.13"}
"""What Debian's `python3` is."""
RASPBERRY_MARK = Path("/etc/rpi-issue")
"""Raspberry Pi OS has it, Debian on a Pi has not."""
SYSTEMD_MARK = Path("/run/systemd/system")
"""There while systemd runs (sd_booted(3))."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One machine before an installation."""

    system: str
    """`ID` of os-release."""
    release: str
    """`VERSION_ID`, such as `12`."""
    architecture: str
    """Debian's name, such as `arm64`."""
    raspberry_pi_os: bool
    packages: frozenset[str]
    """Debian packages that are installed."""
    systemd_runs: bool
    installed: Installed | None = None
    """What stands there of the product already."""
    running: str | None = None
    """Version of the release that runs."""
    releases: Mapping[str, str] = field(default_factory=dict)
    """Whole releases that are there: folder's name to fingerprint."""

    @property
    def codename(self) -> str:
        return CODENAMES[self.release]

    @property
    def machine(self) -> str:
        """As `uname -m` says."""
        return ARCHITECTURES[self.architecture]

    @property
    def python(self) -> str:
        return PYTHONS[self.release]

    @property
    def title(self) -> str:
        name = "Raspberry Pi OS" if self.raspberry_pi_os else self.system.capitalize()
        return f"{name} {self.release} ({self.architecture})"


@dataclass(frozen=True, slots=True)
class Unsuited:
    """Why the product can't be put here: a text of the catalogue's section `install`, with its arguments."""

    key: str
    arguments: Mapping[str, str]


def unsuited(facts: Facts) -> Unsuited | None:
    """None: it can be installed."""
    if facts.system == "raspbian":
        return Unsuited("refused.32bit", {})
    if facts.release not in SUPPORTED.get(facts.system, frozenset()):
        return Unsuited("refused.system", {"system": f"{facts.system} {facts.release}".strip() or "?"})
    if facts.architecture not in ARCHITECTURES:
        return Unsuited("refused.architecture", {"architecture": facts.architecture or "?"})
    return None


def look(machine: Machine) -> Facts:
    """
    Raises:
        OSError: there is no system under the root.
        CommandFailed: its package database can't be read.
    """
    release = read_os_release(machine.path(Path("/etc/os-release")).read_text("utf-8"))
    return Facts(
        system=release.get("ID", ""),
        release=release.get("VERSION_ID", ""),
        architecture=machine.run("dpkg", "--print-architecture").strip(),
        raspberry_pi_os=machine.path(RASPBERRY_MARK).exists(),
        packages=installed_packages(machine),
        systemd_runs=machine.systemd_runs,
        installed=read_installed(machine.root),
        running=running_version(machine.root),
        releases=whole_releases(machine.root),
    )


def read_os_release(text: str) -> dict[str, str]:
    """os-release(5): `NAME=value`, quoted where needed."""
    found = re.findall(r"^([A-Z_]+)=(?:\"(.*)\"|'(.*)'|(.*))$", text, re.MULTILINE)
    return {name: double or single or plain for name, double, single, plain in found}


def installed_packages(machine: Machine) -> frozenset[str]:
    shown = machine.run("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n")
    return frozenset(line.split()[0] for line in shown.splitlines() if line.endswith(" installed"))
