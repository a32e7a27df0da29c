"""Debian packages with all they depend on, for a machine that isn't this one.

apt works in a folder of its own with an empty list of installed packages, so the answer is complete whatever this machine has.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tingtang.bundle.make.programs import CannotMake, call
from tingtang.bundle.make.target import Target

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MAIN, SECURITY = "Debian", "Debian-Security"
"""Labels of the archives' Release files."""
FIELDS = ("Package", "Version", "Architecture", "Multi-Arch", "Essential", "Pre-Depends", "Depends", "Conflicts", "Breaks",
          "Replaces", "Provides", "Priority", "Section", "Maintainer", "Installed-Size", "Description")  # fmt: skip
"""What apt needs to know of a package (deb-control(5))."""


def download(packages: Sequence[str], target: Target, out: Path, work: Path) -> list[Path]:
    """Put the packages and their index `Packages` into `out`; apt's own files into `work`.

    Raises:
        CannotMake
    """
    options = _prepare(target, work)
    call("apt-get", *options, "update", "-qq")
    call("apt-get", *options, "install", "-y", "-qq", "--no-install-recommends", "--download-only", *packages)
    found = sorted((work / "var/cache/apt/archives").glob("*.deb"))
    if not found:
        raise CannotMake(f"apt brought no packages for {target.name}")
    out.mkdir(parents=True, exist_ok=True)
    brought = [path.replace(out / path.name) for path in found]
    (out / "Packages").write_text("\n".join(_entry(path) for path in brought), "utf-8")
    return brought


def archives(target: Target, here: str) -> list[str]:
    """Lines of sources.list(5), from the archives that this machine uses itself.

    Args:
        here: lines of label and address, as `apt-get indextargets` gives them.

    Raises:
        CannotMake: this machine uses no Debian archive.
    """
    known = dict(line.split("|", 1) for line in here.splitlines() if "|" in line)
    if MAIN not in known:
        raise CannotMake("this machine's apt knows no Debian archive; add one and run apt-get update")
    suites = [(known[MAIN], target.codename), (known[MAIN], f"{target.codename}-updates")]
    if SECURITY in known:
        suites.append((known[SECURITY], f"{target.codename}-security"))
    return [f"deb [signed-by={KEYRING}] {address} {suite} main" for address, suite in suites]


def _prepare(target: Target, work: Path) -> list[str]:
    for folder in ("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    status = work / "status"
    status.touch()
    here = call("apt-get", "indextargets", "--format", "$(LABEL)|$(REPO_URI)", "Created-By: Packages")
    (work / "etc/apt/sources.list").write_text("\n".join(archives(target, here)) + "\n", "utf-8")
    options = {
        "Dir": str(work),
        "Dir::State::status": str(status),
        "Dir::Etc::SourceParts": "/dev/null",
        "APT::Architecture": target.architecture,
        "APT::Architectures": target.architecture,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "true",
    }
    return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]


def _entry(path: Path) -> str:
    """One package in the index of a folder, as apt reads it."""
    # A file's fields already come folded as the index wants them.
    control = call("dpkg-deb", "--field", str(path), *FIELDS).strip()
    content = path.read_bytes()
    return f"{control}\nFilename: ./{path.name}\nSize: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n"
