"""Is the new machine the unit now? A judge over what the hall knows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.releases.orders import Report

BUDGET_MIN = 10
"""From the order on the server to a terminal that serves citizens."""
SECOND_MS = 1_000


class Point(StrEnum):
    """Texts of the catalogue `upgrade`: `replace.<value>.yes`, `.no`."""

    CUT_OFF = "cutOff"
    ENROLLED = "enrolled"
    ASKED = "asked"
    RIGHT_MACHINE = "rightMachine"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Certificate:
    made_ms: int
    revoked: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the hall knows of a unit.

    Args: since_ms: when the replacement was ordered. serial: of the machine that shall be it; empty: any.
    """

    since_ms: int
    serial: str
    certificates: Sequence[Certificate]
    heard_ms: int | None = None
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    point: Point
    good: bool
    detail: str = ""


def judge(known: Known) -> list[Finding]:
    """In the order in which they become true."""
    # A certificate tells its time in whole seconds (RFC 5280, 4.1.2.5), the order in milliseconds.
    since_ms = known.since_ms // SECOND_MS * SECOND_MS
    old = [certificate for certificate in known.certificates if certificate.made_ms < since_ms]
    new = [certificate for certificate in known.certificates if certificate.made_ms >= since_ms and not certificate.revoked]
    asked = known.heard_ms is not None and known.heard_ms >= known.since_ms
    report = known.report if asked else None
    serial = report.serial if report is not None else ""
    return [
        Finding(Point.CUT_OFF, all(certificate.revoked for certificate in old)),
        Finding(Point.ENROLLED, bool(new)),
        Finding(Point.ASKED, asked, report.version if report is not None else ""),
        Finding(Point.RIGHT_MACHINE, report is not None and known.serial in ("", serial), serial or "–"),
        Finding(Point.WELL, report is not None and report.well, report.detail if report is not None else ""),
    ]
