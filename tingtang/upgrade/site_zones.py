"""The zone of each unit, from the site file; units by the names that their certificates have."""

from pathlib import Path

from api.messages.links import link_of
from tingtang.provision.ranges import numbers
from tingtang.provision.site import Site, load_site
from tingtang.provision.wired import devices_of


def zones_of_site(path: Path) -> dict[str, str | None]:
    """Terminals first, then agents and screens. The controller isn't among them: it is upgraded first, by a person.

    Raises:
        ConfigurationError: the file can't be used.
    """
    site = load_site(path)
    zones: dict[str, str | None] = {link_of(kiosk.node): kiosk.zone for kiosk in site.kiosks}
    zones |= _agents(site)
    zones |= {screen.node: screen.zones[0] if len(screen.zones) == 1 else None for screen in site.screens}
    return zones


def _agents(site: Site) -> dict[str, str | None]:
    """An agent whose devices all stand in one zone belongs to it."""
    of_window = {number: zone.id for zone in site.zones if zone.windows for number in numbers(zone.windows)}
    served: dict[str, set[str]] = {agent.node: set() for agent in site.agents}
    for one in devices_of(site):
        if one.node in served:
            served[one.node].update(one.zones)
            if one.window in of_window:
                served[one.node].add(of_window[one.window])
    return {node: next(iter(zones)) if len(zones) == 1 else None for node, zones in served.items()}
