"""The list of everything the product on a machine consists of, as CycloneDX 1.6 (JSON), checked against its schema.

Python packages of the running release, Debian packages, models, fonts and clips with their hashes. It asks nobody and sends
nothing; what is known to be vulnerable is told by a scanner that reads the file (Dependency-Track, grype, …).

Examples:
  tingtang sbom --out sbom.json
  tingtang sbom --root var/machine/root --out sbom.json
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from api.process.layout import Layout
from api.process.version import product_version
from tingtang.sbom.assets import components as asset_components
from tingtang.sbom.debian import ask_dpkg, component, distribution
from tingtang.sbom.document import SbomError, problems, python_document, with_more

GOOD, BAD, CANT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    parser.add_argument(
        "--python", type=Path, help="Python of the environment to look into (default: the root's release, else this)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the file")


def run(arguments: argparse.Namespace) -> int:
    layout = Layout(arguments.root)
    python = arguments.python or (layout.python if layout.python.exists() else Path(sys.executable))
    try:
        distro = distribution(arguments.root)
        debian = [component(package, distro) for package in ask_dpkg(arguments.root)]
        assets = asset_components({"models": layout.models, "fonts": layout.fonts, "clips": layout.clips})
        document = with_more(python_document(python), product_version(), [*debian, *assets])
        wrong = problems(document)
        if wrong:
            print(f"tingtang sbom: not valid: {wrong[0]}", file=sys.stderr)
            return BAD
        arguments.out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    except (SbomError, OSError, subprocess.SubprocessError) as error:
        print(f"tingtang sbom: {error}", file=sys.stderr)
        return CANT
    packages = len(document["components"]) - len(debian) - len(assets)
    print(f"wrote {arguments.out}  {packages} Python packages, {len(debian)} Debian packages, {len(assets)} other files; valid")
    return GOOD
