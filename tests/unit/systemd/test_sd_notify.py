"""sd_notify against a real datagram socket."""

import socket
from pathlib import Path

from api.process.sd_notify import notify, watchdog_interval_s


def test_messages_arrive_at_systemds_socket(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        systemd.settimeout(5)
        assert notify({"NOTIFY_SOCKET": str(path)}, "READY=1") is True
        assert systemd.recv(100) == b"READY=1"


def test_an_abstract_socket_is_reached(tmp_path: Path) -> None:
    name = f"tingtang-{tmp_path.name}-notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + name)
        systemd.settimeout(5)
        assert notify({"NOTIFY_SOCKET": "@" + name}, "WATCHDOG=1") is True
        assert systemd.recv(100) == b"WATCHDOG=1"


def test_without_systemd_nothing_happens(tmp_path: Path) -> None:
    assert notify({}, "READY=1") is False
    assert notify({"NOTIFY_SOCKET": str(tmp_path / "gone")}, "READY=1") is False


def test_the_watchdog_is_fed_three_times_within_its_limit() -> None:
    assert watchdog_interval_s({"WATCHDOG_USEC": "30000000"}, 7) == 10.0
    assert watchdog_interval_s({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 7) == 10.0
    assert watchdog_interval_s({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, 7) is None
    assert watchdog_interval_s({}, 7) is None
