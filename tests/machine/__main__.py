"""Debian in a folder, the product installed by `tingtang install`, a disk of it, booted in QEMU and looked at.

    make machine-test
    sudo .venv/bin/python -m tests.machine --only draws,cuts --cuts 3 --keep

Shows: the terminal draws on KMS, a touch works, a frozen screen is ended and back, the read-only root holds, the doctor's word,
how exposed the units are, upgrades and the way back, power cuts under load. Needs root, some 12 GB of disk, 3 GB of memory; with
KVM less than half an hour, without it about an hour. Everything stays in var/machine; QEMU, the mounts and the emulated devices
end with it.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.machine import checks, power_cuts, upgrading
from tests.machine.checks import Failed, Unit
from tests.machine.debian import BuildFailed, run
from tests.machine.devices import Devices, running_devices
from tests.machine.eyes import Eyes
from tests.machine.host import set_up
from tests.machine.orders import NoAnswer
from tests.machine.record import Record
from tests.machine.settings import HTTP_PORT
from tests.machine.unit import PANEL, PROJECT, ROTATION, UPRIGHT, Built, build
from tests.machine.vm import KERNEL_LINE, Hardware, Machine, has_kvm
from tingtang.machine_setup import CannotSetUp
from tingtang.ports import free_ports

WELL, PROBLEM, USAGE = 0, 1, 2
STEPS = ("up", "draws", "touch", "frozen", "root", "doctor", "hardened", "upgraded", "cuts")
WITHOUT_SCREEN = "".join(
    f" systemd.mask={name}"
    for name in (
        *("tingtang-kiosk.service", "tingtang-units.service", "timers.target", "chrony.service", "systemd-logind.service"),
        *("systemd-networkd-wait-online.service", "e2scrub_reap.service", "getty.target"),
    )
)
"""Of the emulated machine's power cuts: what the hall's records don't need takes the time that the load is to have."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.machine", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "machine", help="for images, logs and pictures")
    parser.add_argument("--only", default=",".join(STEPS), help=f"steps with commas between: {', '.join(STEPS)}")
    parser.add_argument("--cuts", type=int, default=power_cuts.CUTS, help="how many power cuts (default: %(default)s)")
    parser.add_argument("--log", type=Path, help="what it says, as a file too (default: machine-test.log in the folder)")
    parser.add_argument("--keep", action="store_true", help="use the disk that was built last")
    return parser.parse_args(arguments)


def last_built(folder: Path) -> Built:
    return Built(folder / "disk.img", folder / "boot" / "vmlinuz", folder / "boot" / "initrd.img")


async def look(record: Record, built: Built, folder: Path, steps: list[str], cuts: int) -> None:
    """Raises Failed, NoAnswer, AssertionError: the unit doesn't do what it must."""
    disk = folder / f"run-{os.getpid()}.img"
    # With its holes, or it would be seven gigabytes.
    run("cp", "--sparse=always", "--reflink=auto", built.disk, disk, log=folder / "build.log")
    with tempfile.TemporaryDirectory(prefix="tt-machine-") as name:
        scratch = Path(name)
        async with running_devices(scratch) as devices:
            try:
                if set(steps) != {"cuts"}:
                    await whole_unit(record, built, disk, scratch, devices, steps)
                if "cuts" in steps:
                    await cut_unit(record, built, disk, scratch, devices, cuts)
                # Of a run that failed it stays, to be looked into.
                disk.unlink()
            finally:
                shutil.copytree(scratch, folder / "last", dirs_exist_ok=True, ignore=shutil.ignore_patterns("qmp", "orders"))


async def whole_unit(record: Record, built: Built, disk: Path, scratch: Path, devices: Devices, steps: list[str]) -> None:
    (port,) = free_ports(1)
    width, height = PANEL
    hardware = Hardware(
        disk, built.kernel, built.initrd, width=width, height=height, ports={port: HTTP_PORT}, adapters=devices.adapters
    )
    machine = Machine(hardware, scratch)
    unit = Unit(machine, Eyes(machine, UPRIGHT, ROTATION), record)
    before = checks.root_digest(disk)
    shown: dict[str, Callable[[], Awaitable[None]]] = {
        "up": lambda: checks.comes_up(unit),
        "draws": lambda: checks.draws(unit, "first-picture"),
        "touch": lambda: _touches(unit),
        "frozen": lambda: checks.frozen_screen_comes_back(unit),
        "doctor": lambda: checks.is_well_by_doctor(unit),
        "hardened": lambda: checks.is_hardened(unit),
        "root": lambda: _root(unit),
        "upgraded": lambda: _upgraded(unit),
    }
    failures: list[str] = []
    try:
        record.say("power on")
        await machine.power_on()
        await machine.until_orders()
        for step in [step for step in shown if step in steps]:
            try:
                await shown[step]()
            except (Failed, NoAnswer, AssertionError) as failure:
                record.say(f"FAILED: {step}: {failure}")
                failures.append(step)
        await machine.power_off()
    finally:
        await machine.cut()
    if checks.root_digest(disk) != before:
        failures.append("root: the partition's bytes have changed")
    else:
        record.say(f"the root partition's bytes are the same as before (sha256 {before[:16]}…)")
    if failures:
        raise Failed("; ".join(failures))


async def _touches(unit: Unit) -> None:
    await checks.touch_leads_on(unit, "after-touch", by="panel")
    await checks.touch_leads_on(unit, "after-pointer", by="pointer")


async def _root(unit: Unit) -> None:
    await checks.root_is_locked(unit)
    await unit.machine.cut()
    await unit.machine.power_on()
    await unit.machine.until_orders()
    await checks.root_is_as_before(unit)


async def _upgraded(unit: Unit) -> None:
    await upgrading.upgrades_and_goes_back(unit)
    await upgrading.cut_in_mid_change(unit)


async def cut_unit(record: Record, built: Built, disk: Path, scratch: Path, devices: Devices, cuts: int) -> None:
    (port,) = free_ports(1)
    line = KERNEL_LINE if has_kvm() else KERNEL_LINE + WITHOUT_SCREEN
    hardware = Hardware(disk, built.kernel, built.initrd, ports={port: HTTP_PORT}, adapters=devices.adapters, kernel_line=line)
    machine = Machine(hardware, scratch)
    unit = Unit(machine, Eyes(machine, UPRIGHT, ROTATION), record)
    try:
        record.say(f"power on for {cuts} power cuts" + ("" if has_kvm() else "; the terminal's screen stays off"))
        await machine.power_on()
        await power_cuts.power_cuts(unit, port, devices.url, cuts)
        await machine.power_off()
    finally:
        await machine.cut()


def main(arguments: list[str] | None = None) -> int:
    chosen = parse(arguments)
    steps = chosen.only.split(",")
    if unknown := set(steps) - set(STEPS):
        print(f"python -m tests.machine: there is no step {', '.join(sorted(unknown))}", file=sys.stderr)
        return USAGE
    if os.geteuid() != 0:
        print("python -m tests.machine: needs root, for a Debian in a folder: sudo make machine-test", file=sys.stderr)
        return USAGE
    # Ended from outside it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(PROBLEM))
    record = Record(chosen.folder / "pictures")
    try:
        set_up(record)
        record.say("the machine is run by the processor (KVM)" if has_kvm() else "no KVM here: the machine is emulated, and slow")
        built = last_built(chosen.folder) if chosen.keep else build(chosen.folder, record)
        asyncio.run(look(record, built, chosen.folder, steps, chosen.cuts))
    except (CannotSetUp, BuildFailed, Failed, NoAnswer, AssertionError) as stop:
        record.say(f"FAILED: {stop}")
        return PROBLEM
    except BaseExceptionGroup as several:
        # Of the people in the hall, who live at the same time.
        record.say(f"FAILED: {'; '.join(map(repr, several.exceptions))}")
        return PROBLEM
    finally:
        record.save(chosen.log or chosen.folder / "machine-test.log")
    record.say("all well")
    return WELL


if __name__ == "__main__":
    sys.exit(main())
