"""Is the machine well with this release? A judge over what was seen, second by second. Pure."""

from dataclasses import dataclass
from enum import StrEnum

START_S = 120.0
"""A kiosk on a Raspberry Pi draws its first picture within 20 s; a slow card may take some times as long."""
HEALTH_GRACE_S = 60.0
"""After its start a process may be unwell for so long: devices answer one after the other."""


@dataclass(frozen=True, slots=True)
class ServiceLook:
    """One service at one moment."""

    name: str
    active: bool
    """It said READY and runs."""
    failed: bool = False
    """systemd has given up on it."""
    restarts: int = 0
    """By systemd, since a person or an upgrade started it."""
    well: bool | None = None
    """What it says of itself, False also while it says nothing; None: it has no health page, or doesn't run."""


class Verdict(StrEnum):
    WAIT = "wait"
    WELL = "well"
    NOT_STARTED = "notStarted"
    NOT_WELL = "notWell"


@dataclass(slots=True)
class Gate:
    """Args: gate_s: how long all must run without a break. unwell_before: a health page said "not well" with the old release
    too, so only running counts.
    """

    gate_s: float
    unwell_before: bool = False
    why: str = ""
    _begun_s: float | None = None
    _steady_since_s: float | None = None
    _unwell_since_s: float | None = None
    _restarts: tuple[int, ...] = ()

    def judge(self, looks: tuple[ServiceLook, ...], now_s: float) -> Verdict:
        """Args: now_s: monotonic."""
        if self._begun_s is None:
            self._begun_s = now_s
        down = [look.name for look in looks if not look.active]
        if given_up := [look.name for look in looks if look.failed]:
            return self._no(Verdict.NOT_STARTED, given_up)
        if self._steady_since_s is None:
            if down:
                return self._no(Verdict.NOT_STARTED, down) if now_s - self._begun_s >= START_S else Verdict.WAIT
            self._steady_since_s = now_s
            self._restarts = tuple(look.restarts for look in looks)
        again = [look.name for look, before in zip(looks, self._restarts, strict=True) if look.restarts > before]
        if down or again:
            return self._no(Verdict.NOT_WELL, [*down, *(name for name in again if name not in down)])
        return self._health(looks, now_s, self._steady_since_s)

    def _health(self, looks: tuple[ServiceLook, ...], now_s: float, steady_since_s: float) -> Verdict:
        unwell = [] if self.unwell_before else [look.name for look in looks if look.well is False]
        if unwell:
            if self._unwell_since_s is None:
                self._unwell_since_s = now_s
            if now_s - max(self._unwell_since_s, steady_since_s) >= HEALTH_GRACE_S:
                return self._no(Verdict.NOT_WELL, unwell)
            return Verdict.WAIT
        if self._unwell_since_s is not None:
            # Well again: the gate's time begins anew.
            self._unwell_since_s = None
            self._steady_since_s = now_s
            return Verdict.WAIT
        return Verdict.WELL if now_s - steady_since_s >= self.gate_s else Verdict.WAIT

    def _no(self, verdict: Verdict, names: list[str]) -> Verdict:
        self.why = ", ".join(names)
        return verdict
