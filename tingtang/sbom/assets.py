"""Models, fonts and clips as components of an SBOM: each file with its SHA-256."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1 << 20
KINDS: Mapping[str, str] = {"models": "machine-learning-model", "fonts": "file", "clips": "file"}
"""Folder's name → type of component (CycloneDX 1.6)."""


def components(folders: Mapping[str, Path]) -> list[dict[str, Any]]:
    """`folders`: by the keys of KINDS; one that isn't there has nothing.

    Raises:
        OSError: a file can't be read.
    """
    return [
        {
            "type": KINDS[kind],
            "bom-ref": f"{kind}:{path.relative_to(folder)}",
            "name": f"{kind}/{path.relative_to(folder)}",
            "hashes": [{"alg": "SHA-256", "content": sha256(path)}],
        }
        for kind, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
