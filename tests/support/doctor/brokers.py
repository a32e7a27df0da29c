"""A real Mosquitto with a configuration of a test's own, on a free loopback port."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.peers import eventually
from tingtang.broker import LOOPBACK, find_mosquitto
from tingtang.ports import free_port


@contextmanager
def mosquitto(folder: Path, *settings: str) -> Iterator[int]:
    """Its port. `settings`: lines for the listener and the broker."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    configuration = folder / "mosquitto.conf"
    lines = ("user root", f"listener {port} {LOOPBACK}", *settings, "log_dest none")
    configuration.write_text("\n".join(lines) + "\n")
    with subprocess.Popen(
        [find_mosquitto(), "-c", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            eventually(lambda: process.poll() is not None or _listens(port), "the broker listens")
            assert process.poll() is None, f"the broker ended: {configuration.read_text()}"
            yield port
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
