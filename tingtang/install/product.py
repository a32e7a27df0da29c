"""The files that come with the product: units, configurations, pinned lists. Out of a wheel, or beside the running code."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

FOLDERS = ("systemd", "firmware_configs", "requirements")
"""They lie at the top of the wheel, as in the source tree."""


class ProductFiles(Protocol):
    def names(self, folder: str) -> list[str]:
        """Of all files below a folder, as paths from the product's top; sorted."""

    def read(self, name: str) -> bytes:
        """
        Raises:
            FileNotFoundError
        """


@dataclass(frozen=True, slots=True)
class Tree:
    """Args: top: the source tree, or the folder of an installed release's packages."""

    top: Path

    def names(self, folder: str) -> list[str]:
        start = self.top / folder
        return sorted(path.relative_to(self.top).as_posix() for path in start.rglob("*") if path.is_file())

    def read(self, name: str) -> bytes:
        return (self.top / PurePosixPath(name)).read_bytes()


@dataclass(frozen=True, slots=True)
class Wheel:
    """Args: content: of the product's wheel."""

    content: bytes = field(repr=False)

    def names(self, folder: str) -> list[str]:
        with self._opened() as opened:
            return sorted(name for name in opened.namelist() if name.startswith(f"{folder}/") and not name.endswith("/"))

    def read(self, name: str) -> bytes:
        with self._opened() as opened:
            try:
                return opened.read(name)
            except KeyError:
                raise FileNotFoundError(f"the product holds no {name}") from None

    def _opened(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))


def running_tree() -> Tree:
    """Of the code that runs now."""
    return Tree(Path(__file__).resolve().parents[2])
