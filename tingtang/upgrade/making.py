"""Releases on an installed machine: made and put in place by the installer's own steps, so both ways end in the same."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from api.process.layout import Layout, Role
from api.releases.manifest import Manifest, Part, ReleaseFile
from api.releases.orders import Trouble
from tingtang.install.facts import installed_packages, look
from tingtang.install.installed import STAMP, Installed, installed_file
from tingtang.install.lists import list_for
from tingtang.install.machine import CommandFailed, Machine, StepFailed
from tingtang.install.order import Order
from tingtang.install.plan import plan
from tingtang.install.product import Wheel
from tingtang.install.steps.accounts import Accounts, account_numbers
from tingtang.install.steps.base import Step
from tingtang.install.steps.debian import DebianPackages
from tingtang.install.steps.files import File, FirstFile, Folder
from tingtang.install.steps.release import LISTS, Release
from tingtang.install.steps.units import Enabled
from tingtang.upgrade.fetching import file_hash
from tingtang.upgrade.removing import remove_release
from tingtang.upgrade.trouble import Failed

VERSION_QUESTION = "from api.process.version import product_version; print(product_version())"
SETTINGS_CHECK = "tingtang.upgrade.settings_check"
SETTINGS_ROLES = (Role.CONTROLLER, Role.UNITS, Role.AGENT, Role.KIOSK)
PLACED = (File, FirstFile, Folder, Enabled)
"""Steps of an installation that an upgrade does as well."""


@dataclass(frozen=True, slots=True)
class InstalledMaker:
    """Args: machine: this one, or the root of one. installed: what it is."""

    machine: Machine
    installed: Installed

    @property
    def _layout(self) -> Layout:
        return Layout(self.machine.root)

    def versions(self) -> tuple[str, ...]:
        folder = self._layout.releases
        return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()

    def is_made(self, version: str) -> bool:
        try:
            stamp = json.loads((self._layout.release(version) / STAMP).read_bytes())
        except (OSError, ValueError):
            return False
        return isinstance(stamp, dict) and stamp.get("version") == version

    def remove(self, version: str) -> None:
        remove_release(self._layout.release(version), STAMP)

    def make(self, manifest: Manifest, files: tuple[ReleaseFile, ...], folder: Path) -> None:
        for file in files:
            path = folder / file.path
            if not path.is_file() or file_hash(path) != file.sha256:
                path.unlink(missing_ok=True)
                raise Failed(Trouble.BAD_FILE, f"{file.path}: not whole on this disk any more")
        product = [file for file in files if file.part is Part.PRODUCT]
        if len(product) != 1:
            raise Failed(Trouble.BAD_FILE, f"{len(product)} product wheels in the release, one is needed")
        content = (folder / product[0].path).read_bytes()
        order = Order(self.installed.roles, manifest.version, product[0].name, content, Wheel(content))
        lists = list_for(order.all_roles)
        requirements = {lists: order.product.read(f"{LISTS}/{lists}")}
        inside = Path("/") / (folder / "wheels").relative_to(self.machine.root)
        _done(Release(manifest.version, order.wheel_name, content, requirements, inside).do, self.machine)

    def check(self, version: str) -> None:
        # An upgrade fetches no Debian packages and makes no accounts: that is the installer's.
        if missing := self._missing(version):
            raise Failed(Trouble.NEEDS_INSTALLER, ", ".join(missing))
        said = self._ask(version, Trouble.NOT_MADE, "-c", VERSION_QUESTION).strip()
        # Behind a `+` the installer names what lies beside another release of the same version; the product doesn't know that.
        if said not in (version, version.partition("+")[0]):
            raise Failed(Trouble.NOT_MADE, f"asked for its version it says {said}")
        for kind, path in self._settings():
            self._ask(version, Trouble.SETTINGS_REFUSED, "-m", SETTINGS_CHECK, kind, path)

    def place(self, version: str) -> bool:
        changed = False
        for step in self._steps(version):
            if isinstance(step, PLACED) and not step.is_done(self.machine):
                _done(step.do, self.machine)
                changed = True
        return changed

    def _steps(self, version: str) -> list[Step]:
        """Of an installation of this release, but for the list of what is installed, which doesn't change."""
        wheels = sorted(self._layout.release(version).glob("tingtang-*.whl"))
        if not wheels:
            raise Failed(Trouble.NO_RELEASE, f"{version} has no wheel of the product")
        content = wheels[0].read_bytes()
        order = Order(self.installed.roles, version, wheels[0].name, content, Wheel(content))
        steps = plan(look(self.machine), replace(order, read_only=self.installed.read_only))
        kept = installed_file(Layout())
        return [step for step in steps if not (isinstance(step, File) and step.path == kept)]

    def _missing(self, version: str) -> list[str]:
        """Debian packages and accounts that this release needs and the machine hasn't."""
        steps = self._steps(version)
        packages, accounts = installed_packages(self.machine), account_numbers(self.machine)
        wanted = [name for step in steps if isinstance(step, DebianPackages) for name in step.names if name not in packages]
        return wanted + [name for step in steps if isinstance(step, Accounts) for name in step.names if name not in accounts]

    def _settings(self) -> list[tuple[str, str]]:
        """Kind and path, as the machine sees it, of each settings file that is there."""
        inside, here = Layout(), self._layout
        files = [(role.value, inside.settings_of(role), here.settings_of(role)) for role in SETTINGS_ROLES]
        files += [("hall", inside.hall, here.hall), ("unit", inside.unit, here.unit)]
        return [(kind, str(path)) for kind, path, seen in files if seen.is_file()]

    def _ask(self, version: str, trouble: Trouble, *question: str) -> str:
        try:
            return self.machine.run(str(Layout().release(version) / "venv/bin/python"), "-I", *question)
        except CommandFailed as error:
            raise Failed(trouble, _said(error)) from error


def _done(do: Callable[[Machine], None], machine: Machine) -> None:
    try:
        do(machine)
    except StepFailed as error:
        raise Failed(Trouble.NOT_MADE, _said(error)) from error


def _said(error: StepFailed) -> str:
    """The last words of a program that failed; what was asked of it stands in two lines before."""
    lines = str(error).splitlines()
    said = lines[2:] if isinstance(error, CommandFailed) else lines
    return " / ".join(said[-2:] or lines[-1:])
