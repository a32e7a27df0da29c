"""Runs in mount and process namespaces of its own, with a real systemd: makes services fail in each way, looks, prints the codes.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.doctor.services_child
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.support.peers import eventually
from tingtang.doctor.services import RESTARTS_MOST, ServiceFacts, judge_service, look_at_services

SYSTEMD = "/lib/systemd/systemd"
_UNITS = {
    "default.target": "[Unit]\nDescription=nothing\n",
    "failed.service": "[Service]\nExecStart=/bin/sh -c 'exit 78'\n",
    "restarts.service": "[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=10ms\n",
    "watchdog.service": "[Service]\nExecStart=/bin/sleep 60\nWatchdogSec=100ms\nTimeoutAbortSec=1\n",
    "off.service": "[Service]\nExecStart=/bin/sleep 60\n",
    "disabled.service": "[Service]\nExecStart=/bin/sleep 60\n[Install]\nWantedBy=default.target\n",
    "unit-broken.service": "[Service]\nType=oneshot\n",
}
_ALONE = "[Unit]\nDefaultDependencies=no\nStartLimitBurst=5\nStartLimitIntervalSec=60\n"
_STARTED = ("failed.service", "restarts.service", "watchdog.service", "disabled.service")
_SETTLED: dict[str, Callable[[ServiceFacts], bool]] = {
    "failed.service": lambda facts: facts.active == "failed",
    "restarts.service": lambda facts: facts.restarts > RESTARTS_MOST and facts.active == "failed",
    "watchdog.service": lambda facts: facts.result == "watchdog",
    "disabled.service": lambda facts: facts.active == "active",
}


def main() -> None:
    # What systemd asks for to run as a user's manager: a machine that it has started.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    Path("/run/systemd/system").mkdir(parents=True)
    runtime = Path("/run/own")
    runtime.mkdir(mode=0o700)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _UNITS.items():
            (Path(folder) / name).write_text(text + (_ALONE if name.endswith(".service") else ""))
        os.environ |= {"XDG_RUNTIME_DIR": str(runtime), "SYSTEMD_UNIT_PATH": folder}
        quiet = {"SYSTEMD_GENERATOR_PATH": "/nowhere", "SYSTEMD_LOG_TARGET": "null"}
        with subprocess.Popen([SYSTEMD, "--user"], env={**os.environ, **quiet}) as manager:
            try:
                eventually((runtime / "systemd/private").exists, "systemd answers")
                subprocess.run(["systemctl", "--user", "start", "--no-block", *_STARTED], check=True)
                for unit, settled in _SETTLED.items():
                    eventually(lambda unit=unit, settled=settled: settled(_look(unit)), f"{unit} has settled")  # type: ignore[misc]
                for unit in (*_UNITS, "absent.service"):
                    told = [[one.code, {k: str(v) for k, v in one.arguments.items()}] for one in judge_service(_look(unit))]
                    sys.stdout.write(json.dumps({"step": unit.partition(".")[0], "findings": told}) + "\n")
            finally:
                manager.kill()


def _look(unit: str) -> ServiceFacts:
    found = look_at_services([unit], manager=("--user",))
    assert len(found) == 1, f"systemd knows nothing of {unit}"
    return found[0]


if __name__ == "__main__":
    main()
