"""A Debian of files only: its programs leave behind what the real ones leave behind, in a folder that a test owns.

Debian's own programs on a real system are shown by `make machine-install`.
"""

import os
from pathlib import Path

from tingtang.install.machine import CommandFailed, Machine

OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'
NOT_A_UNIT = 1
"""What `systemctl is-enabled` ends with for a unit that is off."""


class FolderDebian:
    """Args: root: an empty folder. Its accounts belong to whom runs the test, so nobody needs to be an administrator."""

    def __init__(self, root: Path, os_release: str = OS_RELEASE, architecture: str = "amd64") -> None:
        self.root = root
        self.architecture = architecture
        self.packages = {"base-files"}
        self.commands: list[tuple[str, ...]] = []
        self.broken: str | None = None
        """A word of a command that fails."""
        (root / "etc").mkdir(parents=True)
        (root / "usr/sbin").mkdir(parents=True)
        (root / "etc/os-release").write_text(os_release, "utf-8")
        self._add_account("root")

    @property
    def machine(self) -> Machine:
        return Machine(self.root, self)

    def __call__(self, *command: str, ok: frozenset[int] = frozenset({0})) -> str:
        self.commands.append(command)
        if self.broken is not None and self.broken in command:
            raise CommandFailed(f"{command[0]}: broken")
        match command:
            case ("dpkg", "--print-architecture"):
                return f"{self.architecture}\n"
            case ("dpkg-query", *_):
                return "".join(f"{name} installed\n" for name in sorted(self.packages))
            case ("apt-get", *words):
                self.packages |= self._packages(words)
            case ("systemd-sysusers", file):
                self._sysusers(self._path(file))
            case ("userdel", name):
                self._delete_account(name)
            case ("systemctl", *words):
                return self._systemctl(words, ok)
            case ("python3", "-m", "venv", folder):
                self._write(f"{folder}/bin/python", "")
            case (_, "-m", "drivers.speaker.clips", "--out", folder):
                self._write(f"{folder}/manifest.json", "{}")
            case (_, "-m", "kiosk.theme.fonts", "--out", folder):
                for name in ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", "own-supplement.txt"):
                    self._write(f"{folder}/{name}", name)
            case (_, "-m", "tingtang", "models", "fetch", "--out", folder):
                for name in ("face_detection_yunet_2023mar.onnx", "face_recognition_sface_2021dec.onnx"):
                    self._write(f"{folder}/{name}", name)
        return ""

    def files(self) -> dict[str, bytes | str]:
        """Everything there is: content, or where a link points."""
        paths = [path for path in self.root.rglob("*") if path.is_symlink() or path.is_file()]
        names = {path: path.relative_to(self.root).as_posix() for path in paths}
        return {name: os.readlink(path) if path.is_symlink() else path.read_bytes() for path, name in names.items()}

    def _packages(self, words: list[str]) -> set[str]:
        if "install" not in words:
            return set()
        return {word for word in words[words.index("install") + 1 :] if not word.startswith("-")}

    def _systemctl(self, words: list[str], ok: frozenset[int]) -> str:
        link = self.root / "etc/systemd/system/tingtang.target.wants" / words[-1]
        if "is-enabled" in words:
            if NOT_A_UNIT not in ok and not link.is_symlink():
                raise CommandFailed("systemctl: disabled")
            return "enabled\n" if link.is_symlink() else "disabled\n"
        if "enable" in words:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(f"/etc/systemd/system/{words[-1]}")
        elif "disable" in words:
            link.unlink(missing_ok=True)
            if link.parent.is_dir() and not any(link.parent.iterdir()):
                link.parent.rmdir()
        return ""

    def _sysusers(self, file: Path) -> None:
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("u "):
                self._add_account(line.split()[1])

    def _add_account(self, name: str) -> None:
        passwd = self.root / "etc/passwd"
        rows = passwd.read_text("utf-8") if passwd.exists() else ""
        if f"{name}:" not in rows:
            passwd.write_text(f"{rows}{name}:x:{os.getuid()}:{os.getgid()}::/:/usr/sbin/nologin\n", "utf-8")

    def _delete_account(self, name: str) -> None:
        passwd = self.root / "etc/passwd"
        rows = passwd.read_text("utf-8").splitlines(keepends=True)
        passwd.write_text("".join(row for row in rows if not row.startswith(f"{name}:")), "utf-8")

    def _path(self, place: str) -> Path:
        return self.root / place.lstrip("/")

    def _write(self, place: str, text: str) -> None:
        path = self._path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
