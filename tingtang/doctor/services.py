"""What systemd says of our services. Asked once, for all of them."""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tingtang.doctor.finding import Finding, Level

ASKED_S = 10.0
RESTARTS_MOST = 3
"""Of one unit since it was last started by hand or by the machine's start: more means that it can't hold itself up."""
_PROPERTIES = ("Id", "LoadState", "ActiveState", "SubState", "Result", "NRestarts", "UnitFileState", "ExecMainStatus")
BOOTED = Path("run/systemd/system")
"""sd_booted(3): it is there where systemd runs the machine."""
CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: what our processes end with when a setting is wrong."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """Of systemctl show (org.freedesktop.systemd1(5))."""

    unit: str
    load: str
    active: str
    sub: str
    result: str
    restarts: int
    enabled: str
    status: int = 0

    @property
    def working(self) -> bool:
        # A timer or a target has no main process; a task that ran once is inactive and well.
        return self.active in ("active", "activating", "reloading") and self.sub != "auto-restart"


def judge_service(facts: ServiceFacts, past: Mapping[str, int] = MappingProxyType({})) -> list[Finding]:
    """`past`: how often the unit ended with which result in the last day."""
    said: dict[str, object] = {"unit": facts.unit}
    if facts.load == "not-found":
        return [Finding("service.absent", said)]
    if facts.load in ("error", "bad-setting"):
        return [Finding("service.unit-broken", said)]
    if facts.result == "oom-kill":
        return [Finding("service.out-of-memory", said)]
    found = []
    if past.get("oom-kill"):
        found.append(Finding("service.out-of-memory", said, level=Level.LOOK))
    if hung := past.get("watchdog", int(facts.result == "watchdog")):
        found.append(Finding("service.watchdog", said | {"count": hung}))
    if facts.restarts > RESTARTS_MOST:
        found.append(Finding("service.restarts", said | {"count": facts.restarts}))
    elif facts.active == "failed" or facts.sub == "auto-restart":
        found.append(Finding("service.failed", said | {"result": facts.result, "status": facts.status}))
    elif not facts.working:
        found.append(Finding("service.off", said))
    if facts.working and facts.enabled == "disabled":
        found.append(Finding("service.disabled", said))
    return found


def look_at_services(units: Iterable[str], *, root: Path = Path("/"), manager: tuple[str, ...] = ()) -> list[ServiceFacts]:
    """Empty where no systemd runs. `manager`: further arguments, such as `--user`."""
    wanted = list(units)
    if not wanted or (not manager and not (root / BOOTED).is_dir()):
        return []
    command = ["systemctl", *manager, "show", f"--property={','.join(_PROPERTIES)}", "--", *wanted]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, timeout=ASKED_S, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return read_shown(shown)


def read_shown(text: str) -> list[ServiceFacts]:
    """Blocks of `Name=value`, an empty line between units."""
    return [_facts(block) for part in text.split("\n\n") if (block := _block(part)).get("Id")]


def _block(text: str) -> Mapping[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in text.splitlines())}


def _facts(block: Mapping[str, str]) -> ServiceFacts:
    return ServiceFacts(
        unit=block["Id"],
        load=block.get("LoadState", ""),
        active=block.get("ActiveState", ""),
        sub=block.get("SubState", ""),
        result=block.get("Result", ""),
        restarts=_number(block.get("NRestarts", "")),
        enabled=block.get("UnitFileState", ""),
        status=_number(block.get("ExecMainStatus", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
