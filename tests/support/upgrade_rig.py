"""A unit in a folder: releases as small trees, services that are as well as the release they run says."""

import hashlib
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from api.process.layout import Layout, Role
from api.releases.manifest import MANIFEST, SIGNATURE, Manifest, Part, ReleaseFile
from api.releases.orders import Trouble, Wanted
from api.releases.signature import new_key, public_of, sign
from tingtang.upgrade.gate import ServiceLook
from tingtang.upgrade.links import point, version_of
from tingtang.upgrade.ports import Clock, UnitFacts
from tingtang.upgrade.removing import remove_release
from tingtang.upgrade.source import FolderSource
from tingtang.upgrade.trouble import Failed
from tingtang.upgrade.upgrader import Upgrader

OLD, NEW = "1.0.0", "1.1.0"
POWER = "tests.power"
"""Raised as an audit event wherever else than at the disk power may fail."""
LIKE_EACH_OTHER_S = 3
"""After so long one second of waiting is like the next."""
STAMP = "release.json"
BODY = "body.txt"
WELL, CRASHES, UNWELL, DIES_LATER = "well", "crashes", "unwell", "diesLater"
"""How services are with a release."""


def make_bundle(folder: Path, version: str, secret: bytes, nature: str = WELL, size: int = 3000) -> Path:
    """A signed release whose product says how its services will be."""
    contents = {
        f"product/tingtang-{version}-py3-none-any.whl": (nature.encode() + b"\n" + version.encode() * size, Part.PRODUCT, ()),
        "wheels/common-1.0-py3-none-any.whl": (b"common" * size, Part.WHEEL, ()),
        "wheels/arm-1.0-cp311-cp311-manylinux_2_28_aarch64.whl": (b"arm" * size, Part.WHEEL, ("aarch64",)),
        "debian/mosquitto.deb": (b"deb" * size, Part.DEBIAN, ()),
    }
    files = []
    for path, (content, part, machines) in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        files.append(
            ReleaseFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content), part=part, machines=machines)
        )
    signed = Manifest(version=version, made_at="2026-01-05T08:00:00Z", files=tuple(files)).to_bytes()
    (folder / MANIFEST).write_bytes(signed)
    (folder / SIGNATURE).write_bytes(sign(signed, secret))
    return folder


@dataclass
class TreeMaker:
    """Releases as two files each; the stamp comes last, as the installer's does."""

    layout: Layout
    places: list[str] = field(default_factory=list)
    in_place: str = OLD
    """Whose units lie in the system's folders."""
    refuses: Trouble | None = None
    made_of: frozenset[str] = frozenset()
    """All that was fetched for the last one."""

    def is_made(self, version: str) -> bool:
        return (self.layout.release(version) / STAMP).is_file()

    def make(self, manifest: Manifest, files: tuple[ReleaseFile, ...], folder: Path) -> None:
        self.made_of = frozenset(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        release = self.layout.release(manifest.version)
        remove_release(release, STAMP)
        release.mkdir(parents=True)
        product = next(file for file in files if file.part is Part.PRODUCT)
        (release / BODY).write_bytes((folder / product.path).read_bytes())
        (release / STAMP).write_text(manifest.version)

    def check(self, version: str) -> None:
        if self.refuses is not None:
            raise Failed(self.refuses, version)

    def place(self, version: str) -> bool:
        self.places.append(version)
        before, self.in_place = self.in_place, version
        return before != version

    def remove(self, version: str) -> None:
        remove_release(self.layout.release(version), STAMP)

    def versions(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self.layout.releases.iterdir()))


class Machine:
    """The unit's time and services. They take up the release that `current` names when they are started."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.now_s = 1000.0
        self.started_s = 0.0
        self.started: str | None = None
        self.restarts = 0
        self.busy = False
        self.nature = WELL

    def boot(self) -> None:
        """Power comes, or an upgrade restarts them."""
        self.started = version_of(self._layout.current)
        self.started_s = self.now_s
        release = self._layout.release(self.started or "none")
        assert (release / STAMP).is_file(), f"current names {self.started}, which isn't whole"
        self.nature = (release / BODY).read_bytes().split(b"\n")[0].decode()

    def restart(self) -> None:
        sys.audit(POWER, "restart")
        self.restarts += 1
        self.boot()

    def look(self) -> tuple[ServiceLook, ...]:
        up_s = self.now_s - self.started_s
        dies = self.nature == DIES_LATER and up_s > 20
        return (
            ServiceLook("tingtang-agent.service", active=True, well=True),
            ServiceLook(
                "tingtang-kiosk.service",
                active=self.nature != CRASHES and not dies,
                failed=self.nature == CRASHES and up_s > LIKE_EACH_OTHER_S,
                restarts=1 if dies else 0,
                well=self.nature != UNWELL,
            ),
        )

    def occupied(self) -> bool:
        return self.busy

    def sleep(self, seconds: float) -> None:
        if self.now_s < self.started_s + LIKE_EACH_OTHER_S:
            sys.audit(POWER, "sleep")
        self.now_s += seconds


class Rig:
    """One unit that runs `OLD`, and releases to be had."""

    def __init__(self, root: Path, secret: bytes | None = None) -> None:
        self._take(root)
        self.secret = secret or new_key()
        root.mkdir(parents=True, exist_ok=True)
        (root / "maker.key").write_bytes(self.secret)
        self.layout.settings.mkdir(parents=True)
        self.layout.release_key.write_bytes(public_of(self.secret))
        self._put_in_place(OLD)
        self.machine.boot()

    @classmethod
    def found(cls, root: Path) -> Self:
        """One that another process made."""
        rig = cls.__new__(cls)
        rig._take(root)
        rig.secret = (root / "maker.key").read_bytes()
        return rig

    def _take(self, root: Path) -> None:
        self.layout = Layout(root / "unit")
        self.bundles = root / "bundles"
        self.maker = TreeMaker(self.layout)
        self.machine = Machine(self.layout)

    def _put_in_place(self, version: str) -> None:
        release = self.layout.release(version)
        release.mkdir(parents=True)
        (release / BODY).write_text(f"{WELL}\n")
        (release / STAMP).write_text(version)
        for link in (self.layout.current, self.layout.proven):
            point(link, version, self.layout.releases)

    def bundle(self, nature: str = WELL, version: str = NEW) -> FolderSource:
        return FolderSource(make_bundle(self.bundles / f"{version}-{nature}", version, self.secret, nature))

    @property
    def facts(self) -> UnitFacts:
        return UnitFacts(self.layout, frozenset({Role.AGENT, Role.KIOSK}), "x86_64", "3.11", "100000003d1d1a2b")

    def upgrader(self) -> Upgrader:
        """A new process: what it knows is on the disk."""
        clock = Clock(lambda: self.machine.now_s, self.machine.sleep)
        return Upgrader(self.facts, self.maker, self.machine, clock)

    def link(self, name: str) -> str | None:
        return version_of(self.layout.product / name)


def order(number: int = 1, version: str = NEW, **more: object) -> Wanted:
    return Wanted.model_validate({"version": version, "order": f"R1-{number}", "switch": True, "gate_s": 60, **more})
