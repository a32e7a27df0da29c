"""Installs the product into Debian systems made for it, as a technician would, and writes down what happened.

    make machine-install            (root, debootstrap and a network; five minutes)

1. From Debian's and Python's archives into a bare system: a dry run changes nothing, a run installs, a second changes nothing,
   removal keeps what is the hall's, removal with data leaves nothing.
2. From a bundle, in a name space without any network: a stranger's and a damaged bundle are refused, a good one installs a whole
   hall and terminal, again changes nothing.

Everything happens below `var/machine-install`; this machine itself isn't changed.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from api.releases.manifest import MANIFEST, SIGNATURE
from api.releases.signature import fingerprint, new_key
from tingtang.bundle.make.writing import SUMS, write_list
from tingtang.bundle.opened import MAKER_KEY
from tingtang.install.product import running_tree
from tingtang.install.sources import build_wheel

TOP = running_tree().top
WORK = TOP / "var/machine-install"
SUITES = ("bookworm", "trixie")
"""Debian 12 and 13."""
BASE_PACKAGES = "systemd,systemd-sysv,udev"
"""Beside debootstrap's smallest system: what every Debian server and Raspberry Pi OS has."""
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
IN_ROOT_AUTHORITIES = "/var/tmp/authorities.crt"
MODULES = ("hall_controller.program", "drivers.agent.program", "kiosk.program", "tingtang.upgrade", "tingtang.doctor.run")
TERMINAL_PARTS = """
import os
os.environ.update(SDL_VIDEODRIVER="offscreen", KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_HOME="/run/kivy")
os.makedirs("/run/kivy", exist_ok=True)
from kivy.config import Config
Config.set("graphics", "multisamples", "0")
from kivy.core.window import Window
assert Window is not None, "no window"
from kiosk.input_methods.handwriting import Handwriting
from kiosk.input_methods.pinyin import Pinyin
assert Handwriting().there and Pinyin().candidates("nihao")[0].text == "你好", "typing"
from kiosk.vision.model_list import all_models
import cv2, hashlib, pathlib
for model in all_models().values():
    if not model.installed_in:
        found = pathlib.Path("/opt/tingtang/models", model.name).read_bytes()
        assert hashlib.sha256(found).hexdigest() == model.sha256, model.name
from fontTools.ttLib import TTFont
assert TTFont("/opt/tingtang/fonts/NotoSansCJKsc-Regular.otf")["name"].getBestFamilyName() == "Noto Sans CJK SC"
"""
"""What only a terminal has: a window of Kivy's, typing, models by their listed hash, the simplified face of the type."""
NOT_HASHED = ("proc", "sys", "dev", "mnt", "run")


class Failed(Exception):
    """Something isn't as it should be."""


@dataclass(slots=True)
class Log:
    """Lines for the page, printed as they come."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        print(line, flush=True)
        self.lines.append(line)

    @contextmanager
    def timed(self, title: str) -> Iterator[list[str]]:
        remarks: list[str] = []
        begun_s = time.monotonic()
        yield remarks
        tail = f" {'; '.join(remarks)}" if remarks else ""
        self.say(f"| {title} | {time.monotonic() - begun_s:.0f} s |{tail} |")


def must(condition: object, what: str) -> None:
    """Raises Failed."""
    if not condition:
        raise Failed(what)


def call(*command: str | Path, code: int = 0, env: dict[str, str] | None = None) -> str:
    """What it said. Raises Failed when it ends otherwise."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=TOP,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode != code:
        raise Failed(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{said[-3000:]}")
    return said


def tingtang(*words: str | Path, code: int = 0) -> str:
    return call(sys.executable, "-m", "tingtang", *words, code=code, env={"PIP_CERT": IN_ROOT_AUTHORITIES})


def tree_hash(root: Path) -> str:
    """Of names, rights, owners, links and contents."""
    whole = hashlib.sha256()
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        if here == root:
            folders[:] = [name for name in folders if name not in NOT_HASHED]
        folders.sort()
        for path in [here, *(here / name for name in sorted(files))]:
            status = path.lstat()
            whole.update(f"{path.relative_to(root)} {status.st_mode:o} {status.st_uid} {status.st_gid}\n".encode())
            if path.is_symlink():
                whole.update(os.readlink(path).encode())
            elif path.is_file():
                whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def bare_system(log: Log, suite: str) -> Path:
    base = WORK / f"base-{suite}"
    if (base / "etc/os-release").is_file() and (base / "usr/bin/systemctl").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    with log.timed(f"a bare Debian ({suite}, debootstrap minbase, {BASE_PACKAGES})"):
        call("debootstrap", "--variant=minbase", f"--include={BASE_PACKAGES}", suite, base)
    return base


def copy_of(base: Path, name: str) -> Path:
    root = WORK / name
    shutil.rmtree(root, ignore_errors=True)
    call("cp", "-a", base, root)
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copyfile(AUTHORITIES, root / IN_ROOT_AUTHORITIES.lstrip("/"))
    (root / "mnt").mkdir(exist_ok=True)
    return root


def from_archives(log: Log, base: Path, wheel: Path) -> None:
    root = copy_of(base, "online")
    words = ("install", "agent", "--wheel", wheel, "--root", root, "--language", "en")
    before = tree_hash(root)
    with log.timed("`tingtang install agent --dry-run`") as remarks:
        said = tingtang(*words, "--dry-run")
        must(tree_hash(root) == before, "the dry run changed something")
        remarks.append(said.strip().splitlines()[-1])
    with log.timed("`tingtang install agent`") as remarks:
        remarks.append(last_of(tingtang(*words), "Installed:"))
    after = tree_hash(root)
    with log.timed("`tingtang install agent`, again") as remarks:
        remarks.append(last_of(tingtang(*words), "Nothing to do"))
        must(tree_hash(root) == after, "the second run changed something")
        remarks.append("the tree's hash is the same")
    with log.timed("the installed product speaks") as remarks:
        said = call("chroot", root, "tingtang", "install", "agent", "--dry-run", "--language", "en")
        remarks.append(said.strip().splitlines()[-1])
    (root / "etc/tingtang/agent.toml").write_text("# a technician's\n")
    (root / "var/lib/tingtang/agent/outbox.sqlite3").write_text("kept")
    with log.timed("`tingtang uninstall`") as remarks:
        call("chroot", root, "tingtang", "uninstall", "--language", "en")
        left = sorted(path.relative_to(root).as_posix() for path in root.rglob("*tingtang*") if "proc/" not in str(path))
        must((root / "etc/tingtang/agent.toml").exists(), "the settings are gone")
        must((root / "var/lib/tingtang/agent/outbox.sqlite3").exists(), "the data is gone")
        must(not (root / "opt/tingtang").exists(), "/opt/tingtang is still there")
        must(not list((root / "etc/systemd/system").rglob("tingtang*")), "units are still there")
        remarks.append(f"left: {', '.join(name for name in left if name.count('/') < 4)}")
    tingtang(*words)
    with log.timed("installed again; `tingtang uninstall --purge-data --yes`") as remarks:
        call("chroot", root, "tingtang", "uninstall", "--purge-data", "--yes", "--language", "en")
        left = [path for path in root.rglob("*tingtang*") if path.exists()]
        must(not left, f"still there: {left}")
        must("tingtang" not in (root / "etc/passwd").read_text(), "accounts are still there")
        remarks.append("nothing of ours is left, no account either")
    shutil.rmtree(root)


def without_network(log: Log, base: Path, wheel: Path, suite: str) -> None:
    key = WORK / "maker.key"
    if not key.exists():
        tingtang("bundle", "key", "--out", key)
    mark = fingerprint(key.with_name("maker.key.pub").read_bytes())
    bundle = WORK / f"bundle-{suite}"
    target = f"{suite}-amd64"
    with log.timed(f"`tingtang bundle make --target {target}`") as remarks:
        site = TOP / "firmware_configs/sites/example-county"
        words = ("--key", key, "--target", target, "--wheel", wheel, "--models", TOP / "var/assets/models", "--site", site)
        said = tingtang("bundle", "make", *words, "--out", bundle)
        remarks.append(last_of(said, "made ").partition(": ")[2])
    with log.timed("`tingtang bundle verify`") as remarks:
        said = tingtang("bundle", "verify", bundle, "--fingerprint", mark, "--language", "en")
        remarks.append(last_of(said, "The bundle").partition(", made by")[0])
    root = copy_of(base, "offline")
    with log.timed("no network in there") as remarks:
        said = in_root(root, bundle, "apt-get", "-o", "APT::Update::Error-Mode=any", "update", code=100)
        must("Temporary failure" in said or "Could not" in said, "there is a network")
        remarks.append("`apt-get update` reaches nobody")
    with log.timed("`install.sh kiosk` without a fingerprint") as remarks:
        said = in_root(root, bundle, "sh", "/mnt/install.sh", "kiosk", "--language", "en", code=1)
        must(mark in said, "the fingerprint isn't shown")
        must(not (root / "opt/tingtang").exists(), "something was installed")
        remarks.append("refused; shows the fingerprint to compare; nothing installed")
    with log.timed("`install.sh controller kiosk --fingerprint …`") as remarks:
        words = ("controller", "kiosk", "--fingerprint", mark, "--language", "en")
        remarks.append(last_of(in_root(root, bundle, "sh", "/mnt/install.sh", *words), "Installed:"))
    after = tree_hash(root)
    with log.timed("the same again") as remarks:
        said = in_root(root, bundle, "tingtang", "install", "controller", "kiosk", "--bundle", "/mnt", "--language", "en")
        remarks.append(last_of(said, "Nothing to do"))
        must(tree_hash(root) == after, "the second run changed something")
        remarks.append("the tree's hash is the same; the key came with the first installation")
    with log.timed("`systemd-analyze verify` of the installed units") as remarks:
        units = sorted(path.name for path in (root / "etc/systemd/system").glob("tingtang*") if path.is_file())
        said = in_root(root, bundle, "systemd-analyze", "verify", "--man=no", *units)
        must(not said.strip(), said)
        remarks.append(f"{len(units)} units, no word said")
    with log.timed("what is installed loads") as remarks:
        for module in (
            "hall_controller.program",
            "drivers.agent.program",
            "kiosk.program",
            "tingtang.upgrade",
            "tingtang.doctor",
        ):
            in_root(root, bundle, "/opt/tingtang/current/venv/bin/python", "-c", f"import {module}")
        remarks.append("controller, agent, kiosk, upgrade, doctor")
    with log.timed("what only a terminal has works") as remarks:
        in_root(root, bundle, "/opt/tingtang/current/venv/bin/python", "-c", TERMINAL_PARTS)
        remarks.append("a window (offscreen), pinyin, handwriting, models by hash, the simplified Chinese face")
    refused_bundles(log, root, bundle)


def refused_bundles(log: Log, root: Path, bundle: Path) -> None:
    """A machine that has a maker's key takes nobody else's bundle and no changed file."""
    after = tree_hash(root)
    for title, spoil in (("a changed package", change_package), ("a changed list", change_list), ("another maker", sign_anew)):
        copy = WORK / "bundle-spoiled"
        shutil.rmtree(copy, ignore_errors=True)
        call("cp", "-al", bundle, copy)
        spoil(copy)
        with log.timed(f"a bundle with {title}") as remarks:
            said = in_root(root, copy, "sh", "/mnt/install.sh", "screen", "--language", "en", code=1)
            must(tree_hash(root) == after, "something was changed")
            remarks.append(f"refused: {said.strip().splitlines()[-1]}")
        shutil.rmtree(copy)


def change_package(bundle: Path) -> None:
    change_a_bit(next((bundle / "debian").rglob("*.deb")))


def change_list(bundle: Path) -> None:
    change_a_bit(bundle / "start.sha256")


def change_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    # A new file: the old one is the good bundle's as well.
    path.unlink()
    path.write_bytes(content)


def sign_anew(bundle: Path) -> None:
    for name in (MANIFEST, SIGNATURE, SUMS, f"{SUMS}.sig", MAKER_KEY):
        (bundle / name).unlink()
    write_list(bundle, "0.1.0", new_key(), datetime.now(UTC))


def in_root(root: Path, bundle: Path, *command: str, code: int = 0) -> str:
    """A command inside, without any network, with the bundle at /mnt; both gone again with its name spaces."""
    script = 'mount --bind "$1" "$2/mnt" && mount -t proc proc "$2/proc" && root=$2 && shift 2 && exec chroot "$root" "$@"'
    bare = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
    clean = ["env", "-i", *(f"{name}={value}" for name, value in bare.items())]
    return call(*clean, "unshare", "--mount", "--net", "sh", "-c", script, "sh", bundle, root, *command, code=code)


def last_of(said: str, start: str) -> str:
    """Raises Failed: no line begins so."""
    found = [line for line in said.splitlines() if line.startswith(start)]
    if not found:
        raise Failed(f"nothing begins with {start!r} in:\n{said[-2000:]}")
    return found[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, help="write the table there as well")
    parser.add_argument("--suite", choices=SUITES, default=SUITES[0], help=f"which Debian (default: {SUITES[0]})")
    parser.add_argument("--only", choices=["archives", "bundle"], help="one half only")
    arguments = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        print("this needs root and debootstrap (apt-get install debootstrap)", file=sys.stderr)
        return 2
    WORK.mkdir(parents=True, exist_ok=True)
    log = Log()
    log.say("| what | time | outcome |")
    log.say("|---|---|---|")
    try:
        base = bare_system(log, arguments.suite)
        folder = WORK / "wheel"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        wheel = build_wheel(TOP, folder)
        if arguments.only != "bundle":
            from_archives(log, base, wheel)
        if arguments.only != "archives":
            without_network(log, base, wheel, arguments.suite)
    except Failed as failed:
        print(f"FAILED: {failed}", file=sys.stderr)
        return 1
    log.say("")
    machine = f"{os.cpu_count()} cores with a load of {os.getloadavg()[2]:.0f}, Linux {platform.release()}"
    log.say(f"{machine}, {time.strftime('%Y-%m-%d')}; all as it should be.")
    if arguments.log:
        arguments.log.write_text("\n".join(log.lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
