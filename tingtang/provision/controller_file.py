"""`controller.toml`: the hall's server."""

from typing import Any

from api.process.layout import Layout, Role
from tingtang.provision.access import METRICS_PORTS, broker_section
from tingtang.provision.site import Site


def controller_document(site: Site, layout: Layout) -> dict[str, Any]:
    """The whole file, with the site's own tables."""
    role = Role.CONTROLLER
    made: dict[str, Any] = {
        "site_file": str(layout.hall),
        "data_dir": str(layout.data_of(role)),
        "http": {"host": str(site.controller.address), "port": site.controller.pages_port},
        "broker": broker_section(site, "controller", site.controller.node, terminal=False, layout=layout),
        "metrics": {"port": METRICS_PORTS[Role.CONTROLLER]},
    }
    for table, keys in site.controller.settings.items():
        made[table] = {**made.get(table, {}), **keys}
    return made
