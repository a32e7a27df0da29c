"""Everything decided before anything is done: the machine looked at, the source trusted, the steps planned."""

from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

from api.process.layout import Layout, Role
from api.releases.manifest import Part
from tingtang.bundle.opened import (
    Bundle,
    BundleUnusable,
    MakerUnknown,
    OtherMaker,
    maker_key_of,
    open_bundle,
    trusted_key,
)
from tingtang.install.facts import Facts, look, unsuited
from tingtang.install.installed import installed_file, is_older
from tingtang.install.machine import CommandFailed, Machine
from tingtang.install.order import Order
from tingtang.install.plan import plan
from tingtang.install.product import Wheel
from tingtang.install.sources import NoProduct, product_wheel
from tingtang.install.staging import staged, target_of, targets_in
from tingtang.install.steps.base import Step
from tingtang.install.steps.files import File, Folder, Link
from tingtang.install.steps.release import Current, Release
from tingtang.install.words import Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line said."""

    roles: frozenset[Role]
    bundle: Path | None = None
    wheel: Path | None = None
    key: Path | None = None
    fingerprint: str | None = None
    read_only: bool = False
    older: bool = False
    """An older version may take the place of a newer one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything decided, nothing done."""

    machine: Machine
    facts: Facts
    order: Order
    steps: list[Step]
    bundle: Bundle | None = None


def prepare(machine: Machine, wanted: Wanted) -> Prepared:
    """
    Raises:
        Refused
    """
    facts = look_first(machine)
    roles = wanted.roles | (facts.installed.roles if facts.installed else frozenset())
    bundle = _trusted_bundle(machine, wanted) if wanted.bundle is not None else None
    order = _from_wheel(wanted.wheel, roles) if bundle is None else _from_bundle(bundle, facts, roles)
    order = replace(
        order,
        read_only=wanted.read_only or (facts.installed is not None and facts.installed.read_only),
        change_key=wanted.key is not None or wanted.fingerprint is not None,
    )
    if facts.running is not None and not wanted.older and is_older(order.version, facts.running):
        raise Refused("refused.older", running=facts.running, version=order.version)
    try:
        return Prepared(machine, facts, order, plan(facts, order), bundle)
    except (BadZipFile, FileNotFoundError) as error:
        raise Refused("refused.product", cause=f"{order.wheel_name}: {error}") from error


def removal(machine: Machine, *, purge: bool) -> list[Step]:
    """The steps whose taking back removes the product; with `purge` settings, keys and data too.

    Raises:
        Refused: nothing is installed there.
    """
    facts = look_first(machine)
    layout = Layout(machine.root)
    wheels = sorted(layout.current.resolve().glob("tingtang-*.whl")) if layout.current.exists() else []
    if facts.installed is None or not wheels:
        raise Refused("refused.nothing", root=machine.root)
    content = wheels[0].read_bytes()
    version = layout.current.resolve().name
    order = Order(facts.installed.roles, version, wheels[0].name, content, Wheel(content))
    steps = plan(facts, replace(order, read_only=facts.installed.read_only), purge=purge)
    # Taken back last: a removal that was cut short reads there what is left to take away.
    return [*(step for step in steps if _tells(step)), *(step for step in steps if not _tells(step))]


def _tells(step: Step) -> bool:
    """It is, or holds, what a removal starts from: the release with its files, and what the machine is."""
    layout = Layout()
    places = (layout.product, layout.releases, installed_file(layout))
    return isinstance(step, Release | Current | Link) or (isinstance(step, File | Folder) and step.path in places)


def look_first(machine: Machine) -> Facts:
    """
    Raises:
        Refused: there is no machine, or none that the product can be put on.
    """
    try:
        facts = look(machine)
    except (OSError, CommandFailed) as error:
        raise Refused("refused.noSystem", root=machine.root, file=error) from error
    if (problem := unsuited(facts)) is not None:
        raise Refused(problem.key, **problem.arguments)
    return facts


def _trusted_bundle(machine: Machine, wanted: Wanted) -> Bundle:
    folder = wanted.bundle
    assert folder is not None  # noqa: S101 (for the type checker: asked before)
    place = Layout(machine.root).release_key
    try:
        given = wanted.key.read_bytes() if wanted.key else None
        key = trusted_key(
            on_machine=place.read_bytes() if place.is_file() else None,
            given=given,
            told=wanted.fingerprint,
            in_bundle=maker_key_of(folder),
        )
        return open_bundle(folder, key)
    except OtherMaker as error:
        raise Refused("refused.fingerprint", fingerprint=error.fingerprint) from error
    except MakerUnknown as error:
        raise Refused("refused.keyUnknown", fingerprint=error.fingerprint) from error
    except (BundleUnusable, OSError) as error:
        raise Refused("refused.bundle", cause=error) from error


def _from_bundle(bundle: Bundle, facts: Facts, roles: frozenset[Role]) -> Order:
    if target_of(facts) not in targets_in(bundle.manifest):
        raise Refused("refused.target", title=facts.title, target=target_of(facts))
    try:
        file = bundle.product()
        content = bundle.read(file)
        site = {one.path.partition("/")[2]: bundle.read(one) for one in bundle.manifest.files if one.part is Part.SITE}
    except BundleUnusable as error:
        raise Refused("refused.bundle", cause=error) from error
    return Order(
        roles,
        bundle.manifest.version,
        file.name,
        content,
        Wheel(content),
        staged=staged(bundle.manifest, facts),
        release_key=bundle.maker,
        site=site,
    )


def _from_wheel(wheel: Path | None, roles: frozenset[Role]) -> Order:
    try:
        with product_wheel(wheel) as product:
            content = product.path.read_bytes()
            return Order(roles, product.version, product.path.name, content, Wheel(content))
    except (NoProduct, OSError) as error:
        raise Refused("refused.product", cause=error) from error
