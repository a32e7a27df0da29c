"""What the roles on this machine need of it: systemd units and Debian packages."""

from collections.abc import Iterable
from pathlib import Path

from api.process.layout import Role
from tingtang.install.packages import packages_of as installed_with

BROKER = "mosquitto.service"
TIME = "chrony.service"
_DEFAULT_RELEASE = "12"


def units_of(roles: Iterable[Role]) -> list[str]:
    there = list(roles)
    # An agent without a screen speaks to the hall's broker; a terminal has its own.
    beside = [BROKER] if {Role.CONTROLLER, Role.KIOSK} & set(there) else []
    return [*(role.unit for role in there), *beside, TIME] if there else []


def packages_of(roles: Iterable[Role], root: Path) -> frozenset[str]:
    """Names as dpkg has them on this Debian; none where nothing of ours is set up."""
    names = frozenset(role.value for role in roles)
    return frozenset(installed_with(names, debian_release(root))) if names else frozenset()


def debian_release(root: Path) -> str:
    """`VERSION_ID` of os-release(5), such as `12`."""
    try:
        lines = (root / "etc/os-release").read_text("utf-8").splitlines()
    except OSError:
        return _DEFAULT_RELEASE
    values = [line.partition("=")[2].strip().strip('"') for line in lines if line.startswith("VERSION_ID=")]
    return values[0] if values else _DEFAULT_RELEASE
