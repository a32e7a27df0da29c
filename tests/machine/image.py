"""The disk of the machine: a GPT with a root that is never written, and a data partition (`api.process.layout`)."""

import os
import shutil
from pathlib import Path

from api.process.layout import DATA_PARTITION_LABEL
from tests.machine.debian import Inside, remove_tree, run

ROOT_LABEL = "tingtang-root"
MIB = 2**20
ROOT_MIB, DATA_MIB = 2_560, 2_560
FIRST_MIB, LAST_MIB = 1, 1
"""Room for the partition table at both ends."""
ON_DATA = {"opt": "opt/tingtang", "etc": "etc/tingtang", "lib": "var/lib/tingtang", "chrony": "var/lib/chrony"}
"""Folder of the data partition → where it is mounted."""


def make_initramfs(inside: Inside) -> None:
    """Anew, since overlayroot and busybox go into it."""
    inside.run("update-initramfs", "-u", "-k", "all")


def kernel_and_initrd(root: Path, target: Path) -> tuple[Path, Path]:
    """Copied out of the root: QEMU starts them itself, as a Raspberry Pi's firmware does."""
    target.mkdir(parents=True, exist_ok=True)
    kernel, initrd = target / "vmlinuz", target / "initrd.img"
    shutil.copy(sorted((root / "boot").glob("vmlinuz-*"))[-1], kernel)
    shutil.copy(sorted((root / "boot").glob("initrd.img-*"))[-1], initrd)
    return kernel, initrd


def split_data(root: Path, data: Path) -> None:
    """What must outlive the read-only root moves to the data partition's folder, which lies on the same file system; empty
    folders stay as mount points.
    """
    remove_tree(data)
    data.mkdir(mode=0o755)
    for name, place in ON_DATA.items():
        source = root / place
        found = source.stat()
        # Owners and modes go along, which moving a folder to another file system would lose.
        source.rename(data / name)
        source.mkdir()
        source.chmod(found.st_mode & 0o7777)
        os.chown(source, found.st_uid, found.st_gid)


def make_disk(root: Path, data: Path, disk: Path, log: Path) -> None:
    """Raises BuildFailed: a tool failed, or a partition is too small."""
    parts = disk.parent / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    disk.unlink(missing_ok=True)
    total = FIRST_MIB + ROOT_MIB + DATA_MIB + LAST_MIB
    with disk.open("wb") as file:
        file.truncate(total * MIB)
    layout = parts / "layout"
    layout.write_text(
        f"label: gpt\nstart={FIRST_MIB}MiB, size={ROOT_MIB}MiB, name={ROOT_LABEL}\n"
        f"start={FIRST_MIB + ROOT_MIB}MiB, size={DATA_MIB}MiB, name={DATA_PARTITION_LABEL}\n"
    )
    run("sh", "-c", f"sfdisk --quiet '{disk}' < '{layout}'", log=log)
    start_mib = FIRST_MIB
    for label, folder, size_mib in ((ROOT_LABEL, root, ROOT_MIB), (DATA_PARTITION_LABEL, data, DATA_MIB)):
        part = parts / label
        run("mkfs.ext4", "-q", "-F", "-m", "1", "-L", label, "-d", folder, part, f"{size_mib}M", log=log)
        run(
            "dd", f"if={part}", f"of={disk}", "bs=1M", f"seek={start_mib}", "conv=notrunc,sparse", "status=none", log=log
        )  # fmt: skip
        part.unlink()
        start_mib += size_mib
    shutil.rmtree(parts)
