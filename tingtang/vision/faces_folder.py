"""A labelled set of pictures: a folder with one folder for each person, or files whose names begin with the person's."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

SUFFIXES = frozenset({
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pnm", ".jp2", ".gif",
})  # fmt: skip
FEWEST_PEOPLE = 2
PARTNERS_MIN = 0.5
"""Share of the files of a flat folder that must have another of the same person before a rule of naming is believed."""
NUMBERED = re.compile(r"(?P<person>.+?)[\s_.\-(\[]+\d+[)\]]?")
FIRST_PART = re.compile(r"(?P<person>[^\s_.\-]+)[\s_.\-].*")
EXPECTED = (
    "expected are a folder for each of two or more people with pictures of that person in it, or files named like name_0001.jpg"
)


class NotASet(Exception):
    """The folder isn't a labelled set; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    person: int
    """Counted from 0; names are never kept."""
    path: Path


@dataclass(frozen=True, slots=True)
class FaceSet:
    files: tuple[PictureFile, ...]
    told_apart: str
    """By what people were told apart, to be said; empty: by their folders."""
    passed_by: Counter[str]
    """Files that weren't looked at, by what they are."""

    @property
    def people(self) -> int:
        return len({file.person for file in self.files})


@dataclass(frozen=True, slots=True)
class _Rule:
    shape: re.Pattern[str]
    said: str

    def person(self, path: Path) -> str:
        """Names are compared as people read them: case and the way of writing accents don't matter."""
        stem = unicodedata.normalize("NFC", path.stem)
        found = self.shape.fullmatch(stem)
        return (found["person"] if found else stem).casefold()


RULES = (
    _Rule(NUMBERED, "what stands before the last number in a file's name (name_0001.jpg)"),
    _Rule(FIRST_PART, "the first part of a file's name (s01_happy.png)"),
)


def find_pictures(folder: Path) -> FaceSet:
    """All files that look like pictures, by person, in the order of names. Links are followed, in a circle only once.

    Raises:
        NotASet
    """
    if not folder.is_dir():
        raise NotASet(f"{folder} isn't a folder")
    passed_by: Counter[str] = Counter()
    try:
        folder = _inmost(folder)
        loose, folders = _listed(folder)
    except OSError as error:
        raise NotASet(f"{folder} can't be read: {error.strerror}") from error
    people = [found for one in folders if (found := _pictures(_below(one, passed_by), passed_by))]
    if len(people) >= FEWEST_PEOPLE:
        if beside := len(_pictures(loose, Counter())):
            passed_by["picture beside the people's folders"] = beside
        return FaceSet(tuple(_numbered(people)), "", passed_by)
    flat, rule = _by_name(_pictures(loose, passed_by))
    if rule is None:
        raise NotASet(f"{folder}: {EXPECTED}")
    for paths in people:
        passed_by["picture in a folder beside the files"] += len(paths)
    return FaceSet(tuple(_numbered(flat)), rule.said, passed_by)


def _inmost(folder: Path) -> Path:
    """Sets are often unpacked into a folder of a folder."""
    seen = {os.path.realpath(folder)}
    while True:
        files, folders = _listed(folder)
        if len(folders) != 1 or _pictures(files, Counter()) or (real := os.path.realpath(folders[0])) in seen:
            return folder
        seen.add(real)
        folder = folders[0]


def _listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files and folders in it but hidden ones. Raises: OSError."""
    paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    return [path for path in paths if not os.path.isdir(path)], [path for path in paths if os.path.isdir(path)]


def _below(folder: Path, passed_by: Counter[str]) -> Iterator[Path]:
    """Every file in it, at any depth. A folder that can't be opened is counted."""

    def unreadable(_: OSError) -> None:
        passed_by["folder that can't be opened"] += 1

    seen: set[str] = set()
    for place, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(files) if not name.startswith("."))


def _pictures(paths: Iterable[Path], passed_by: Counter[str]) -> list[Path]:
    """Those that are called pictures. Pipes and devices would be waited for, so they are left out; a link to nothing stays, to be
    complained about.
    """
    found = []
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            passed_by[f"{path.suffix.lower() or 'file without an ending'}"] += 1
        elif os.path.isfile(path) or not os.path.exists(path):
            found.append(path)
        else:
            passed_by["no file"] += 1
    return found


def _by_name(paths: list[Path]) -> tuple[list[list[Path]], _Rule | None]:
    """The first rule under which enough files have a partner; else the one under which any has."""
    enough: Callable[[int], bool]
    for enough in (lambda partners: partners >= PARTNERS_MIN * len(paths), bool):
        for rule in RULES:
            groups: dict[str, list[Path]] = {}
            for path in paths:
                groups.setdefault(rule.person(path), []).append(path)
            partners = sum(len(group) for group in groups.values() if len(group) > 1)
            if len(groups) >= FEWEST_PEOPLE and partners and enough(partners):
                return [groups[name] for name in sorted(groups)], rule
    return [], None


def _numbered(people: list[list[Path]]) -> Iterator[PictureFile]:
    for number, paths in zip(count(), people, strict=False):
        yield from (PictureFile(number, path) for path in paths)
