"""Does what was prepared: alone on the machine, with room on the disk, from checked copies."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.process.layout import Layout
from api.process.units import BROKER
from tingtang.bundle.opened import BundleUnusable, copy_checked
from tingtang.install.executor import Outcome, Tell, execute, look_at, take_back
from tingtang.install.facts import SYSTEMD_MARK
from tingtang.install.machine import REAL_ROOT, UMASK, Inside, Machine
from tingtang.install.preparing import Prepared
from tingtang.install.staging import files_to_stage, staged_path
from tingtang.install.steps.base import Step
from tingtang.install.words import Refused
from tingtang.upgrade.lock import Busy, only_one

MOUNTS = Path("/proc/self/mounts")
ANY = frozenset(range(256))
"""Whatever a program ends with."""
MEGABYTE = 1_000_000
UNPACKED = 4
"""590 MB of packed files for hall and terminal, their copies and what they unpack to came to 1.9 GB (measured, Debian 12)."""
ASSUMED_BYTES = 500 * MEGABYTE
"""Packed, where no list says how much will be brought."""


Room = Callable[[Path], int]


def disk_room(place: Path) -> int:
    """Free bytes of the disk that a folder is on."""
    return shutil.disk_usage(place).free


def machine_at(root: Path) -> Machine:
    whole = root.resolve()
    return Machine(whole, Inside(whole), systemd_runs=whole == REAL_ROOT and SYSTEMD_MARK.is_dir())


def look_whether_it_lasts(machine: Machine) -> None:
    """
    Raises:
        Refused: the root is thrown away at the next start.
    """
    if machine.root == REAL_ROOT and root_is_overlay(MOUNTS.read_text("utf-8")):
        raise Refused("refused.overlay")


def root_is_overlay(mounts: str) -> bool:
    """Args: mounts: as /proc/self/mounts holds them; the last of a place counts (proc(5))."""
    kinds = [fields[2] for line in mounts.splitlines() if len(fields := line.split()) > 2 and fields[1] == "/"]
    return bool(kinds) and kinds[-1] == "overlay"


def carry_out(ready: Prepared, tell: Tell, room: Room = disk_room) -> Outcome:
    """
    Args:
        room: asks for the free bytes of a folder's disk.

    Raises:
        Refused: the bundle isn't what its list says.
        Stopped
    """
    stage = staged_path(ready.machine.root)
    if not look_at(ready.steps, ready.machine).done:
        # Of a run that was cut off at its very end.
        shutil.rmtree(stage, ignore_errors=True)
        return execute(ready.steps, ready.machine, tell)
    look_whether_it_lasts(ready.machine)
    before = os.umask(UMASK)
    try:
        with _alone(ready.machine):
            return _staged_run(ready, stage, tell, room)
    finally:
        os.umask(before)


def _staged_run(ready: Prepared, stage: Path, tell: Tell, room: Room) -> Outcome:
    try:
        if ready.bundle is not None:
            files = files_to_stage(ready.bundle.manifest, ready.facts, ready.order.all_roles)
            look_for_room(ready.machine.root, sum(file.size for file in files), room)
            try:
                stage.mkdir(mode=0o700, parents=True, exist_ok=True)
                copy_checked(ready.bundle, files, stage)
            except (BundleUnusable, OSError) as error:
                raise Refused("refused.bundle", cause=error) from error
        else:
            look_for_room(ready.machine.root, ASSUMED_BYTES, room)
        outcome = execute(ready.steps, ready.machine, tell)
        if ready.machine.systemd_runs:
            # Both read their files again at the next start in any case.
            ready.machine.run("systemctl", "daemon-reload", ok=ANY)
            ready.machine.run("udevadm", "control", "--reload", ok=ANY)
        return outcome
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _alone(machine: Machine) -> Iterator[None]:
    """Neither another installation nor an upgrade at the same time."""
    try:
        with only_one(Layout(machine.root).upgrade):
            yield
    except Busy as error:
        raise Refused("refused.busy") from error
    except OSError as error:
        raise Refused("refused.disk", cause=error) from error


def look_for_room(root: Path, brought: int, room: Room) -> None:
    """
    Args:
        brought: bytes of the packed files.

    Raises:
        Refused: the disk would be full before the installation ends.
    """
    needed, free = brought * UNPACKED, room(root)
    if free < needed:
        raise Refused("refused.full", folder=root, free=free // MEGABYTE, needed=needed // MEGABYTE)


def remove(steps: list[Step], machine: Machine, tell: Tell) -> Outcome:
    """
    Raises:
        Refused: an installation or upgrade is under way.
        Stopped
    """
    with _alone(machine):
        outcome = take_back(steps, machine, tell)
    if machine.systemd_runs:
        machine.run("systemctl", "daemon-reload", ok=ANY)
        # Debian's settings are back.
        machine.run("systemctl", "try-restart", BROKER, ok=ANY)
    return outcome


def need_root() -> None:
    """
    Raises:
        Refused: this isn't an administrator.
    """
    if os.geteuid() != 0:
        raise Refused("refused.notRoot")
