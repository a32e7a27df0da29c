"""Runs in namespaces of its own, with a real systemd: the hall's broker with half a file of its state. Prints what came of it.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.doctor.broker_child
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.doctor.user_systemd import ALONE, user_systemd
from tests.support.peers import eventually
from tingtang.broker import LOOPBACK, find_mosquitto
from tingtang.doctor.services import look_at_services
from tingtang.ports import free_port

DROP_IN = Path(__file__).parents[3] / "systemd/mosquitto.service.d/hall.conf"
STATE, ASIDE = "mosquitto.db", "mosquitto.db.damaged"
HALF = b"\x00\xb5\x00mosquitto db\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x01\x00\x00\x00\x10\x00"
"""As Mosquitto 2.0 begins it: its mark, a checksum, the version, and a part that isn't all there."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder), free_port()
        (data / "conf").write_text(f"user root\nlistener {port} {LOOPBACK}\npersistence true\npersistence_location {data}/\n")
        (data / STATE).write_bytes(HALF)
        mends = "".join(line + "\n" for line in DROP_IN.read_text().splitlines() if line.startswith("ExecStopPost="))
        service = (
            f"[Service]\nExecStart={find_mosquitto()} -c {data}/conf\nWorkingDirectory={data}\nRestart=always\nRestartSec=50ms\n"
        )
        with user_systemd({"broker.service": service + mends + ALONE}):
            subprocess.run(["systemctl", "--user", "start", "--no-block", "broker.service"], check=True)
            eventually(lambda: (data / ASIDE).exists() and _restarts() == 1 and _active(), "the broker runs")
            kept = (data / ASIDE).read_bytes() == HALF
            (data / STATE).write_bytes(b"")
            subprocess.run(["systemctl", "--user", "kill", "--signal=KILL", "broker.service"], check=True)
            eventually(lambda: _restarts() == 2 and _active(), "the broker runs again")
            killed_keeps = (data / STATE).exists()
        sys.stdout.write(json.dumps({"kept": kept, "killed_keeps": killed_keeps}))


def _restarts() -> int:
    return look_at_services(["broker.service"], manager=("--user",))[0].restarts


def _active() -> bool:
    return look_at_services(["broker.service"], manager=("--user",))[0].sub == "running"


if __name__ == "__main__":
    main()
