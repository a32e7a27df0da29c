"""A bundle with the product's own files and little else, signed: what a stick holds, in a second instead of minutes."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from tingtang.bundle.make.writing import write_list
from tingtang.install.product import FOLDERS, running_tree

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SMALL = {
    "debian/bookworm-amd64/Packages": b"Package: mosquitto\n",
    "models/a.onnx": b"model",
    "fonts/a.otf": b"font",
    "clips/manifest.json": b"{}",
    "requirements/install.txt": b"pydantic==2.14.3 \\\n    --hash=sha256:00\n",
    "site/site.toml": b"# the hall's\n",
}


def product_wheel(folder: Path, version: str = "1.2.3") -> Path:
    """The product's files as its wheel holds them."""
    tree, path = running_tree(), folder / f"tingtang-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name in [name for top in FOLDERS for name in tree.names(top)]:
            wheel.writestr(name, tree.read(name))
    return path


def small_bundle(folder: Path, secret: bytes, version: str = "1.2.3") -> Path:
    """Args: secret: the maker's key, PEM."""
    for name, content in SMALL.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "product").mkdir()
    product_wheel(folder / "product", version)
    write_list(folder, version, secret, NOW)
    return folder
