"""The first start of a unit on a card's picture: real cloud-init, real partitions, real file systems, in namespaces of their own.

    sudo .venv/bin/python -m tests.machine.first_boot
    sudo .venv/bin/python -m tests.machine.first_boot --bundle var/machine-install/bundle-bookworm   with a stick

A bare Debian is put on a picture of a card as Raspberry Pi OS divides it. cloud-init then reads the files that `tingtang
provision` made for one terminal, and the first start's script does every step that needs no network and no stick: it divides the
card, makes and mounts the data partition, puts settings and secrets in place, makes the passwords of the terminal's broker,
and the read-only root with its initramfs. Looked at twice: after the first run, and after a second one. Needs root and loop
devices; some two minutes.
"""

import argparse
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.machine.debian import BuildFailed, Inside, copy_tree, make_base, remove_tree, run
from tingtang.provision.secrets_folder import Secrets
from tingtang.provision.site import load_site
from tingtang.provision.units import Unit, units_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER, MACHINE = ROOT / "var" / "first-boot", ROOT / "var" / "machine"
SITE = ROOT / "firmware_configs" / "sites" / "example-county" / "site.toml"
GUEST = Path(__file__).parent / "guest" / "first_boot.sh"
NODE = "kiosk-03"
PACKAGES = ("cloud-init", "fdisk", "mosquitto", "sudo")
CARD_BYTES = 16_000_000_000
MIB, SECTOR = 1024**2, 512
ROOT_MIB = 4500
"""Of the root as the image brings it."""
CAP_SYS_RESOURCE = 24
CODE, PERSON_KEY = "tt1.kiosk-03-link.invented.invented.abcd", "ab" * 32


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def unit(bundle: Path | None) -> Unit:
    """With a bundle its maker's key goes onto the card, as a hall's own site file names it."""
    site = load_site(SITE)
    if bundle is not None:
        site = site.model_copy(update={"site": site.site.model_copy(update={"release_key": bundle / "release-key.pub"})})
    secrets = Secrets({"person-key": PERSON_KEY}, {"kiosk-03-link": CODE})
    return next(one for one in units_of(site, secrets) if one.node == NODE)


def build(log: Path, bundle: Path | None) -> Path:
    """A picture of a card with a bare Debian that starts for the first time."""
    card = FOLDER / "card.img"
    base = make_base(MACHINE, MACHINE / "debs", log, say)
    root = FOLDER / "root"
    if not (root / "usr/bin/cloud-init").exists():
        say(f"installing {', '.join(PACKAGES)} into a copy of it")
        copy_tree(base, root, log)
        with Inside(root, log) as inside:
            inside.run("apt-get", "-qq", "update")
            inside.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *PACKAGES)
    one = unit(bundle)
    seed, start = root / "var/lib/cloud/seed/nocloud", root / "boot/firmware"
    for folder in (seed, start):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, text in one.boot.items():
        for folder in (start,) if "/" in name or name.endswith(".txt") else (seed, start):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    (root / "etc/cloud/cloud.cfg.d/99-test.cfg").write_text("datasource_list: [NoCloud, None]\n")
    lines = "LABEL=rootfs / ext4 defaults,noatime 0 1\nLABEL=bootfs /boot/firmware vfat defaults 0 2\n"
    (root / "etc/fstab").write_text(lines)
    card.unlink(missing_ok=True)
    with card.open("wb") as file:
        file.truncate(CARD_BYTES)
    subprocess.run(["sfdisk", "-q", card], input=f"label: dos\n,512MiB,c\n,{ROOT_MIB}MiB,83\n".encode(), check=True)
    say("writing it onto the picture of a card")
    offset = (1 + 512) * MIB
    run("mkfs.ext4", "-q", "-F", "-L", "rootfs", "-d", root, "-E", f"offset={offset}", card, f"{ROOT_MIB}M", log=log)
    return card


def inside_card(card: Path, mount: Path, what: str, bundle: Path | None = None) -> str:
    """Run a part of the guest script in the card's own system, without any network; what it said."""
    loop = subprocess.run(["losetup", "--find", "--show", card], capture_output=True, text=True, check=True).stdout.strip()
    try:
        subprocess.run(["partx", "--add", loop], check=True)
        line = [
            "unshare",
            "--mount",
            "--net",
            "--uts",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            str(GUEST),
            loop,
            str(mount),
            what,
            *([str(bundle)] if bundle else []),
        ]
        done = subprocess.run(line, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    finally:
        subprocess.run(["partx", "--delete", loop], check=False, capture_output=True)
        subprocess.run(["losetup", "--detach", loop], check=True)
    if done.returncode != 0:
        raise BuildFailed(f"{what} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def expect(what: str, *, holds: bool) -> None:
    say(f"{'well' if holds else 'NOT'}: {what}")
    if not holds:
        raise BuildFailed(what)


def may_grow() -> bool:
    """Growing a mounted ext4 takes a right that containers often lack (capabilities(7), 24)."""
    found = re.search(r"^CapEff:\s*([0-9a-f]+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    return found is not None and bool(int(found[1], 16) >> CAP_SYS_RESOURCE & 1)


def look(said: str) -> None:
    """Compare what the guest reports with what a unit must have."""
    facts = dict(re.findall(r"^FACT ([a-z-]+)=(.*)$", said, re.MULTILINE))
    expect(
        "three partitions: start, 8 GiB of system, the rest for data", holds=facts.get("partitions", "").split()[1:2] == ["8G"]
    )
    expect("the data partition is mounted at /data, and four folders lie on it", holds=facts.get("mounts") == "5")
    if may_grow():
        expect("the system's file system has grown to its partition", holds=int(facts.get("root-mib", "0")) > 7_500)
    else:
        say("not seen: whether the system's file system grows; this machine lets nobody do that (CAP_SYS_RESOURCE)")
    expect("the account that signs in by key is there", holds=facts.get("technician") == "yes")
    expect(
        "secrets are root's alone, and nothing of them is left on the start partition",
        holds=facts.get("secrets") == "600 600 none",
    )
    expect("the terminal's broker has two hashed passwords, each process its own", holds=facts.get("passwords") == "2 yes")
    expect("the controller is found without a name server", holds=facts.get("hosts") == "10.20.0.10")
    expect("overlayroot is set, busybox and overlay are in the initramfs", holds=facts.get("initramfs") == "yes yes yes")
    expect("the start partition is mounted for reading only from now on", holds=facts.get("start") == "defaults,ro")
    if "product" in facts:
        expect("the product was installed from the stick, its units enabled", holds=facts["product"] == "enabled enabled enabled")
        expect("it reads the settings that were made for this unit", holds=facts["reads"] == "3")
    expect("nothing secret in cloud-init's own copies", holds=facts.get("copies") == "none")


def main() -> int:
    if os.geteuid() != 0:
        print("needs root: loop devices and mounts", file=sys.stderr)
        return 2
    if subprocess.run(["blkid", "-L", "tingtang-data"], capture_output=True, check=False).returncode == 0:
        print("a data partition is attached to this machine already; detach it first: it isn't touched", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(description="the first start of a unit, on a card's picture")
    parser.add_argument("--bundle", type=Path, help="folder made by `tingtang bundle`")
    bundle = parser.parse_args().bundle
    bundle = bundle.resolve() if bundle else None
    FOLDER.mkdir(parents=True, exist_ok=True)
    log, mount = FOLDER / "log", FOLDER / "mnt"
    mount.mkdir(exist_ok=True)
    try:
        card = build(log, bundle)
        began = time.monotonic()
        inside_card(card, mount, "cloud-init")
        say(f"cloud-init has read the files ({time.monotonic() - began:.0f} s)")
        began = time.monotonic()
        inside_card(card, mount, "first-boot", bundle)
        say(f"the first start's steps are done ({time.monotonic() - began:.0f} s)")
        first = inside_card(card, mount, "report", bundle)
        look(first)
        inside_card(card, mount, "first-boot", bundle)
        again = inside_card(card, mount, "report", bundle)
        expect("a second run changes no setting, secret or partition", holds=again == first)
        mode = stat.S_IMODE(card.stat().st_mode)
        say(f"card of {card.stat().st_blocks * SECTOR // MIB} MiB on the disk (mode {mode:o})")
    except (BuildFailed, OSError, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        remove_tree(mount)
    return 0


if __name__ == "__main__":
    sys.exit(main())
