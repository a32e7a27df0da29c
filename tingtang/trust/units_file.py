"""`units.toml` as `tingtang trust init` writes it."""

from collections.abc import Sequence

import tomli_w

from hall_controller.units.settings import UnitsSettings


def units_text(site: str, names: Sequence[str]) -> str:
    """
    Raises:
        ValueError: the site or the names aren't valid.
    """
    settings = UnitsSettings(site=site, names=tuple(names))
    return tomli_w.dumps(settings.model_dump(mode="json", include={"site", "names", "host", "port"}))
