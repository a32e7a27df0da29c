"""`python -m tingtang.upgrade.settings_check KIND FILE`: does this release take a settings file of this machine?

The release before asks this of the one that shall replace it, so the module keeps its name. Each kind is read by its own part's
loader and by nothing else: a machine has the packages of its own roles only.
"""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from api.process.settings_file import ConfigurationError

LOADERS: Mapping[str, str] = {
    "agent": "drivers.agent.settings:load_settings",
    "kiosk": "kiosk.settings:load_settings",
    "controller": "hall_controller.settings:load_settings",
    "hall": "hall_controller.config:load_hall_config",
    "units": "hall_controller.units.settings:load_settings",
    "unit": "tingtang.trust.unit_settings:load_unit",
}


def loader_of(kind: str) -> Callable[[Path], Any]:
    module, _, name = LOADERS[kind].partition(":")
    loader: Callable[[Path], Any] = getattr(importlib.import_module(module), name)
    return loader


def main(arguments: Sequence[str]) -> int:
    """0: it does; 1: it doesn't, and says why. A kind that this release doesn't know is no fault: it reads no such file."""
    kind, file = arguments
    if kind not in LOADERS:
        return 0
    try:
        loader_of(kind)(Path(file))
    except ConfigurationError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
