"""Debian packages: from the machine's own archives, or from a verified folder without any network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tingtang.install.facts import installed_packages
from tingtang.install.machine import Machine

POLICY = Path("/usr/sbin/policy-rc.d")
FORBIDDEN = "#!/bin/sh\nexit 101\n"
"""Debian policy 9.3.3: services of new packages aren't started. A broker with Debian's settings would take our port."""


@dataclass(frozen=True, slots=True)
class DebianPackages:
    """`archive`: folder with packages and their index, as the machine sees it; None: the machine's own archives."""

    names: tuple[str, ...]
    archive: Path | None = None

    @property
    def title(self) -> str:
        return f"Debian packages {' '.join(self.names)}"

    def is_done(self, machine: Machine) -> bool:
        return set(self.names) <= installed_packages(machine) and not _left_behind(machine)

    def do(self, machine: Machine) -> None:
        here = installed_packages(machine)
        missing = [name for name in self.names if name not in here]
        with _own_archive(machine, self.archive) as options, _nothing_starts(machine):
            # A power cut may have left packages half set up; apt refuses everything until they are whole.
            machine.run("dpkg", "--configure", "-a")
            if not missing:
                return
            machine.run("apt-get", *options, "update", "-qq")
            machine.run("apt-get", *options, "install", "-y", "-qq", "--no-install-recommends", *missing)

    def undo(self, machine: Machine) -> str | None:
        there = sorted(set(self.names) & installed_packages(machine))
        return f"Debian packages, which others may use, kept: {' '.join(there)}" if there else None


@contextmanager
def _own_archive(machine: Machine, archive: Path | None) -> Iterator[list[str]]:
    """apt's options for asking this folder and nobody else, with state of its own. Every package in it was checked by hash."""
    if archive is None:
        yield ["-o", "Acquire::Retries=3"]
        return
    state = archive.parent / "apt"
    inside = machine.path(state)
    (inside / "lists/partial").mkdir(parents=True, exist_ok=True)
    (inside / "sources.list").write_text(f"deb [trusted=yes] file:{archive} ./\n", "utf-8")
    options = {
        "Dir::Etc::SourceList": str(state / "sources.list"),
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": str(state / "lists"),
        "Acquire::Languages": "none",
        # The folder is root's alone; apt's unprivileged downloader has nothing to download.
        "APT::Sandbox::User": "root",
    }
    yield [part for name, value in options.items() for part in ("-o", f"{name}={value}")]


@contextmanager
def _nothing_starts(machine: Machine) -> Iterator[None]:
    policy = machine.path(POLICY)
    if policy.exists() and not _left_behind(machine):
        yield
        return
    policy.write_text(FORBIDDEN, "ascii")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def _left_behind(machine: Machine) -> bool:
    """A run was cut off while packages were installed: with our policy still there no package's service would ever start."""
    policy = machine.path(POLICY)
    return policy.is_file() and policy.read_bytes() == FORBIDDEN.encode()
