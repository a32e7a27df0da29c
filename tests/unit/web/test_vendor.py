"""What we did not write is what upstream published, with its licence, and nothing else is fetched."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[3] / "hall_controller" / "web" / "static" / "vendor"
STATIC = VENDOR.parent


def test_the_vendored_files_have_the_documented_sums() -> None:
    rows = re.findall(r"\| `(\S+\.mjs)` \|.*?(LICENSE\.\w+).*?`([0-9a-f]{64})`", (VENDOR / "README.md").read_text("utf-8"))
    assert {name for name, _, _ in rows} == {path.name for path in VENDOR.glob("*.mjs")}
    for name, licence, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
        assert (VENDOR / licence).stat().st_size > 500


def test_modules_import_only_files_that_are_served() -> None:
    for path in [*STATIC.glob("js/**/*.js"), *VENDOR.glob("*.mjs")]:
        for target in re.findall(r'(?:^|[;}\s])(?:import|export)[^"\';]*?from\s*"([^"]+)"', path.read_text("utf-8")):
            assert target.startswith("."), f"{path.name} imports {target}"
            assert (path.parent / target).resolve().is_file(), f"{path.name} imports {target}"


def test_styles_and_pictures_ask_for_nothing_elsewhere() -> None:
    for path in [*STATIC.glob("css/*.css"), *STATIC.glob("img/*.svg")]:
        source = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|url\(", source), path.name
