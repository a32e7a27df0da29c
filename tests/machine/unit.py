"""Builds the unit under test: a bare Debian, the product by its own installer, this test's settings, and a disk of it all."""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from api.process.layout import Role
from tests.machine import image, settings, system
from tests.machine.debian import INSIDE_ENVIRONMENT, BuildFailed, Inside, copy_tree, make_base, run
from tests.machine.record import Record
from tests.machine.vm import has_kvm

PROJECT = Path(__file__).resolve().parents[2]
ROLES = (Role.CONTROLLER, Role.AGENT, Role.KIOSK)
PANEL = (1920, 1080) if has_kvm() else (1280, 720)
"""As it leaves the factory: pixels across and down. An emulated processor draws fewer."""
ROTATION = 90
"""It is mounted upright."""
UPRIGHT = (PANEL[1], PANEL[0])


@dataclass(frozen=True, slots=True)
class Built:
    """Everything QEMU needs."""

    disk: Path
    kernel: Path
    initrd: Path


def make_wheel(folder: Path, log: Path) -> Path:
    """The product as it is installed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, log=log, cwd=PROJECT)
    return next(folder.glob("*.whl"))


def build(folder: Path, record: Record) -> Built:
    """Raises BuildFailed: the text holds the last words of what failed, and where its log is."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildFailed(f"another machine test builds in {folder}") from error
        return _build(folder, record)


def _build(folder: Path, record: Record) -> Built:
    log = folder / "build.log"
    log.unlink(missing_ok=True)
    base = make_base(folder, folder / "debs", log, record.say)
    root, data = folder / "unit-root", folder / "unit-data"
    copy_tree(base, root, log)
    wheel = make_wheel(folder / "wheel", log)
    record.say(f"installing {', '.join(ROLES)} with `tingtang install`, from {wheel.name}")
    with Inside(root, log) as inside:
        install(inside, wheel, log)
        record.say("installed; a second run finds " + second_run(inside, wheel))
        system.write_system(root)
        system.write_test_line(root, *PANEL)
        if not has_kvm():
            record.say("no KVM here: services have longer to start, their watchdogs wait for 120 s, the panel is smaller")
            system.give_time(root)
        settings.write_settings(root, *UPRIGHT, ROTATION)
        settings.finish(inside)
        system.enable(inside)
        image.make_initramfs(inside)
    kernel, initrd = image.kernel_and_initrd(root, folder / "boot")
    image.split_data(root, data)
    disk = folder / "disk.img"
    image.make_disk(root, data, disk, log)
    record.say(f"disk of {disk.stat().st_size // image.MIB} MiB: root read-only, data partition beside it")
    return Built(disk, kernel, initrd)


def _installer(inside: Inside, wheel: Path) -> list[str]:
    roles = [role.value for role in ROLES]
    options = ["--wheel", str(wheel), "--root", str(inside.root), "--read-only", "--language", "en"]
    return [sys.executable, "-m", "tingtang", "install", *roles, *options]


def install(inside: Inside, wheel: Path, log: Path) -> None:
    run(*_installer(inside, wheel), log=log, env=INSIDE_ENVIRONMENT, cwd=PROJECT)


def second_run(inside: Inside, wheel: Path) -> str:
    """What the installer says when everything is there: its last line."""
    done = subprocess.run(
        _installer(inside, wheel),
        cwd=PROJECT,
        env={**os.environ, **INSIDE_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildFailed(f"the second run failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1]
