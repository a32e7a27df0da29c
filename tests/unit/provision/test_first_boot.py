"""The first start's script: it divides a card's picture, once, and its steps come in an order in which none needs a later one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tingtang.provision.units import Unit

SCRIPT = Path(__file__).parents[3] / "firmware_configs" / "cloud-init" / "first-boot.sh"
READ_ONLY = SCRIPT.parents[1] / "pi" / "readonly-root"
MIB, GIB, SECTOR = 1024**2, 1024**3, 512
CARD_BYTES, ROOT_BYTES = 16_000_000_000, 8 * GIB
SFDISK = shutil.which("sfdisk") or shutil.which("sfdisk", path="/usr/sbin:/sbin")


def card(path: Path, size: int = CARD_BYTES) -> Path:
    """As Raspberry Pi OS comes: a start partition, a small root, the rest of the card free."""
    with path.open("wb") as file:
        file.truncate(size)
    subprocess.run([SFDISK or "", "--quiet", path], input=b"label: dos\n,512MiB,c\n,2300MiB,83\n", check=True)
    return path


def parts(path: Path) -> list[tuple[int, int]]:
    """Start and size of each, bytes."""
    dump = subprocess.run([SFDISK or "", "--dump", path], capture_output=True, text=True, check=True).stdout
    return [(int(start) * SECTOR, int(size) * SECTOR) for start, size in re.findall(r"start= *(\d+), size= *(\d+)", dump)]


def divide(folder: Path, image: Path) -> subprocess.CompletedProcess[str]:
    (folder / "unit.env").write_text("NODE=kiosk-01\nROLES=kiosk\nREAD_ONLY=yes\nROOT_GIB=8\n")
    environment = {"TINGTANG_FIRST_BOOT": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    return subprocess.run(["sh", SCRIPT, "divide", image, "2"], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(SFDISK is None, reason="sfdisk isn't installed (Debian: fdisk)")
def test_the_root_grows_to_its_size_and_the_rest_becomes_a_partition(tmp_path: Path) -> None:
    image = card(tmp_path / "card.img")
    start = parts(image)[1][0]
    done = divide(tmp_path, image)
    assert done.returncode == 0, done.stderr
    boot, root, data = parts(image)
    assert boot == (MIB, 512 * MIB)
    assert root == (start, ROOT_BYTES)
    assert data[0] == root[0] + root[1]
    assert data[0] + data[1] > CARD_BYTES - 2 * MIB


@pytest.mark.skipif(SFDISK is None, reason="sfdisk isn't installed (Debian: fdisk)")
def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    image = card(tmp_path / "card.img")
    divide(tmp_path, image)
    before = parts(image)
    assert divide(tmp_path, image).returncode == 0
    assert parts(image) == before


@pytest.mark.skipif(SFDISK is None, reason="sfdisk isn't installed (Debian: fdisk)")
def test_a_card_that_is_too_small_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    image = card(tmp_path / "card.img", 4_000_000_000)
    before = parts(image)
    assert divide(tmp_path, image).returncode != 0
    assert parts(image) == before


def test_no_step_needs_a_later_one() -> None:
    found = re.search(r"\neverything\(\) \{\n(.*?)\n\}", SCRIPT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    steps = [line.strip() for line in found[1].split("\n")]
    before = ["start_partition", "accounts", "data_partition", "early_settings", "stick", "secrets", "product"]
    assert steps == [*before, "settings", "local_passwords", "clock", "enrol", "lock", "finish"]


def test_the_root_becomes_read_only_when_nothing_is_left_to_do() -> None:
    script = SCRIPT.read_text("utf-8")
    (last,) = re.findall(r"^LAST=(.*)$", script, re.MULTILINE)
    assert (READ_ONLY / last).is_file()
    assert '! -path "./$LAST"' in script, "the step before leaves it out: its initramfs takes a minute, in which power may fail"
    finish = re.search(r"\nfinish\(\) \{\n(.*?)\n\}", script, re.DOTALL)
    assert finish is not None
    assert [line.strip() for line in finish[1].split("\n")][-3:] == ["seal", 'say "done; starting anew"', "systemctl reboot"]


def test_power_that_fails_at_the_very_end_starts_nothing_anew(tmp_path: Path) -> None:
    here, lower, programs = tmp_path / "here", tmp_path / "lower", tmp_path / "programs"
    for folder in (here, programs, lower / here.relative_to("/")):
        folder.mkdir(parents=True)
    (here / "unit.env").write_text("NODE=kiosk-01\nROLES=kiosk\nREAD_ONLY=yes\nROOT_GIB=8\n")
    for name in ("mount", "mountpoint", "sync", "systemctl"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>"{tmp_path}/called"\n')
        program.chmod(0o755)
    environment = {"TINGTANG_FIRST_BOOT": str(here), "TINGTANG_LOWER": str(lower), "PATH": f"{programs}:/usr/bin:/bin"}
    done = subprocess.run(["sh", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # The mark is on the card itself, not in the layer in memory, and nothing else was done.
    assert (lower / here.relative_to("/") / "done").is_file()
    called = [line.strip() for line in (tmp_path / "called").read_text().splitlines()]
    assert called == [f"mountpoint -q {lower}", f"mount -o remount,rw {lower}", "sync", f"mount -o remount,ro {lower}"]


def test_a_shell_reads_it_whole() -> None:
    assert subprocess.run(["sh", "-n", SCRIPT], capture_output=True, check=False).stderr == b""


def test_it_is_told_what_it_asks_for(units: dict[str, Unit]) -> None:
    asked = set(re.findall(r"\$\{?(NODE|ROLES|READ_ONLY|ROOT_GIB|SITE|NAMES)\b", SCRIPT.read_text("utf-8")))
    for unit in units.values():
        told = unit.first["/usr/local/lib/tingtang-first-boot/unit.env"][0]
        names = {line.partition("=")[0]: line.partition("=")[2].strip('"') for line in told.splitlines()}
        assert set(names) == asked
        assert names["NODE"] == unit.node
    assert names["NAMES"] == "screen-3"


def test_the_read_only_roots_lines_are_fstab_lines() -> None:
    lines = (READ_ONLY / "fstab.tingtang").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    assert all(len(row) == 6 for row in rows)
    # Everything that is made or kept while a unit runs, and nothing else, outlives a power cut.
    assert {row[1] for row in rows} == {"/data", "/opt/tingtang", "/etc/tingtang", "/var/lib/tingtang", "/var/lib/chrony"}
    assert all("x-systemd.requires-mounts-for=/data" in row[3] for row in rows if "bind" in row[3])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd isn't installed")
def test_its_services_are_ones_that_systemd_takes() -> None:
    services = [SCRIPT.with_name("tingtang-first-boot.service"), *READ_ONLY.rglob("*.service")]
    done = subprocess.run(["systemd-analyze", "verify", *services], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "tingtang" in line] == []
    assert done.returncode == 0
