"""Every file of every unit, read by whoever will read it: the product's own loaders with the real drivers, the firmware's keys,
udev's rules. Nothing is opened and nothing is started.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from api.process.layout import Layout
from api.process.settings_file import ConfigurationError
from drivers.agent.fleet import check_fleet
from drivers.agent.settings import load_settings as load_agent
from hall_controller.config import load_hall_config
from hall_controller.settings import load_settings as load_controller
from hall_controller.units.settings import load_settings as load_units
from kiosk.settings import load_settings as load_kiosk
from tingtang.provision.firmware_keys import cmdline_problems, config_problems
from tingtang.provision.udev_rules import rule_problems
from tingtang.provision.units import Unit
from tingtang.screen.settings import load_settings as load_screen
from tingtang.trust.unit_settings import load_unit

USER_DATA_HEAD = "#cloud-config\n"
"""Without it cloud-init takes the file for something else and does nothing."""


NOT_INSTALLED = "driver.missingLibrary"
"""Reason of a driver whose library this machine hasn't got: a hall's server drives nothing itself."""

LOADERS: Mapping[str, Callable[[Path], object]] = {
    "agent.toml": load_agent,
    "kiosk.toml": load_kiosk,
    "controller.toml": load_controller,
    "hall.toml": load_hall_config,
    "units.toml": load_units,
    "unit.toml": load_unit,
    "screen.toml": load_screen,
}


def problems(units: Iterable[Unit], unseen: set[str]) -> Iterator[str]:
    """Each in words, with unit and file. `unseen` is given the kinds of devices that can't be looked at on this machine."""
    with TemporaryDirectory(prefix="tingtang-provision-") as folder:
        for unit in units:
            for problem in unit_problems(unit, Path(folder) / unit.node, unseen):
                yield f"{unit.node}: {problem}"


def unit_problems(unit: Unit, folder: Path, unseen: set[str]) -> Iterator[str]:
    """`folder`: to write its settings into."""
    settings = Layout(folder).settings
    settings.mkdir(parents=True)
    for path, text in unit.system.items():
        name = Path(path).name
        if name in LOADERS:
            found = list(_loaded(settings / name, text))
            yield from found
            if name == "agent.toml" and not found:
                yield from _driven(settings / name, unseen)
        elif name.endswith(".rules"):
            yield from rule_problems(text, name)
    yield from boot_problems(unit.boot)


def _loaded(path: Path, text: str) -> Iterator[str]:
    path.write_text(text, "utf-8")
    try:
        LOADERS[path.name](path)
    except ConfigurationError as error:
        yield f"{path.name}: {str(error).removeprefix(f'{path}: ').strip()}"


def _driven(path: Path, unseen: set[str]) -> Iterator[str]:
    """All devices with their real drivers and profiles; where one is wrong, each by itself: one hides no other."""
    settings = load_agent(path)
    devices = settings.devices
    with suppress(ConfigurationError):
        check_fleet(settings, path.parent)
        devices = ()
    for device in devices:
        try:
            check_fleet(settings.model_copy(update={"devices": (device,)}), path.parent)
        except ConfigurationError as error:
            if getattr(error.__cause__, "reason", "") == NOT_INSTALLED:
                unseen.add(device.kind)
            else:
                yield f"{path.name}: {str(error).strip()}"


def boot_problems(boot: Mapping[str, str]) -> Iterator[str]:
    """Of the start partition's files."""
    if "config.txt" in boot:
        yield from config_problems(boot["config.txt"])
        yield from cmdline_problems(boot["cmdline.txt"])
    if not boot["user-data"].startswith(USER_DATA_HEAD):
        yield "user-data: must begin with #cloud-config"
    for name in ("user-data", "network-config", "meta-data"):
        try:
            document = yaml.load(boot[name], yaml.CSafeLoader)
        except yaml.YAMLError as error:
            yield f"{name}: isn't YAML: {error}"
        else:
            if not isinstance(document, dict):
                yield f"{name}: isn't a table"
