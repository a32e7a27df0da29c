"""The lint over every language, way of showing and display: `make lint-ui`. Takes some minutes; CI takes a part of it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.ui.matrix import DISPLAYS, EVERY_LOOK

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        outs = {display: Path(folder) / display for display in DISPLAYS}
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.ui.lint", str(outs[display]), str(width), str(height), *EVERY_LOOK], cwd=ROOT
            )
            for display, (width, height) in DISPLAYS.items()
        ]
        codes = [worker.wait() for worker in workers]
        if any(codes):
            return 1
        found = {
            f"{display}/{name}": problems
            for display, out in outs.items()
            for name, problems in json.loads((out / "report.json").read_text("utf-8")).items()
        }
    bad = {name: problems for name, problems in found.items() if problems}
    for name, problems in bad.items():
        print(name, *problems, sep="\n    ")
    print(f"{len(found)} pictures, {len(bad)} with something to stumble over")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
