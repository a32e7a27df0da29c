"""A terminal's own broker: its configuration with the bridge to the hall's, and its access list.

Its passwords are made on the terminal itself (`tingtang install`): they mean nothing anywhere else.
"""

from collections.abc import Mapping

from api.messages.access import access_list
from api.process.layout import Layout
from tingtang.provision.site import Site


def broker_files(site: Site, kiosk: str, agent: str, layout: Layout) -> Mapping[str, str]:
    """Path on the unit, without the first slash → text."""
    rules = access_list(site.site.id, (kiosk, agent), {kiosk: agent})
    return {str(layout.mosquitto / "acl").lstrip("/"): rules}
