"""`screen.toml` of a hall screen: which page it shows."""

from typing import Any

from tingtang.provision.access import controller_name
from tingtang.provision.site import ScreenUnit, Site


def screen_document(site: Site, unit: ScreenUnit) -> dict[str, Any]:
    """The whole file. The screen's name is the node's: the hall misses a screen that doesn't say it shows calls."""
    scheme = "https" if "certificate_file" in site.controller.settings.get("http", {}) else "http"
    page = f"{scheme}://{controller_name(site)}:{site.controller.pages_port}/screen?id={unit.node}"
    return {"screen": {"url": page}}
