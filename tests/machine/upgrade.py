"""A real installation makes its next release ready, without any network: real wheels, a real environment, nothing changed over.

    python -m tests.machine.upgrade --bundle DIR --key FILE --base var/machine-install/base-bookworm

`--bundle` and its maker's secret `--key` are of `tingtang bundle`; `--base` is a bare Debian in a folder, only read: what
is written goes into an overlay below `var/upgrade`. Changing over and going back need a running systemd: `make machine-test`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine.next_release import next_release
from tingtang.bundle.opened import MAKER_KEY
from tingtang.install.sources import build_wheel

TOP = Path(__file__).parents[2]
WORK = TOP / "var/upgrade"
VERSION = "0.1.1"


class Failed(Exception):
    """Something isn't as it should be."""


@contextmanager
def overlay(lower: Path) -> Iterator[Path]:
    """`lower` with all that is written to it kept elsewhere."""
    root = WORK / "root"
    folders = {name: WORK / name for name in ("upper", "work")}
    for folder in (root, *folders.values()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    options = f"lowerdir={lower.resolve()},upperdir={folders['upper']},workdir={folders['work']}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, root], check=True)
    try:
        yield root
    finally:
        subprocess.run(["umount", root], check=True)


def install(root: Path, bundle: Path) -> None:
    """An agent's machine, from the bundle alone."""
    command = [sys.executable, "-m", "tingtang", "install", "agent", "--root", root, "--bundle", bundle]
    # In this test the stick is trusted: who made it has just been named.
    command += ["--key", bundle / MAKER_KEY, "--language", "en"]
    done = subprocess.run(["unshare", "-n", *command], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"not installed:\n{(done.stdout + done.stderr)[-2000:]}")


def here(root: Path, bundle: Path) -> dict[str, object]:
    """`tingtang upgrade here … --dry-run` in a name space without a network; its report."""
    command = [sys.executable, "-m", "tingtang", "upgrade", "--root", root, "here", bundle, "--dry-run", "--json"]
    done = subprocess.run(["unshare", "-n", *command], cwd=TOP, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        raise Failed(f"no report:\n{done.stderr[-2000:]}")
    told: dict[str, object] = json.loads(done.stdout)
    return told


def must(told: dict[str, object], **wanted: str) -> None:
    if {name: told.get(name) for name in wanted} != wanted:
        raise Failed(f"wanted {wanted}, got {told}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bundle", "key", "base"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    product = build_wheel(TOP, WORK)
    bundle = next_release(arguments.bundle, WORK / "bundle", VERSION, arguments.key.read_bytes(), product=product)
    with overlay(arguments.base) as root:
        begun_s = time.monotonic()
        install(root, arguments.bundle)
        print(f"`tingtang install agent --bundle`: {time.monotonic() - begun_s:.0f} s", flush=True)
        before = (root / "opt/tingtang/current").readlink().name
        for title in ("makes the next release ready", "again"):
            begun_s = time.monotonic()
            must(here(root, bundle), outcome="ready", version=before, trouble="")
            print(f"{title}: {time.monotonic() - begun_s:.0f} s", flush=True)
        speaks = ["chroot", root, f"/opt/tingtang/releases/{VERSION}/venv/bin/tingtang", "upgrade", "--help"]
        subprocess.run(speaks, check=True, stdout=subprocess.DEVNULL)
        print(f"{VERSION} speaks; {before} still runs", flush=True)
        settings = root / "etc/tingtang/agent.toml"
        settings.write_text("[colour]\nred = 1\n", "utf-8")
        told = here(root, bundle)
        must(told, outcome="failed", version=before, trouble="settingsRefused")
        print(f"settings with an unknown key are refused: {told['detail']}", flush=True)
        settings.unlink()
        damaged = next((bundle / "product").glob("*.whl"))
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
        shutil.rmtree(root / "opt/tingtang/releases" / VERSION)
        must(here(root, bundle), outcome="failed", version=before, trouble="badFile")
        print("a damaged bundle is refused", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
