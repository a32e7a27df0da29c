"""Runs in namespaces of its own, with a real systemd: a service fails until it is mended, and nobody gives a command.

unshare --mount --pid --fork --mount-proc --cgroup python -m tests.support.again_child
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.support.doctor.user_systemd import user_systemd
from tests.support.peers import eventually
from tests.support.unit_root import SYSTEMD, Unit

BURST = 2
ROUNDS = 3
"""One more than a timer that elapses only once would bring."""
SERVICE = f"""\
[Unit]
DefaultDependencies=no
StartLimitBurst={BURST}
StartLimitIntervalSec=60
OnFailure=tingtang-again@%N.timer
[Service]
ExecStart=/bin/sh -c 'echo tried >> {{folder}}/tries; test -e {{folder}}/mended && exec sleep 600'
Restart=always
RestartSec=20ms
"""
ALONE = "[Unit]\nDefaultDependencies=no\n"


def main() -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder = Path(name)
        timer = (SYSTEMD / "tingtang-again@.timer").read_text("utf-8")
        again = Unit(SYSTEMD / "tingtang-again@.service").all_of("ExecStart")
        orders = "".join(f"ExecStart={order.replace('systemctl ', 'systemctl --user ')}\n" for order in again)
        units = {
            "broken.service": SERVICE.format(folder=folder),
            # The pause is shorter here; everything else of it is the product's.
            "tingtang-again@.timer": timer.replace("OnActiveSec=5min", "OnActiveSec=100ms").replace("Sec=5s", "Sec=10ms") + ALONE,
            "tingtang-again@.service": f"{ALONE}[Service]\nType=oneshot\n{orders}",
            "default.target": f"{ALONE}Wants=broken.service\n",
        }
        tries = folder / "tries"

        def count() -> int:
            return len(tries.read_text().splitlines()) if tries.exists() else 0

        with user_systemd(units):
            eventually(lambda: count() >= BURST * ROUNDS, "it is tried again after each pause")
            (folder / "mended").touch()
            before = count()
            eventually(lambda: count() > before, "and once more when it is mended")
        sys.stdout.write(json.dumps({"step": "again", "tries": count()}) + "\n")


if __name__ == "__main__":
    main()
