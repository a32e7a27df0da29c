"""What a technician runs on a unit is there: each command loads with the packages of that unit's own list, and no other."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[3] / "requirements"
EVERYWHERE = ("config", "device", "doctor", "enrol", "install", "kiosk", "renew", "screen", "setup-sheet", "uninstall", "upgrade")
"""On agents, terminals and screens; docs/technician.md tells to run them, or systemd does."""

ON_THE_SERVER = (
    "account",
    "audit",
    "backup",
    "config",
    "content",
    "contract",
    "doctor",
    "fit-rates",
    "forecast",
    "install",
    "paper",
    "privacy",
    "provision",
    "replace",
    "restore",
    "restore-drill",
    "retention",
    "simulate",
    "trust",
    "uninstall",
    "upgrade",
    "whatif",
)

ONLY_THESE = """
import importlib.abc, importlib.metadata, re, sys

def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()

allowed = set(sys.argv[2].split(","))
owners = importlib.metadata.packages_distributions()
hidden = {module for module, names in owners.items() if not {normal(name) for name in names} & allowed}

class Nowhere(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None

sys.meta_path.insert(0, Nowhere())
from tingtang.__main__ import load_command
for name in sys.argv[1].split(","):
    import argparse
    load_command(name).add_arguments(argparse.ArgumentParser())
"""


def packages(name: str) -> set[str]:
    """Names in a list of requirements, as PEP 503 compares them."""
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", one).lower() for one in found}


@pytest.mark.parametrize(("role", "commands"), [("agent", EVERYWHERE), ("kiosk", EVERYWHERE), ("controller", ON_THE_SERVER)])
def test_every_command_of_a_unit_loads_with_its_own_packages(role: str, commands: tuple[str, ...]) -> None:
    # The product itself, and what Python brings.
    allowed = packages(role) | {"tingtang", "pip", "setuptools"}
    assert ("fastapi" in allowed) == (role == "controller")
    line = [sys.executable, "-c", ONLY_THESE, ",".join(commands), ",".join(sorted(allowed))]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
