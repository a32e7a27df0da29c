"""Services that fail in each way, under a real systemd in namespaces of its own."""

from pathlib import Path

from tests.support.doctor.in_namespaces import findings_of
from tests.support.doctor.registry import Scenario, produces
from tests.support.doctor.user_systemd import NAMESPACES
from tingtang.doctor.finding import Finding
from tingtang.doctor.services import judge_service, read_shown

CHILD = "tests.support.doctor.services_child"
OUT_OF_MEMORY = """Result=oom-kill
NRestarts=1
ExecMainStatus=9
Id=tingtang-kiosk.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
"""
"""As systemd shows it; a machine without a memory controller can't bring it about."""


def _of_systemd(name: str) -> Scenario:
    def scenario(folder: Path) -> list[Finding]:
        return findings_of(CHILD, *NAMESPACES)[name]

    return scenario


for _name in ("failed", "restarts", "off", "disabled", "absent", "unit-broken"):
    produces(f"service.{_name}")(_of_systemd(_name))


@produces("service.watchdog")
def hung_and_running_again(folder: Path) -> list[Finding]:
    """Only the journal tells of it."""
    steps = findings_of(CHILD, *NAMESPACES)
    assert "service.watchdog" in [finding.code for finding in steps["watchdog"]]
    return steps["runs-again"]


@produces("service.out-of-memory")
def ended_by_its_memory_limit(folder: Path) -> list[Finding]:
    return [finding for facts in read_shown(OUT_OF_MEMORY) for finding in judge_service(facts)]
