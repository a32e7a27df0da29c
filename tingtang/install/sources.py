"""Where an installation takes the product from: a verified bundle, or a wheel with the archives of Debian and PyPI."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tingtang.install.product import running_tree

WHEEL_GLOB = "tingtang-*.whl"


class NoProduct(Exception):
    """There is nothing to install; the text says what to give."""


@dataclass(frozen=True, slots=True)
class ProductWheel:
    path: Path

    @property
    def version(self) -> str:
        """From its name (PyPA specification, binary distribution format)."""
        return self.path.name.split("-")[1]


@contextmanager
def product_wheel(given: Path | None) -> Iterator[ProductWheel]:
    """`given`, or what runs now: an installed release keeps its wheel, a source tree is built.

    Raises:
        NoProduct
    """
    if given is not None:
        if not given.is_file() or not given.name.startswith("tingtang-"):
            raise NoProduct(f"{given} isn't a wheel of the product")
        yield ProductWheel(given)
        return
    top = running_tree().top
    if (top / "pyproject.toml").is_file():
        with TemporaryDirectory(prefix="tingtang-wheel-") as folder:
            yield ProductWheel(build_wheel(top, Path(folder)))
        return
    # …/releases/0.1.0/venv/lib/python3.11/site-packages
    kept = sorted(top.parents[3].glob(WHEEL_GLOB)) if len(top.parents) > 3 else []
    if not kept:
        raise NoProduct("name the product's wheel (--wheel) or a bundle (--bundle)")
    yield ProductWheel(kept[0])


def build_wheel(tree: Path, out: Path) -> Path:
    """The wheel of a source tree, byte for byte the same each time.

    Raises:
        NoProduct: it can't be built.
    """
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    wheels = sorted(out.glob(WHEEL_GLOB))
    if done.returncode != 0 or not wheels:
        raise NoProduct(f"the wheel can't be built here:\n{done.stderr.strip()}")
    return wheels[0]
