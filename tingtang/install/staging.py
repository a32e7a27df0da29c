"""What of a bundle this machine needs, and the checked copies of it that are installed."""

from collections.abc import Mapping
from pathlib import Path

from api.process.layout import Role
from api.releases.manifest import Manifest, Part, ReleaseFile, needed_files
from tingtang.install.facts import Facts
from tingtang.install.order import STAGE, Staged

ASSET_PARTS: Mapping[Part, str] = {Part.MODEL: "models", Part.FONT: "fonts", Part.CLIP: "clips"}
"""Each in a folder of this name."""


def target_of(facts: Facts) -> str:
    """Name of a system in bundles, such as `bookworm-arm64`."""
    return f"{facts.codename}-{facts.architecture}"


def targets_in(manifest: Manifest) -> set[str]:
    return {file.path.split("/")[1] for file in manifest.files if file.part is Part.DEBIAN}


def files_to_stage(manifest: Manifest, facts: Facts, roles: frozenset[Role]) -> list[ReleaseFile]:
    """In the list's order."""
    packages = f"debian/{target_of(facts)}/"
    runs = set(needed_files(manifest, roles, facts.machine, facts.python))
    return [
        file
        for file in manifest.files
        if file.path.startswith(packages) or file.part in ASSET_PARTS or (file in runs and file.part is Part.WHEEL)
    ]


def staged(manifest: Manifest, facts: Facts) -> Staged:
    """Where the copies will lie."""
    has_packages = target_of(facts) in targets_in(manifest)
    return Staged(
        packages=STAGE / "debian" / target_of(facts) if has_packages else None,
        wheels=STAGE / "wheels",
        assets={
            folder: {file.name: file.sha256 for file in manifest.files if file.part is part}
            for part, folder in ASSET_PARTS.items()
        },
    )


def staged_path(root: Path) -> Path:
    return root / STAGE.relative_to("/")
