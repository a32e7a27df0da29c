"""Runs in mount and process namespaces of its own, with a real systemd: makes services fail in each way, looks, prints the codes.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.doctor.services_child
"""

import json
import subprocess
import sys
from collections.abc import Callable

from tests.support.doctor.user_systemd import ALONE, user_systemd
from tests.support.peers import eventually
from tingtang.doctor.services import RESTARTS_MOST, ServiceFacts, judge_service, look_at_services

_UNITS = {
    "failed.service": "[Service]\nExecStart=/bin/sh -c 'exit 78'\n",
    "restarts.service": "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=10ms\n",
    "watchdog.service": "[Service]\nExecStart=/bin/sleep 60\nWatchdogSec=100ms\nTimeoutAbortSec=1\n",
    "off.service": "[Service]\nExecStart=/bin/sleep 60\n",
    "disabled.service": "[Service]\nExecStart=/bin/sleep 60\n[Install]\nWantedBy=default.target\n",
    "unit-broken.service": "[Service]\nType=oneshot\n",
}
_STARTED = ("failed.service", "restarts.service", "watchdog.service", "disabled.service")
_SETTLED: dict[str, Callable[[ServiceFacts], bool]] = {
    "failed.service": lambda facts: facts.active == "failed",
    "restarts.service": lambda facts: facts.restarts > RESTARTS_MOST and facts.active == "failed",
    "watchdog.service": lambda facts: facts.result == "watchdog",
    "disabled.service": lambda facts: facts.active == "active",
}


def main() -> None:
    units = {name: text + (ALONE if name.endswith(".service") else "") for name, text in _UNITS.items()}
    with user_systemd(units):
        subprocess.run(["systemctl", "--user", "start", "--no-block", *_STARTED], check=True)
        for unit, settled in _SETTLED.items():
            eventually(lambda unit=unit, settled=settled: settled(_look(unit)), f"{unit} has settled")  # type: ignore[misc]
        for unit in (*_UNITS, "absent.service"):
            told = [[one.code, {k: str(v) for k, v in one.arguments.items()}] for one in judge_service(_look(unit))]
            sys.stdout.write(json.dumps({"step": unit.partition(".")[0], "findings": told}) + "\n")


def _look(unit: str) -> ServiceFacts:
    found = look_at_services([unit], manager=("--user",))
    assert len(found) == 1, f"systemd knows nothing of {unit}"
    return found[0]


if __name__ == "__main__":
    main()
