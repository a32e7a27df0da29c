"""Static files of the pages, read once at start and served from memory with an address that changes with their content.

Every page links `/static/<digest>/…`, so a browser may keep a file for ever and still gets the new one after an update. Only
what lies in the package's `static` folder, and the text catalogues, can be asked for: a path is looked up in a table, never on
the disk.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""For an address with an older digest: a page that was open during an update still works and gets the new file."""

_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".md": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out."""

    body: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by their path below `/static/<digest>/`."""

    digest: str
    files: Mapping[str, Asset]

    @classmethod
    def read(cls, folder: Path, texts: Mapping[str, bytes]) -> Self:
        """Read every file below `folder`; `texts` adds generated files, such as `text/en.json`."""
        bodies = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        bodies |= texts
        whole = hashlib.sha256()
        files: dict[str, Asset] = {}
        for name, body in sorted(bodies.items()):
            own = hashlib.sha256(body).hexdigest()
            whole.update(f"{name}\0{own}\n".encode())
            files[name] = Asset(body, _media_type(name), f'"{own[:20]}"')
        return cls(digest=whole.hexdigest()[:12], files=files)

    def respond(self, request: Request, digest: str, path: str) -> Response:
        """The file, or 304 when the browser has it, or 404."""
        asset = self.files.get(path)
        if asset is None:
            return Response("not found", status_code=404, media_type="text/plain", headers={"Cache-Control": "no-store"})
        headers = {
            "Cache-Control": FOR_EVER if digest == self.digest else ASK_AGAIN,
            "ETag": asset.etag,
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == asset.etag:
            return Response(status_code=304, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)


def _media_type(name: str) -> str:
    return _TYPES.get(Path(name).suffix, "text/plain")
