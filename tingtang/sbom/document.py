"""The whole document: what cyclonedx-py finds in a virtual environment, with the rest of the machine beside it, validated."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SPECIFICATION = "1.6"
LOOK_WITHIN_S = 300.0
NOT_INSTALLED = (
    "the SBOM tools aren't installed here; they belong to the builder's machine: pip install 'cyclonedx-bom>=7,<8'. "
    "For a unit's root, name it: tingtang sbom --root DIR"
)


class SbomError(Exception):
    """No document; the text says why and what to do."""


def python_document(python: Path) -> dict[str, Any]:
    """The Python packages of an environment.

    Raises:
        SbomError: the tool isn't installed, or couldn't look.
    """
    if importlib.util.find_spec("cyclonedx_py") is None:
        raise SbomError(NOT_INSTALLED)
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--short-PURLs",
        "--sv",
        SPECIFICATION,
    ]
    try:
        done = subprocess.run([*command, str(python)], check=True, capture_output=True, timeout=LOOK_WITHIN_S)
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise SbomError(f"{python}: {lines[-1] if lines else 'cyclonedx-py failed'}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SbomError(f"{python}: can't be looked into ({type(error).__name__})") from error
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def with_more(document: dict[str, Any], version: str, more: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The product as the document's subject, and further components. Paths of the machine that looked are taken out."""
    components = [_without_local_paths(found) for found in document.get("components", []) if found["name"] != "tingtang"]
    subject = {"type": "application", "bom-ref": "tingtang", "name": "tingtang", "version": version}
    metadata = {**document.get("metadata", {}), "component": subject}
    known = {found["bom-ref"] for found in (*components, *more)} | {"tingtang"}
    return {
        **document,
        "metadata": metadata,
        "components": [*components, *more],
        "dependencies": _dependencies(document, known),
    }


def problems(document: dict[str, Any]) -> list[str]:
    """What CycloneDX's own schema says against it; empty: valid.

    Raises:
        SbomError: the validator isn't installed.
    """
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError as error:
        raise SbomError(NOT_INSTALLED) from error
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document))
    return [str(found)] if found is not None else []


def _without_local_paths(component: dict[str, Any]) -> dict[str, Any]:
    references = [found for found in component.get("externalReferences", []) if not found["url"].startswith("file:")]
    return {**{key: value for key, value in component.items() if key != "externalReferences"}} | (
        {"externalReferences": references} if references else {}
    )


def _dependencies(document: dict[str, Any], known: set[str]) -> list[dict[str, Any]]:
    """References to what was renamed or taken out would make it invalid."""
    kept: dict[str, list[str]] = {}
    for found in document.get("dependencies", []):
        wanted = [name for name in found.get("dependsOn", []) if name in known]
        reference = found["ref"] if found["ref"] in known else "tingtang"
        kept[reference] = sorted({*kept.get(reference, []), *wanted} - {reference})
    return [{"ref": reference, **({"dependsOn": wanted} if wanted else {})} for reference, wanted in sorted(kept.items())]
