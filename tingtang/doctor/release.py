"""Which release runs here and in the hall, and whether the Debian packages that it needs are there."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from api.process.layout import Layout
from tingtang.doctor.finding import Finding

ASKED_S = 10.0
FROM_SOURCE = "source"
"""`api.process.version` of a program that wasn't installed."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    version: str
    hall_version: str
    """What the controller says of itself; empty: it said nothing."""
    current: Path
    dangling: bool
    """The link to the running release leads nowhere."""
    missing: tuple[str, ...]
    """Debian packages."""


def judge_release(facts: ReleaseFacts) -> list[Finding]:
    found = []
    if facts.dangling:
        found.append(Finding("release.dangling", {"file": facts.current}))
    if facts.hall_version and FROM_SOURCE not in (facts.version, facts.hall_version) and facts.version != facts.hall_version:
        found.append(Finding("release.differs", {"version": facts.version, "hall": facts.hall_version}))
    if facts.missing:
        found.append(Finding("release.packages", {"packages": " ".join(facts.missing)}))
    return found


def look_at_release(layout: Layout, version: str, hall_version: str, packages: Iterable[str]) -> ReleaseFacts:
    current = layout.current
    dangling = (layout.product.is_dir() and not current.exists()) and (current.is_symlink() or layout.releases.is_dir())
    return ReleaseFacts(version, hall_version, current, dangling, missing_packages(packages, layout.root))


def missing_packages(wanted: Iterable[str], root: Path = Path("/")) -> tuple[str, ...]:
    """Those that dpkg doesn't have installed; none where there is no dpkg."""
    names = sorted(wanted)
    if not names:
        return ()
    command = ["dpkg-query", f"--admindir={root / 'var/lib/dpkg'}", "--show", "--showformat=${Package} ${db:Status-Status}\n"]
    try:
        asked = subprocess.run([*command, *names], capture_output=True, text=True, timeout=ASKED_S, check=False)
    except (OSError, subprocess.SubprocessError):
        return ()
    there = {line.split()[0].partition(":")[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return tuple(name for name in names if name not in there)
