"""The example county, rendered once for all tests of this folder."""

from pathlib import Path

import pytest

from tingtang.provision.secrets_folder import Secrets
from tingtang.provision.site import Site, load_site
from tingtang.provision.units import Unit, units_of

SITE_FILE = Path(__file__).parents[3] / "firmware_configs" / "sites" / "example-county" / "site.toml"
CODE, PERSON_KEY = "tt1.kiosk-03-link.invented", "ab" * 32
SECRETS = Secrets({"person-key": PERSON_KEY}, {"kiosk-03-link": CODE})


@pytest.fixture(scope="session")
def county() -> Site:
    return load_site(SITE_FILE)


@pytest.fixture(scope="session")
def units(county: Site) -> dict[str, Unit]:
    """By node, with secrets for one terminal."""
    return {unit.node: unit for unit in units_of(county, SECRETS)}
