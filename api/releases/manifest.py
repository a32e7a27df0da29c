"""What a release holds: one line for each file, with its hash. The list is signed; the files answer for themselves by hash.

The same folder is carried on a USB stick for a first installation and served by the controller for upgrades.
"""

import re
from collections import Counter
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.messages.words import Word
from api.process.layout import Role

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
FORMAT = 1
"""Raised only when an old reader would do something wrong."""
LARGEST_BYTES = 4 * 1024**3
"""Of one file: what a FAT32 stick holds."""
MANIFEST_MAX_BYTES = 8 * 1024**2
"""Some ten thousand files."""

Version = Annotated[str, Field(pattern=r"^[0-9][0-9A-Za-z.+!-]{0,47}$")]
"""Of a release, as PEP 440 writes it; names a folder, so it can hold no slash and can't be `..`."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_NAME = r"[0-9A-Za-z_][0-9A-Za-z_.+~%:@=-]*"
FilePath = Annotated[str, Field(pattern=rf"^{_NAME}(/{_NAME})*$", max_length=240)]
"""Below the release's folder: no name in it starts with a point, so none leads out of it."""


class Part(Word):
    """What a file is for."""

    PRODUCT = "product"
    """Tingtang itself, a wheel."""
    WHEEL = "wheel"
    """A Python package it needs."""
    REQUIREMENTS = "requirements"
    """Pinned list of packages, by role."""
    DEBIAN = "debian"
    """For a first installation without a network."""
    MODEL = "model"
    FONT = "font"
    CLIP = "clip"
    SITE = "site"
    TOOL = "tool"
    """What a bare machine starts with."""
    UNKNOWN = "unknown"
    """What only a newer version knows."""


RUNS = frozenset({Part.PRODUCT, Part.WHEEL, Part.REQUIREMENTS})
"""What makes a release run on a machine that is installed already."""


class ManifestError(Exception):
    """The list of files can't be used; the text says why."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReleaseFile(_Value):
    path: FilePath
    sha256: Sha256
    size: int = Field(ge=0, le=LARGEST_BYTES)
    """Bytes."""
    part: Part
    roles: tuple[str, ...] = ()
    """Who needs it (`Role`, or one that only a newer version knows); empty: everyone."""
    machines: tuple[str, ...] = ()
    """As `uname -m` says: `x86_64`, `aarch64`; empty: any."""
    pythons: tuple[str, ...] = ()
    """Such as `3.11`; empty: any."""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Manifest(_Value):
    format: int = Field(default=FORMAT, ge=1, le=FORMAT)
    version: Version
    made_at: str
    """UTC, ISO 8601."""
    files: tuple[ReleaseFile, ...]

    @model_validator(mode="after")
    def _each_file_once(self) -> Self:
        twice = [path for path, count in Counter(file.path for file in self.files).items() if count > 1]
        if twice:
            raise ValueError(f"{twice[0]} stands more than once")
        return self

    def to_bytes(self) -> bytes:
        """What is signed and written."""
        return self.model_dump_json(indent=1).encode() + b"\n"

    def file(self, path: str) -> ReleaseFile | None:
        return next((file for file in self.files if file.path == path), None)


def parse_manifest(data: bytes) -> Manifest:
    """
    Raises:
        ManifestError: it is no such list, or one that only a newer version understands.
    """
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise ManifestError(f"the list of a release's files isn't usable: {place}: {first['msg']}") from None


def needed_files(manifest: Manifest, roles: frozenset[Role], machine: str, python: str) -> tuple[ReleaseFile, ...]:
    """The files that make this release run on an installed machine, in the list's order.

    Args:
        roles: of the machine.
        machine: as `uname -m` says.
        python: such as `3.11`.
    """
    return tuple(
        file
        for file in manifest.files
        if file.part in RUNS
        and (not file.roles or not roles.isdisjoint(file.roles))
        and (not file.machines or machine in file.machines)
        and (not file.pythons or python in file.pythons)
    )


_WHEEL = re.compile(r"^.+-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl$")


def wheel_fits(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`machines` and `pythons` of a wheel, told from its file name (PyPA specification, binary distribution format).

    Raises:
        ManifestError: it is no wheel's name.
    """
    found = _WHEEL.match(name)
    if found is None:
        raise ManifestError(f"{name} isn't a wheel's file name")
    machines = tuple(machine for machine in ("x86_64", "aarch64") if found["platform"].endswith(machine))
    stable = found["abi"] in ("none", "abi3")
    versions = re.findall(r"cp3(\d+)", found["python"])
    return machines, () if stable else tuple(f"3.{minor}" for minor in versions)
