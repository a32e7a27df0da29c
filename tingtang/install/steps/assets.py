"""Type faces, voice and models: from a verified folder, or made and fetched by the release itself."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from api.process.layout import Layout
from tingtang.install.machine import GoesWithout, Machine, StepFailed
from tingtang.install.steps.files import digest


@dataclass(frozen=True, slots=True)
class Assets:
    """A folder of files that are known by hash.

    Args: hashes: file name to SHA-256. source: folder that holds them, as the machine sees it.
    """

    folder: Path
    hashes: dict[str, str] = field(repr=False)
    source: Path

    @property
    def title(self) -> str:
        return f"{len(self.hashes)} files in {self.folder} (each by its hash)"

    def is_done(self, machine: Machine) -> bool:
        folder = machine.path(self.folder)
        return all(_has(folder / name, wanted) for name, wanted in self.hashes.items())

    def do(self, machine: Machine) -> None:
        folder = machine.path(self.folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, wanted in self.hashes.items():
            if not _has(folder / name, wanted):
                part = folder / f"{name}.part"
                shutil.copyfile(machine.path(self.source) / name, part)
                if digest(part.read_bytes()) != wanted:
                    part.unlink()
                    raise StepFailed(f"{self.source / name}: another file than the bundle lists")
                part.chmod(0o644)
                part.replace(folder / name)

    def undo(self, machine: Machine) -> str | None:
        shutil.rmtree(machine.path(self.folder), ignore_errors=True)
        return None


@dataclass(frozen=True, slots=True)
class MadeAssets:
    """A folder that one of the release's programs fills, when there is no bundle to take it from.

    Args: module: run as `python -m module … --out FOLDER`. marks: files whose presence says it is complete; the program writes
        them last. needed: False where the product works without, with less.
    """

    folder: Path
    module: tuple[str, ...]
    marks: tuple[str, ...]
    needed: bool = True

    @property
    def title(self) -> str:
        return f"{self.folder}, made by {' '.join(self.module)}"

    def is_done(self, machine: Machine) -> bool:
        return all((machine.path(self.folder) / mark).is_file() for mark in self.marks)

    def do(self, machine: Machine) -> None:
        try:
            machine.run(str(Layout().python), "-m", *self.module, "--out", str(self.folder))
        except StepFailed as error:
            if self.needed:
                raise
            raise GoesWithout(str(error)) from error

    def undo(self, machine: Machine) -> str | None:
        shutil.rmtree(machine.path(self.folder), ignore_errors=True)
        return None


def _has(path: Path, wanted: str) -> bool:
    return path.is_file() and digest(path.read_bytes()) == wanted
