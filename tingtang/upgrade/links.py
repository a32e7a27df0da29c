"""The links that say which release runs: each changes in one step, so there is always exactly one."""

import os
from pathlib import Path

from hall_controller.releases.shelf import sync_folder

NEXT = ".next"


def point(link: Path, version: str, releases: Path) -> None:
    """Let `link` name this release, by a path relative to its own folder: it holds in an image as well.

    Raises:
        OSError: the disk refuses it.
    """
    if version_of(link) == version:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    following = link.with_name(link.name + NEXT)
    following.unlink(missing_ok=True)
    following.symlink_to(os.path.relpath(releases / version, link.parent))
    following.replace(link)
    sync_folder(link.parent)


def remove(link: Path) -> None:
    link.unlink(missing_ok=True)
    sync_folder(link.parent)


def version_of(link: Path) -> str | None:
    """The release that a link names; None where there is no link."""
    return link.readlink().name if link.is_symlink() else None
