"""`unit.toml` of a unit, and `units.toml` of the server that enrols it: who the unit is, and where its hall is."""

from typing import Any

from api.messages.links import link_of
from api.process.layout import Role
from tingtang.provision.access import BROKER_PORT, UNITS_PORT, controller_name
from tingtang.provision.site import Site


def certified_name(node: str, role: Role) -> str:
    """The name in the unit's certificate: a terminal with a broker of its own is at the hall as its bridge."""
    return link_of(node) if role is Role.KIOSK else node


def unit_document(site: Site, node: str, role: Role) -> dict[str, Any]:
    """Of one unit."""
    name = certified_name(node, role)
    return {"unit": {"node": name, "hall": controller_name(site), "port": UNITS_PORT, "broker_port": BROKER_PORT}}


def units_document(site: Site) -> dict[str, Any]:
    """Of the controller's server for units: every name and address that its certificates must hold."""
    return {
        "site": site.site.id,
        "names": [controller_name(site), site.controller.node, str(site.controller.address)],
        "port": UNITS_PORT,
    }
