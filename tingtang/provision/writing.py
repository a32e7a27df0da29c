"""Writes what was made for the units: a folder each, with what goes onto the card and what a person reads."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image

from drivers.raster.fonts import FontBook
from tingtang.paper.page import save
from tingtang.provision.cloud import FOLDER
from tingtang.provision.label_sheet import label_pages
from tingtang.provision.labels import Label, labels_of
from tingtang.provision.site import Site
from tingtang.provision.units import Unit
from tingtang.provision.wiring import sheet_of
from tingtang.provision.wiring_sheet import wiring_pages
from tingtang.provision.words import Words

MANIFEST = "manifest.json"
BOOT, FIRST_BOOT, WIRING, LABELS = "boot", "first-boot", "wiring.pdf", "labels.pdf"
PRIVATE, SECRET = 0o700, 0o600
"""Codes and keys may lie in a unit's folder."""


def write_unit(site: Site, unit: Unit, out: Path, words: Words, fonts: FontBook) -> None:
    """`out/<node>/` with `boot/` (onto the start partition), `first-boot/` (the same for a machine without cloud-init), wiring
    sheet and labels. What an earlier run left there goes.

    Raises:
        OSError: it can't be written.
        FontMissing: no font for Chinese is installed.
    """
    folder = out / unit.node
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    os.chmod(folder, PRIVATE)
    for name, text in unit.boot.items():
        _write(folder / BOOT / name, text, SECRET)
    for name, (text, mode) in unit.first.items():
        if name.startswith(FOLDER):
            _write(folder / FIRST_BOOT / name.removeprefix(FOLDER).lstrip("/"), text, int(mode, 8))
    save(wiring_pages(sheet_of(site, unit, words), fonts), folder / WIRING)
    save(label_pages(list(labels_of(site, unit, words)), fonts), folder / LABELS)


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def write_labels(site: Site, units: Iterable[Unit], out: Path, words: Words, fonts: FontBook) -> Path:
    """Labels of all units on as few sheets as possible, beside the units' own."""
    labels: list[Label] = [label for unit in units for label in labels_of(site, unit, words)]
    pages: Sequence[Image.Image] = label_pages(labels, fonts)
    return save(list(pages), out / LABELS)[0]


def write_manifest(out: Path) -> Path:
    """SHA-256 of every file but the secret ones, so that two runs can be compared."""
    found = {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != MANIFEST and f"/{BOOT}/tingtang/" not in str(path)
    }
    manifest = out / MANIFEST
    manifest.write_text(json.dumps({"files": found}, indent=1) + "\n", "utf-8")
    return manifest
