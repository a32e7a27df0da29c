"""The whole bundle, part after part. What a cut-off run has brought already is used again."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from api.process.layout import Role
from api.releases.manifest import Manifest
from kiosk.theme.fonts import FontsMissing, extract_fonts
from kiosk.vision.model_list import all_models
from tingtang.bundle.make import debian, wheels
from tingtang.bundle.make.programs import CannotMake, call
from tingtang.bundle.make.target import Target
from tingtang.bundle.make.wheels import START_LIST
from tingtang.bundle.make.writing import START, write_list
from tingtang.install.lists import EVERYTHING, LISTS
from tingtang.install.packages import packages_of
from tingtang.install.product import running_tree
from tingtang.install.sources import NoProduct, product_wheel
from tingtang.model_fetch.fetch import Result, fetch

START_SOURCE = Path(__file__).parents[1] / START


@dataclass(frozen=True, slots=True)
class Recipe:
    """What shall be in it."""

    targets: tuple[Target, ...]
    roles: frozenset[Role]
    secret: bytes = field(repr=False)
    """The maker's key, PEM."""
    site: Path | None = None
    """The hall's own files; left out: none."""
    wheel: Path | None = None
    """Of the product; left out: of what runs here."""
    models: tuple[Path, ...] = ()
    """Folders where models may lie already."""


def make(recipe: Recipe, out: Path, now: datetime, say: Callable[[str], None]) -> Manifest:
    """
    Raises:
        CannotMake: the text says what to do.
        OSError: `out` can't be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    work = out.with_name(f"{out.name}.work")
    work.mkdir(exist_ok=True)
    try:
        with product_wheel(recipe.wheel) as product:
            say(f"product {product.version}")
            _fresh(out / "product")
            shutil.copyfile(product.path, out / "product" / product.path.name)
            version = product.version
    except NoProduct as error:
        raise CannotMake(str(error)) from error
    lists = _lists(recipe.roles, out / "requirements")
    for target in recipe.targets:
        say(f"{target.name}: Python packages ({', '.join(path.name for path in lists)})")
        wheels.download(lists, target, out / "wheels", work)
        names = packages_of(frozenset(role.value for role in recipe.roles), target.release, read_only=True)
        say(f"{target.name}: {len(names)} Debian packages and all they need")
        folder = out / "debian" / target.name
        _fresh(folder)
        brought = debian.download(list(names), target, folder, work / f"apt-{target.name}")
        say(f"{target.name}: {len(brought)} Debian packages")
    wheels.remove_others(lists, out / "wheels")
    for folder in (out / "debian").iterdir():
        if folder.name not in {target.name for target in recipe.targets}:
            shutil.rmtree(folder)
    _assets(recipe, out, say)
    _site(recipe.site, out / "site")
    shutil.copyfile(START_SOURCE, out / START)
    manifest = write_list(out, version, recipe.secret, now)
    shutil.rmtree(work)
    return manifest


def _lists(roles: frozenset[Role], out: Path) -> list[Path]:
    """A machine of several roles takes the list of everything."""
    _fresh(out)
    names = {LISTS[role] for role in roles} | {START_LIST} | ({EVERYTHING} if len(roles) > 1 else set())
    product = running_tree()
    for name in names:
        (out / name).write_bytes(product.read(f"requirements/{name}"))
    return sorted(out.iterdir())


def _assets(recipe: Recipe, out: Path, say: Callable[[str], None]) -> None:
    if not recipe.roles & {Role.CONTROLLER, Role.AGENT, Role.KIOSK}:
        return
    say("voice clips")
    call(sys.executable, "-m", "drivers.speaker.clips", "--out", str(out / "clips"), cwd=running_tree().top)
    if Role.KIOSK not in recipe.roles:
        return
    say("type faces")
    try:
        extract_fonts(out / "fonts")
    except FontsMissing as error:
        raise CannotMake(str(error)) from error
    say("models, each by its hash")
    fetched = fetch(all_models().values(), out / "models", recipe.models, say, carriers=True)
    missing = [f"{one.model.name} ({one.origin})" for one in fetched if one.result is Result.MISSING]
    if missing:
        raise CannotMake(f"models are missing: {'; '.join(missing)}. Give a folder that holds them with --models")


def _site(source: Path | None, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    if source is None:
        return
    if source.is_dir():
        shutil.copytree(source, out)
    else:
        out.mkdir()
        shutil.copyfile(source, out / source.name)


def _fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
