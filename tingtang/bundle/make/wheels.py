"""Wheels of the pinned lists, for a machine that isn't this one."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from api.process.layout import Role
from tingtang.bundle.make.programs import call
from tingtang.bundle.make.target import Target
from tingtang.install.lists import LISTS

START_LIST = "install.txt"
"""What the installer itself needs on a bare machine."""


def download(lists: Sequence[Path], target: Target, out: Path, work: Path) -> None:
    """Every wheel that the lists name for this target, each by its hash. Nothing is built or run.

    Raises:
        CannotMake: a wheel isn't to be had.
    """
    out.mkdir(parents=True, exist_ok=True)
    for path in lists:
        fitting = work / f"{target.name}-{path.name}"
        fitting.write_text(for_target(path.read_text("utf-8"), target), "utf-8")
        platforms = [part for tag in target.platforms for part in ("--platform", tag)]
        digits = target.python.replace(".", "")
        call(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary", ":all:", "--require-hashes", "--implementation", "cp", "--python-version", target.python,
             "--abi", f"cp{digits}", "--abi", "abi3", "--abi", "none", *platforms,
             "--find-links", str(out), "--dest", str(out), "-r", str(fitting))  # fmt: skip


def for_target(pinned: str, target: Target) -> str:
    """A pinned list without what its markers leave out there. pip itself judges markers by the machine it runs on."""
    environment = {
        **{name: str(value) for name, value in default_environment().items()},
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": target.machine,
        "python_version": target.python,
        "python_full_version": f"{target.python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    kept = []
    for block in blocks(pinned):
        first, _, hashes = block.partition("\\\n")
        requirement = Requirement(first.strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            pin = first.split(";")[0].strip()
            kept.append(f"{pin} \\\n{hashes}")
    return "\n".join(kept) + "\n"


def blocks(pinned: str) -> list[str]:
    """Each package with its hashes."""
    return [block for block in re.split(r"\n(?=[A-Za-z0-9])", pinned.strip()) if block]


def pins(pinned: str) -> frozenset[tuple[str, str]]:
    """Name and version of every package of a list."""
    found = (Requirement(block.partition("\\\n")[0].strip()) for block in blocks(pinned))
    return frozenset((canonicalize_name(one.name), next(iter(one.specifier)).version) for one in found)


def pin_of(wheel: str) -> tuple[str, str]:
    """Name and version, from a wheel's file name."""
    project, version, _, _ = parse_wheel_filename(wheel)
    return str(project), str(version)


def remove_others(lists: Sequence[Path], folder: Path) -> None:
    """Wheels of an earlier run that no list names any more."""
    wanted = {pin for path in lists for pin in pins(path.read_text("utf-8"))}
    for path in folder.iterdir():
        if path.suffix != ".whl" or pin_of(path.name) not in wanted:
            path.unlink()


def roles_of_wheel(name: str, lists: Mapping[str, str]) -> tuple[Role, ...]:
    """Who needs a wheel; empty: everyone.

    Args:
        lists: file name in `requirements/` to content.
    """
    pin = pin_of(name)
    if START_LIST in lists and pin in pins(lists[START_LIST]):
        return ()
    found = tuple(role for role in Role if LISTS[role] in lists and pin in pins(lists[LISTS[role]]))
    return () if set(found) == set(Role) else found
