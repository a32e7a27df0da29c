"""A terminal's own broker: its configuration with the bridge to the hall's, and its access list.

Its passwords are made on the terminal at its first start: they mean nothing anywhere else.
"""

from collections.abc import Mapping

from api.messages.access import access_list
from api.process.layout import Layout
from tingtang.provision.access import BROKER_PORT, controller_name
from tingtang.provision.site import Site
from tingtang.terminal_bridge import Bridge, terminal_configuration

CONFIGURATION = "etc/mosquitto/mosquitto.conf"
"""In the place of Debian's file (mosquitto.service(5))."""


def broker_files(site: Site, kiosk: str, agent: str, layout: Layout) -> Mapping[str, str]:
    """Path on the unit, without the first slash → text."""
    bridge = Bridge(site.site.id, kiosk, agent, controller_name(site), BROKER_PORT)
    return {
        CONFIGURATION: terminal_configuration(bridge, {}),
        str(layout.mosquitto / "acl").lstrip("/"): access_list(site.site.id, (kiosk, agent), {kiosk: agent}),
    }
