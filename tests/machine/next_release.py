"""The next release of a bundle, for machine tests: the same product under a higher version, well or broken in one module."""

import base64
import hashlib
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from tingtang.bundle.make.writing import write_list

BROKEN = "raise SystemExit('broken on purpose: an upgrade must go back')\n"


def next_release(
    bundle: Path, out: Path, version: str, secret: bytes, broken: str | None = None, product: Path | None = None
) -> Path:
    """`out`, signed: everything of `bundle` but the product, which calls itself `version`.

    Args:
        secret: the maker's key, PEM.
        broken: a module of the product that ends at once in this release, such as `drivers/agent/__main__.py`.
        product: wheel to take instead of the bundle's own; it must do with the bundle's packages.
    """
    if out.exists():
        shutil.rmtree(out)
    shutil.copytree(bundle, out, copy_function=_link_or_copy)
    [old] = (out / "product").glob("tingtang-*.whl")
    before = old.name.split("-")[1]
    rewrite(product or old, out / "product" / old.name.replace(before, version), before, version, broken)
    old.unlink()
    for name in ("manifest.json", "manifest.json.sig", "start.sha256", "start.sha256.sig", "release-key.pub"):
        # Not through a hard link: the bundle that it is made from stays as it is.
        (out / name).unlink(missing_ok=True)
    write_list(out, version, secret, datetime.now(UTC))
    return out


def rewrite(wheel: Path, out: Path, before: str, version: str, broken: str | None) -> None:
    """The same wheel under another version (PyPA specification, binary distribution format)."""
    old_info, info = f"tingtang-{before}.dist-info", f"tingtang-{version}.dist-info"
    rows = []
    with zipfile.ZipFile(wheel) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            inside = name.replace(old_info, info)
            if inside == f"{info}/RECORD" or name.endswith("/"):
                continue
            content = read.read(name)
            if inside == f"{info}/METADATA":
                content = content.replace(f"\nVersion: {before}\n".encode(), f"\nVersion: {version}\n".encode(), 1)
            if inside == broken:
                content = BROKEN.encode()
            write.writestr(inside, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{inside},sha256={digest},{len(content)}")
        write.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,", ""]))


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
