"""Runs in mount and process namespaces of its own, with a real systemd: makes services fail in each way, looks, prints the codes.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.doctor.services_child
"""

import json
import subprocess
import sys
from collections.abc import Callable

from tests.support.doctor.user_systemd import ALONE, user_systemd
from tests.support.peers import eventually
from tingtang.doctor.bundle.journal import read_journal
from tingtang.doctor.past import past_failures
from tingtang.doctor.services import RESTARTS_MOST, ServiceFacts, judge_service, look_at_services

_UNITS = {
    "failed.service": "[Service]\nExecStart=/bin/sh -c 'exit 78'\n",
    "restarts.service": "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=10ms\n",
    "watchdog.service": "[Service]\nExecStart=/bin/sleep 60\nWatchdogSec=100ms\nTimeoutAbortSec=1\n",
    "runs-again.service": "[Service]\nExecStart=/bin/sh -c 'test -e /run/hung && exec sleep 60; touch /run/hung; sleep 60'\n"
    "WatchdogSec=100ms\nTimeoutAbortSec=1\nRestart=always\nRestartSec=10ms\n",
    # It stays: the journal asks the kernel whose line it was, and of a process that is gone nobody knows.
    "speaks.service": "[Service]\nExecStart=/bin/sh -c 'echo card of 王小明 read; exec sleep 60'\n",
    "off.service": "[Service]\nExecStart=/bin/sleep 60\n",
    "disabled.service": "[Service]\nExecStart=/bin/sleep 60\n[Install]\nWantedBy=default.target\n",
    "unit-broken.service": "[Service]\nType=oneshot\n",
}
_STARTED = ("failed.service", "restarts.service", "watchdog.service", "runs-again.service", "disabled.service", "speaks.service")
_SETTLED: dict[str, Callable[[ServiceFacts], bool]] = {
    "failed.service": lambda facts: facts.active == "failed",
    "restarts.service": lambda facts: facts.restarts > RESTARTS_MOST and facts.active == "failed",
    "runs-again.service": lambda facts: facts.restarts >= 1,
    "watchdog.service": lambda facts: facts.result == "watchdog",
    "disabled.service": lambda facts: facts.active == "active",
}


def main() -> None:
    units = {name: text + (ALONE if name.endswith(".service") else "") for name, text in _UNITS.items()}
    with user_systemd(units) as journal:
        subprocess.run(["systemctl", "--user", "start", "--no-block", *_STARTED], check=True)
        for unit, settled in _SETTLED.items():
            eventually(lambda unit=unit, settled=settled: settled(_look(unit)), f"{unit} has settled")  # type: ignore[misc]
        eventually(lambda: past_failures(journal).get("runs-again.service", {}).get("watchdog"), "the journal tells of it")
        past = past_failures(journal)
        for unit in (*_UNITS, "absent.service"):
            findings = judge_service(_look(unit), past.get(unit, {}))
            told = [[one.code, {k: str(v) for k, v in one.arguments.items()}] for one in findings]
            sys.stdout.write(json.dumps({"step": unit.partition(".")[0], "findings": told}) + "\n")
        eventually(lambda: read_journal(journal, ["speaks.service"]), "the journal has what was said")
        events = [line["event"] for line in read_journal(journal, ["speaks.service"])]
        sys.stdout.write(json.dumps({"step": "journal", "findings": [], "events": events}) + "\n")


def _look(unit: str) -> ServiceFacts:
    found = look_at_services([unit], manager=("--user",))
    assert len(found) == 1, f"systemd knows nothing of {unit}"
    return found[0]


if __name__ == "__main__":
    main()
