"""Memory that is left, and programs that the kernel had to end."""

from dataclasses import dataclass
from pathlib import Path

from tingtang.doctor.finding import Finding

LEAST_MIB = 100
"""Below, the next picture of a camera or the next page may end a program."""


@dataclass(frozen=True, slots=True)
class MemoryFacts:
    available_mib: int
    total_mib: int
    killed: int
    """Programs that the kernel ended for want of memory since the machine started."""


def judge_memory(facts: MemoryFacts) -> list[Finding]:
    found = []
    if facts.available_mib < LEAST_MIB:
        found.append(Finding("memory.little", {"available": facts.available_mib, "total": facts.total_mib}))
    if facts.killed:
        found.append(Finding("memory.killed", {"count": facts.killed}))
    return found


def look_at_memory(proc: Path = Path("/proc")) -> MemoryFacts:
    kib = _table(proc / "meminfo")
    return MemoryFacts(kib["MemAvailable"] >> 10, kib["MemTotal"] >> 10, _table(proc / "vmstat").get("oom_kill", 0))


def _table(path: Path) -> dict[str, int]:
    rows = (line.split() for line in path.read_text("ascii").splitlines())
    return {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) > 1}
