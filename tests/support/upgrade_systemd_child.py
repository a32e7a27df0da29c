"""Runs in namespaces of its own, with a real systemd: one unit changes to releases that are well, crash and die later.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.upgrade_systemd_child
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.doctor.user_systemd import ALONE, user_systemd
from tests.support.upgrade_rig import BODY, CRASHES, DIES_LATER, NEW, WELL, Rig, order
from tingtang.install.machine import CommandFailed
from tingtang.upgrade.ports import Clock
from tingtang.upgrade.systemd import SystemdServices
from tingtang.upgrade.upgrader import Upgrader

IN_MEMORY = "/dev/shm"
"""Nothing here is to outlive the process: a busy disk would only cost time."""
SERVICE, ASIDE = "agent.service", "aside.service"
RELEASES = ((NEW, WELL), ("1.2.0", CRASHES), ("1.3.0", DIES_LATER))
QUICK = 40.0
"""The gate's seconds pass so many times faster; systemd's own don't."""
PROGRAM = f"""
read nature < {{current}}/{BODY}
case "$nature" in
  {WELL}) exec sleep 600 ;;
  {DIES_LATER}) sleep 0.3 ;;
esac
exit 3
"""


def systemctl(*command: str, ok: frozenset[int] = frozenset({0})) -> str:
    done = subprocess.run([command[0], "--user", *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode not in ok:
        raise CommandFailed(f"{' '.join(command)}\nended with code {done.returncode}:\n{done.stderr}")
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        rig = Rig(Path(folder))
        program = Path(folder) / "program.sh"
        program.write_text(PROGRAM.format(current=rig.layout.current))
        units = {
            SERVICE: f"[Service]\nExecStart=/bin/sh {program}\nRestart=always\nRestartSec=50ms\n{ALONE}",
            ASIDE: f"[Service]\nExecStart=/bin/false\n{ALONE}ConditionPathExists=/nowhere\n",
        }
        with user_systemd(units):
            systemctl("systemctl", "start", SERVICE, ASIDE)
            services = SystemdServices((SERVICE, ASIDE), {}, systemctl)
            clock = Clock(lambda: time.monotonic() * QUICK, lambda seconds: time.sleep(seconds / QUICK))
            for number, (version, nature) in enumerate(RELEASES):
                upgrader = Upgrader(rig.facts, rig.maker, services, clock)
                before = systemctl("systemctl", "show", "-P", "MainPID", SERVICE)
                report = upgrader.follow(order(number, version, gate_s=40), rig.bundle(nature, version))
                after = systemctl("systemctl", "show", "-P", "MainPID", SERVICE)
                told = {
                    "step": nature,
                    "restarted": before != after,
                    "current": rig.link("current"),
                    "proven": rig.link("proven"),
                }
                sys.stdout.write(json.dumps(told | report.model_dump(mode="json")) + "\n")


if __name__ == "__main__":
    main()
