"""Tells systemd how a service is (sd_notify(3)): `READY=1`, `WATCHDOG=1`, `STOPPING=1`, `STATUS=…`.

Without systemd (no `NOTIFY_SOCKET`) nothing is sent. The environment comes in as an argument.
"""

import socket
from collections.abc import Mapping

WATCHDOG_SHARE = 3
"""Fed three times within systemd's limit: one lost datagram kills nobody."""


def notify(environment: Mapping[str, str], message: str) -> bool:
    """Send one message such as `READY=1`; False when no one listens (not started by systemd, or its socket is gone)."""
    path = environment.get("NOTIFY_SOCKET", "")
    if not path:
        return False
    address = "\0" + path[1:] if path.startswith("@") else path
    # Never wait: a full queue at the other end must not stop the service that wants to say it is alive.
    kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
    with socket.socket(socket.AF_UNIX, kind) as sender:
        try:
            sender.sendto(message.encode(), address)
        except OSError:
            return False
    return True


def watchdog_interval_s(environment: Mapping[str, str], pid: int) -> float | None:
    """How often to send `WATCHDOG=1`; None when systemd asks this process for none (sd_watchdog_enabled(3))."""
    if environment.get("WATCHDOG_PID", str(pid)) != str(pid):
        return None
    limit_us = environment.get("WATCHDOG_USEC", "")
    return int(limit_us) / 1_000_000 / WATCHDOG_SHARE if limit_us.isdigit() and int(limit_us) > 0 else None
