import subprocess
import sys

import pytest

from drivers.core.errors import Misconfigured
from drivers.core.registry import BUS_CODECS, DRIVERS, load_bus_codec, load_driver


@pytest.mark.parametrize("kind", sorted(DRIVERS))
def test_every_kind_loads_and_says_its_kind(kind: str) -> None:
    driver = load_driver(kind)
    assert driver.kind == kind
    assert driver.commands
    assert driver.Config.model_config["extra"] == "forbid"


@pytest.mark.parametrize("kind", sorted(BUS_CODECS))
def test_every_bus_kind_loads(kind: str) -> None:
    assert load_bus_codec(kind).feed(b"") == []


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(Misconfigured, match="receipt-printer"):
        load_driver("telex")


def test_nothing_loads_before_it_is_used() -> None:
    """A Pi without pyserial or Pillow still runs what it has."""
    program = (
        "import sys, drivers.core.registry, drivers.core.links, drivers.core.worker;"
        "print([m for m in ('serial', 'PIL', 'escpos', 'drivers.speaker.driver') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
