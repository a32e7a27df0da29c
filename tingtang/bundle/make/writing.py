"""The signed list of a bundle's files, and what a bare machine starts with."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from api.process.layout import Role
from api.releases.manifest import MANIFEST, SIGNATURE, Manifest, Part, ReleaseFile, wheel_fits
from api.releases.signature import public_of, sign
from tingtang.bundle.make.wheels import START_LIST, roles_of_wheel
from tingtang.bundle.opened import MAKER_KEY
from tingtang.install.facts import ARCHITECTURES
from tingtang.install.lists import LISTS

FOLDERS = {
    "product": Part.PRODUCT,
    "wheels": Part.WHEEL,
    "requirements": Part.REQUIREMENTS,
    "debian": Part.DEBIAN,
    "models": Part.MODEL,
    "fonts": Part.FONT,
    "clips": Part.CLIP,
    "site": Part.SITE,
}
START = "install.sh"
SUMS = "start.sha256"
"""Hashes of what `install.sh` uses before Python is there, for sha256sum(1); signed too."""


def write_list(folder: Path, version: str, secret: bytes, now: datetime) -> Manifest:
    """Sign what lies in `folder`.

    Args:
        secret: the maker's key, PEM.
        now: with a time zone.

    Raises:
        KeyUnusable: `secret` isn't such a key.
        OSError
    """
    (folder / MAKER_KEY).write_bytes(public_of(secret))
    sums = _sums(folder)
    (folder / SUMS).write_bytes(sums)
    (folder / f"{SUMS}.sig").write_bytes(sign(sums, secret))
    lists = {path.name: path.read_text("utf-8") for path in sorted((folder / "requirements").glob("*.txt"))}
    files = tuple(_file(path, folder, lists) for path in _listed(folder))
    manifest = Manifest(version=version, made_at=now.astimezone(UTC).isoformat(timespec="seconds"), files=files)
    data = manifest.to_bytes()
    (folder / MANIFEST).write_bytes(data)
    (folder / SIGNATURE).write_bytes(sign(data, secret))
    return manifest


def _listed(folder: Path) -> list[Path]:
    own = {folder / MANIFEST, folder / SIGNATURE}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path not in own)


def _file(path: Path, folder: Path, lists: Mapping[str, str]) -> ReleaseFile:
    inside = path.relative_to(folder)
    part = FOLDERS.get(inside.parts[0], Part.TOOL) if len(inside.parts) > 1 else Part.TOOL
    machines: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    if part is Part.WHEEL:
        machines, pythons = wheel_fits(path.name)
        roles = roles_of_wheel(path.name, lists)
    elif part is Part.DEBIAN:
        machines = (ARCHITECTURES[inside.parts[1].rpartition("-")[2]],)
    elif part is Part.REQUIREMENTS:
        roles = tuple(role for role in Role if LISTS[role] == path.name)
    return ReleaseFile(
        path=inside.as_posix(),
        sha256=_digest(path),
        size=path.stat().st_size,
        part=part,
        roles=roles,
        machines=machines,
        pythons=pythons,
    )


def _sums(folder: Path) -> bytes:
    """Packages of every system, wheels, the installer's list, the product: sha256sum's lines."""
    start = folder / "requirements" / START_LIST
    files = [*sorted(folder.glob("debian/*/*")), *sorted(folder.glob("wheels/*")), *sorted(folder.glob("product/*")), start]
    return "".join(f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files).encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
