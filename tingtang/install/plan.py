"""From a machine's facts and an order to the list of steps. No step looks at the machine here; nothing is changed."""

from pathlib import Path

from api.process.layout import Layout, Role
from api.process.units import enabled
from tingtang.install.facts import Facts
from tingtang.install.installed import Installed, installed_file
from tingtang.install.lists import list_for
from tingtang.install.order import Order
from tingtang.install.packages import packages_of
from tingtang.install.steps.accounts import Accounts, accounts_in
from tingtang.install.steps.assets import Assets, MadeAssets
from tingtang.install.steps.base import Step
from tingtang.install.steps.debian import DebianPackages
from tingtang.install.steps.files import File, FirstFile, Folder, Link
from tingtang.install.steps.release import Current, Release, fingerprint_of
from tingtang.install.steps.units import Enabled
from tingtang.install.unit_roles import BROKER_FOLDER, JOURNAL_FOLDER, belongs

LAYOUT = Layout()
UNITS = Path("/etc/systemd/system")
PLACES = {
    "sysusers.d": Path("/etc/sysusers.d"),
    "tmpfiles.d": Path("/etc/tmpfiles.d"),
    "journald.conf.d": Path("/etc/systemd/journald.conf.d"),
}
"""Folders of `systemd/` that have a place of their own; every other one is a unit's drop-ins."""
UNIT_SUFFIXES = (".service", ".timer", ".target", ".path", ".socket", ".mount", ".slice")
UDEV = Path("/etc/udev/rules.d")
UDEV_RULES = "firmware_configs/udev/70-tingtang.rules"
COMMAND = Path("/usr/local/bin/tingtang")
MARK_DIGITS = 8
"""Of a fingerprint, in the name of a second release of the same version (PEP 440, local version)."""
BROKER_FILE = Path("/etc/mosquitto/mosquitto.conf")
HALL_BROKER = "firmware_configs/mosquitto/tingtang.conf"
SITE = "site"
"""Folder of the hall's file, from which `tingtang provision` makes every unit's files."""
EXAMPLES = "firmware_configs/examples"


def plan(facts: Facts, order: Order, *, purge: bool = False) -> list[Step]:
    """In the order they are to be done. `facts` must be of a machine that isn't `unsuited`.

    Args:
        purge: the steps will be taken back, with settings, keys and data.
    """
    release = _release(facts, order)
    return [
        _packages(facts, order),
        *_folders(purge),
        *_system_files(order),
        *_accounts(order, purge),
        *_data(order, purge),
        release,
        Current(release.version),
        Link(COMMAND, str(LAYOUT.current / "venv/bin/tingtang")),
        *_assets(order),
        *_settings(order),
        *_enabled(order),
        # Never set aside: with a power cut in between nobody would know what the machine is.
        File(installed_file(LAYOUT), Installed(order.roles, order.read_only).to_bytes(), aside=False),
    ]


def _packages(facts: Facts, order: Order) -> Step:
    roles = frozenset(role.value for role in order.all_roles)
    names = packages_of(roles, facts.release, read_only=order.read_only)
    return DebianPackages(tuple(names), order.staged.packages if order.staged else None)


def _folders(purge: bool) -> list[Step]:
    return [
        Folder(LAYOUT.product, whole=True),
        Folder(LAYOUT.releases),
        Folder(LAYOUT.settings, whole=purge),
        Folder(LAYOUT.secrets, 0o700, keep=not purge, whole=purge),
        Folder(LAYOUT.identity, 0o700, keep=not purge, whole=purge),
        Folder(LAYOUT.data, keep=not purge, whole=purge),
    ]


def _system_files(order: Order) -> list[Step]:
    steps: list[Step] = []
    for name in order.product.names("systemd"):
        inside = name.removeprefix("systemd/")
        place = system_place(inside)
        if place is not None and belongs(inside, order.all_roles, read_only=order.read_only):
            steps.append(File(place, order.product.read(name)))
    if order.all_roles & {Role.AGENT, Role.KIOSK}:
        steps.append(File(UDEV / Path(UDEV_RULES).name, order.product.read(UDEV_RULES)))
    return steps


def system_place(inside: str) -> Path | None:
    """Where a file of `systemd/` belongs; None for what isn't systemd's, such as a page that describes them."""
    folder, _, name = inside.rpartition("/")
    if not folder:
        return UNITS / name if name.endswith(UNIT_SUFFIXES) else None
    if folder in (BROKER_FOLDER, JOURNAL_FOLDER):
        return PLACES.get(folder, UNITS / folder) / "tingtang.conf"
    if folder in PLACES:
        return PLACES[folder] / name
    return UNITS / folder / name if folder.endswith(".d") else None


def _accounts(order: Order, purge: bool) -> list[Step]:
    steps: list[Step] = []
    for name in order.product.names("systemd/sysusers.d"):
        accounts = accounts_in(order.product.read(name).decode())
        if accounts:
            steps.append(Accounts(PLACES["sysusers.d"] / Path(name).name, accounts, owns_data=not purge))
    return steps


def _data(order: Order, purge: bool) -> list[Step]:
    known = {account for step in _accounts(order, purge) if isinstance(step, Accounts) for account in step.names}
    roles = sorted(role for role in order.all_roles if role.account in known)
    return [Folder(LAYOUT.data_of(role), 0o700, role.account, keep=not purge, whole=purge) for role in roles]


def _release(facts: Facts, order: Order) -> Release:
    name = list_for(order.all_roles)
    lists = {name: order.product.read(f"requirements/{name}")}
    print_of = fingerprint_of(order.wheel, lists)
    taken = facts.releases.get(order.version, print_of) != print_of
    # A release that runs is never made anew under its own feet: other content of the same version goes beside it.
    version = f"{order.version}+{print_of[:MARK_DIGITS]}" if taken else order.version
    return Release(version, order.wheel_name, order.wheel, lists, order.staged.wheels if order.staged else None)


def _assets(order: Order) -> list[Step]:
    wanted = {"clips": MadeAssets(LAYOUT.clips, ("drivers.speaker.clips",), ("manifest.json",))}
    if Role.KIOSK in order.roles:
        fonts = ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", "own-supplement.txt")
        wanted["fonts"] = MadeAssets(LAYOUT.fonts, ("kiosk.theme.fonts",), fonts)
        models = ("face_detection_yunet_2023mar.onnx", "face_recognition_sface_2021dec.onnx")
        wanted["models"] = MadeAssets(LAYOUT.models, ("tingtang", "models", "fetch"), models, needed=False)
    if not order.all_roles & {Role.CONTROLLER, Role.AGENT}:
        return []
    staged = order.staged
    return [
        Assets(step.folder, dict(staged.assets[kind]), staged.asset_folder(kind)) if staged and staged.assets.get(kind) else step
        for kind, step in wanted.items()
    ]


def _settings(order: Order) -> list[Step]:
    """Examples under names that no service reads: a unit must not join a hall under an example's name."""
    steps: list[Step] = []
    if order.release_key is not None:
        place, key = LAYOUT.release_key, order.release_key
        steps.append(File(place, key, aside=False) if order.change_key else FirstFile(place, key))
    if Role.CONTROLLER in order.roles:
        # A terminal's is its own: `tingtang provision` or `tingtang kiosk broker` writes it.
        steps.append(File(BROKER_FILE, order.product.read(HALL_BROKER)))
        steps += [FirstFile(LAYOUT.settings / SITE / name, content) for name, content in sorted(order.site.items())]
    for role in sorted(order.all_roles):
        names = order.product.names(f"{EXAMPLES}/{role.value}")
        steps += [File(LAYOUT.settings / f"{Path(name).name}.example", order.product.read(name), aside=False) for name in names]
    return steps


def _enabled(order: Order) -> list[Step]:
    there = {name.removeprefix("systemd/") for name in order.product.names("systemd")}
    return [Enabled(unit) for unit in enabled(sorted(order.all_roles)) if unit in there]
