"""Which systemd units belong to which role: one table for installer, upgrade and doctor. The units lie in `systemd/`."""

from collections.abc import Iterable, Mapping

from api.process.layout import Role

TARGET = "tingtang.target"
"""Everything of ours on this machine: `systemctl restart tingtang.target`."""
BROKER = "mosquitto.service"
"""Debian's, with a drop-in of ours on the hall's server and on each terminal."""
HALL_BROKER_DROP_IN = "mosquitto.service.d/hall.conf"
TERMINAL_BROKER_DROP_IN = "mosquitto.service.d/terminal.conf"

SERVICES: Mapping[Role, tuple[str, ...]] = {
    Role.CONTROLLER: ("tingtang-controller.service",),
    Role.AGENT: ("tingtang-agent.service",),
    Role.KIOSK: ("tingtang-kiosk.service", "tingtang-agent.service"),
    Role.SCREEN: ("tingtang-screen.service",),
    Role.UNITS: ("tingtang-units.service",),
}
"""What runs all the time."""

_EVERYWHERE = ("tingtang-renew.timer", "tingtang-upgrade.timer", "tingtang-doctor.timer")
TIMERS: Mapping[Role, tuple[str, ...]] = {
    Role.CONTROLLER: ("tingtang-backup.timer", "tingtang-retention.timer", *_EVERYWHERE),
    Role.AGENT: _EVERYWHERE,
    Role.KIOSK: _EVERYWHERE,
    Role.SCREEN: _EVERYWHERE,
    Role.UNITS: (),
}
"""Nightly tasks, and the question for a new version. The controller is upgraded first, by a person: there the last
one only finishes what a power cut interrupted."""

BROKER_DROP_IN: Mapping[Role, str] = {
    Role.CONTROLLER: HALL_BROKER_DROP_IN,
    Role.KIOSK: TERMINAL_BROKER_DROP_IN,
}
"""On a machine with both roles the hall's."""


def enabled(roles: Iterable[Role]) -> tuple[str, ...]:
    """Everything to enable on a machine with these roles, each once, services before timers."""
    wanted = tuple(roles)
    units = [TARGET, *(unit for role in wanted for unit in SERVICES[role]), *(unit for role in wanted for unit in TIMERS[role])]
    return tuple(dict.fromkeys(units))


def services(roles: Iterable[Role]) -> tuple[str, ...]:
    """What must be active for a machine with these roles to be well."""
    return tuple(dict.fromkeys(unit for role in roles for unit in SERVICES[role]))
