"""All parts in turn. A look of ours that stumbles is a finding too: the others still count."""

from collections.abc import Collection

import structlog

from tingtang.doctor.causes import explain
from tingtang.doctor.finding import Explained, Finding
from tingtang.doctor.looks import LOOKS, Visit


def examine(visit: Visit, areas: Collection[str] = tuple(LOOKS)) -> list[Explained]:
    """Everything that isn't well, causes first; takes some seconds."""
    found: list[Finding] = []
    for area, look in LOOKS.items():
        if area not in areas:
            continue
        try:
            found += look(visit)
        except PermissionError:
            found.append(Finding("doctor.not-root"))
        except Exception as error:
            structlog.get_logger("tingtang.doctor").warning("a look stumbled", area=area, error=type(error).__name__)
            found.append(Finding("doctor.stumbled", {"area": area, "error": type(error).__name__}))
    return explain(_once(found))


def _once(found: list[Finding]) -> list[Finding]:
    """Two nodes on one machine see the same broker: it is told once."""
    told: dict[tuple[str, str], Finding] = {}
    for finding in found:
        said = {name: value for name, value in finding.arguments.items() if name != "node"}
        told.setdefault((finding.code, repr(sorted(said.items(), key=lambda item: item[0]))), finding)
    return list(told.values())
