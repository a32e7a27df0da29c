"""Voltage and heat of a Raspberry Pi, from its firmware; of any machine, the temperature."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tingtang.doctor.finding import Finding

FIRMWARE = Path("devices/platform/soc/soc:firmware/get_throttled")
"""Below /sys; the Raspberry Pi's kernel gives it without any program."""
ASKED_S = 3.0
HOT_C = 80
"""A Raspberry Pi 4 and 5 slow down from here (documentation of `temp_limit`)."""
LOW_NOW, SLOWED_NOW, HOT_NOW = 1 << 0, 1 << 2, 1 << 3
LOW_BEFORE, SLOWED_BEFORE, HOT_BEFORE = 1 << 16, 1 << 18, 1 << 19
"""Raspberry Pi documentation, `vcgencmd get_throttled`. Before: since the machine started."""


@dataclass(frozen=True, slots=True)
class PowerFacts:
    flags: int | None
    """None: no Raspberry Pi."""
    hottest_c: float | None


def judge_power(facts: PowerFacts) -> list[Finding]:
    flags, found = facts.flags or 0, []
    if flags & LOW_NOW:
        found.append(Finding("power.low-now"))
    elif flags & LOW_BEFORE:
        found.append(Finding("power.low-before"))
    degrees = "?" if facts.hottest_c is None else f"{facts.hottest_c:.0f}"
    if flags & HOT_NOW or (facts.hottest_c is not None and facts.hottest_c >= HOT_C):
        found.append(Finding("power.hot-now", {"degrees": degrees}))
    elif flags & HOT_BEFORE or (flags & SLOWED_BEFORE and not flags & LOW_BEFORE):
        found.append(Finding("power.hot-before", {"degrees": degrees}))
    return found


def look_at_power(sys: Path = Path("/sys")) -> PowerFacts:
    return PowerFacts(_flags(sys / FIRMWARE), _hottest_c(sys / "class/thermal"))


def _flags(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"), 16)
    except (OSError, ValueError):
        pass
    try:
        asked = subprocess.run(["vcgencmd", "get_throttled"], capture_output=True, text=True, timeout=ASKED_S, check=True)
        return int(asked.stdout.strip().partition("=")[2], 16)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _hottest_c(zones: Path) -> float | None:
    """The kernel tells thousandths of a degree."""
    found = []
    for path in zones.glob("thermal_zone*/temp"):
        try:
            found.append(int(path.read_text("ascii")) / 1000)
        except (OSError, ValueError):
            continue
    return max(found, default=None)
