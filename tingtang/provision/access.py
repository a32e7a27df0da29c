"""How a unit's processes reach their broker: a terminal's own by password, the hall's by the unit's certificate."""

from collections.abc import Mapping
from typing import Any, Literal

from api.process.layout import Layout, Role
from tingtang.provision.site import Site

BROKER_PORT, LOOPBACK_PORT = 8883, 1883
"""Of the hall's broker for units (firmware_configs/mosquitto/tingtang.conf), and of a broker on the same machine."""
LOOPBACK = "127.0.0.1"
UNITS_PORT = 8443
"""Of the server that enrols units."""
METRICS_PORTS: Mapping[Role, int] = {Role.CONTROLLER: 9101, Role.AGENT: 9102, Role.KIOSK: 9103}
"""Loopback: an upgrade asks there whether a process is well (docs/operating/monitoring.md)."""


def controller_name(site: Site) -> str:
    """The name that stands in the controller's certificates."""
    return f"{site.controller.node}.{site.network.domain}"


def broker_section(
    site: Site, role: Literal["controller", "agent", "kiosk"], node: str, *, terminal: bool, layout: Layout
) -> dict[str, Any]:
    """`[broker]` of a process."""
    if terminal or role == "controller":
        # systemd hands the password to this service alone.
        password = layout.credential(Role(role), "broker-password")
        return {"host": LOOPBACK, "port": LOOPBACK_PORT, "username": node, "password_file": str(password)}
    files = {
        key: str(layout.credential(Role(role), name))
        for key, name in (("ca_file", "hall-ca.crt"), ("certificate_file", "client.crt"), ("key_file", "client.key"))
    }
    return {"host": controller_name(site), "port": BROKER_PORT, **files}
