"""A Debian of its own in a folder (debootstrap), and commands inside it. Nothing of it runs as a service here."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

SUITE = "bookworm"
BASE = [
    *("systemd-sysv", "dbus", "udev", "kmod", "iproute2", "initramfs-tools", "busybox", "zstd", "ca-certificates", "e2fsprogs"),
    *("linux-image-amd64", "overlayroot", "python3", "python3-venv", "chrony"),
]
"""What a bare machine has before anything of ours: what the card of a Raspberry Pi brings, with a kernel for QEMU, and what
provisioning asks for (read-only root, time)."""
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
MOUNTS = ("proc", "sys", "dev", "dev/pts", "etc/ssl/certs")
"""The last, since registries are reached with the certificates that this machine trusts."""
MOUNTED = Path("/proc/self/mountinfo")
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
NO_SERVICES = "#!/bin/sh\nexit 101\n"
"""`/usr/sbin/policy-rc.d`: packages start nothing while they are installed (invoke-rc.d(8))."""


class BuildFailed(Exception):
    """A step of building the machine failed; the text holds its last words."""


def run(
    *line: str | Path, log: Path, env: dict[str, str] | None = None, cwd: Path | None = None, timeout_s: float = 1800.0
) -> None:
    """Args: log: what it says goes there, appended. Raises BuildFailed."""
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(map(str, line))}\n".encode())
        out.flush()
        done = subprocess.run(
            [str(part) for part in line],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            timeout=timeout_s,
            check=False,
        )
    if done.returncode != 0:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise BuildFailed(f"{line[0]} ended with {done.returncode} ({log}):\n{last}")


def mirror() -> str:
    """Where this machine has its Debian from: the address isn't ours to choose."""
    for file in (SOURCES, Path("/etc/apt/sources.list")):
        if file.is_file():
            found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+)", file.read_text(), re.MULTILINE)
            if found:
                return found.group(1)
    raise BuildFailed("this machine names no Debian mirror in /etc/apt")


def make_base(folder: Path, cache: Path, log: Path, say: Callable[[str], None]) -> Path:
    """A bare Debian with a kernel; kept and used again. Returns its root."""
    root = folder / f"{SUITE}-base"
    mark = root / "usr/local/lib/machine-test/packages"
    if mark.is_file() and mark.read_text() == " ".join(BASE):
        say(f"bare Debian: here ({root})")
        return root
    remove_tree(root)
    cache.mkdir(parents=True, exist_ok=True)
    say("bare Debian: debootstrap")
    run(
        "debootstrap", "--variant=minbase", f"--cache-dir={cache}", f"--include={','.join(BASE)}", SUITE, root, mirror(),
        log=log, env=QUIET_APT,
    )  # fmt: skip
    mark.parent.mkdir(parents=True)
    mark.write_text(" ".join(BASE))
    return root


def remove_tree(folder: Path) -> None:
    """Raises BuildFailed: something is mounted below it. It would be emptied as well, and it may be this machine's own."""
    inside = f"{folder.resolve()}/"
    mounted = [line.split()[4] for line in MOUNTED.read_text().splitlines()]
    found = [place for place in mounted if place.startswith(inside)]
    if found:
        raise BuildFailed(f"{folder} isn't removed, since these are mounted below it: {', '.join(found)}. Please unmount them.")
    shutil.rmtree(folder, ignore_errors=True)


def copy_tree(source: Path, target: Path, log: Path) -> None:
    """With owners, modes and links; `target` is made anew."""
    remove_tree(target)
    run("cp", "--archive", "--reflink=auto", source, target, log=log)


class Inside:
    """Commands in a root folder, with the kernel's file systems mounted while it is entered.

    with Inside(root, log) as inside:
        inside.run("apt-get", "install", "-y", "mosquitto")
    """

    def __init__(self, root: Path, log: Path) -> None:
        self.root, self._log = root, log
        self._mounted: list[Path] = []

    def __enter__(self) -> "Inside":
        try:
            for name in MOUNTS:
                self.bind(Path("/") / name, self.root / name)
            resolver = self.root / "etc/resolv.conf"
            resolver.unlink(missing_ok=True)
            shutil.copy("/etc/resolv.conf", resolver)
            policy = self.root / "usr/sbin/policy-rc.d"
            policy.write_text(NO_SERVICES)
            policy.chmod(0o755)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        (self.root / "usr/sbin/policy-rc.d").unlink(missing_ok=True)
        (self.root / "etc/resolv.conf").unlink(missing_ok=True)
        while self._mounted:
            # Lazily: what still runs inside keeps its view, and nothing of this machine stays reachable through the folder.
            run("umount", "--lazy", self._mounted.pop(), log=self._log)

    def bind(self, source: Path, place: Path) -> None:
        """Until the end of the `with`."""
        place.mkdir(parents=True, exist_ok=True)
        run("mount", "--bind", source, place, log=self._log)
        self._mounted.append(place)
        # What happens to mounts below stays inside.
        run("mount", "--make-private", place, log=self._log)

    def run(self, *line: str | Path, env: dict[str, str] | None = None, timeout_s: float = 1800.0) -> None:
        """Raises BuildFailed."""
        run("chroot", self.root, *line, log=self._log, env={**INSIDE_ENVIRONMENT, **(env or {})}, timeout_s=timeout_s)

    def install(self, packages: Sequence[str]) -> None:
        self.run("apt-get", "update", "-qq")
        self.run("apt-get", "install", "-y", "--no-install-recommends", *packages)


INSIDE_ENVIRONMENT = {
    **QUIET_APT,
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "SSL_CERT_FILE": TRUSTED,
    "PIP_CERT": TRUSTED,
}
