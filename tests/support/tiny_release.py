"""A release that pip really installs, in a moment: a product of three modules, one package beside it, signed."""

import base64
import hashlib
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from api.releases.manifest import MANIFEST, SIGNATURE, Manifest, Part, ReleaseFile
from api.releases.signature import sign
from tests.support.folder_debian import FolderDebian
from tingtang.install.machine import Inside

VERSION_MODULE = (Path(__file__).parents[2] / "api/process/version.py").read_text("utf-8")
SYSUSERS = 'u tingtang-agent - "drives devices"\n'
CHECK = """
import sys
from pathlib import Path
kind, file = sys.argv[1:]
if "old_key" in Path(file).read_text():
    sys.exit("old_key: unknown key")
"""
"""Takes any settings but those with a key that it no longer knows."""


def wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> Path:
    """As the binary distribution format asks (PyPA specification)."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    whole = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{inside},sha256={_record(text)},{len(text.encode())}\n" for inside, text in whole.items())
    with zipfile.ZipFile(path, "w") as opened:
        for inside, text in {**whole, f"{info}/RECORD": record + f"{info}/RECORD,,\n"}.items():
            opened.writestr(inside, text)
    return path


def _record(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def tiny_bundle(folder: Path, version: str, secret: bytes, unit: str) -> Path:
    """Args: unit: text of its agent's service."""
    helper = wheel(folder / "wheels", "tinyhelper", "1.0", {"tinyhelper.py": "WORD = 'here'\n"})
    pinned = f"tinyhelper==1.0 --hash=sha256:{hashlib.sha256(helper.read_bytes()).hexdigest()}\n"
    product = {
        "api/__init__.py": "",
        "api/process/__init__.py": "",
        "api/process/version.py": VERSION_MODULE,
        "tingtang/__init__.py": "",
        "tingtang/upgrade/__init__.py": "",
        "tingtang/upgrade/settings_check.py": CHECK,
        "systemd/tingtang-agent.service": unit,
        "systemd/sysusers.d/tingtang.conf": SYSUSERS,
        "firmware_configs/udev/70-tingtang.rules": "# none\n",
        "requirements/agent.txt": pinned,
    }
    paths = {helper: Part.WHEEL, wheel(folder / "product", "tingtang", version, product): Part.PRODUCT}
    files = tuple(
        ReleaseFile(
            path=path.relative_to(folder).as_posix(),
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            size=path.stat().st_size,
            part=part,
        )
        for path, part in paths.items()
    )
    signed = Manifest(version=version, made_at="2026-01-05T08:00:00Z", files=files).to_bytes()
    (folder / MANIFEST).write_bytes(signed)
    (folder / SIGNATURE).write_bytes(sign(signed, secret))
    return folder


class RealPython(FolderDebian):
    """Its Python is this machine's: environments are made and packages installed for real, below the root.

    Only pip itself is the tests' own: to put one into each environment takes seconds.
    """

    def __call__(self, *command: str, ok: frozenset[int] = frozenset({0})) -> str:
        here = [self._inside(word) for word in command]
        match command:
            case ("python3", "-m", "venv", _):
                real = [*here[:3], "--without-pip", here[3]]
            case (python, "-m", "pip", *_) if python.endswith("venv/bin/python"):
                real = [sys.executable, "-m", "pip", "--python", here[0], *here[3:]]
            case (python, *_) if python.endswith("venv/bin/python") and Path(here[0]).exists():
                real = here
            case _:
                return super().__call__(*command, ok=ok)
        self.commands.append(command)
        return Inside()(*real, ok=ok)

    def _inside(self, word: str) -> str:
        return f"{self.root}{word}" if word.startswith(("/opt/", "/etc/")) else word
