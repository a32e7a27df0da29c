"""Where a release comes from: the hall's unit server, or a folder on a stick."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx
from pydantic import ValidationError

from api.releases.manifest import MANIFEST, MANIFEST_MAX_BYTES, SIGNATURE
from api.releases.orders import Report, Trouble, Wanted
from tingtang.upgrade.trouble import Failed

BLOCK_BYTES = 256 * 1024
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Of a hall's own network; a download that stalls goes on at the next question."""
_GONE = frozenset({404, 410})
_NOT_ALLOWED = frozenset({401, 403})


class Source(Protocol):
    """A release's files, by their path in its list."""

    def signed_list(self, version: str) -> tuple[bytes, bytes]:
        """The list of files and its signature.

        Raises:
            Failed: it can't be had.
        """

    def blocks(self, version: str, path: str, start: int) -> Iterator[bytes]:
        """A file from byte `start` on.

        Raises:
            Failed: it can't be had, or the way to it broke.
        """


class FolderSource:
    """A folder of `tingtang bundle make`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signed_list(self, version: str) -> tuple[bytes, bytes]:  # noqa: ARG002 (a folder holds one release)
        try:
            return (self._folder / MANIFEST).read_bytes(), (self._folder / SIGNATURE).read_bytes()
        except OSError as error:
            raise Failed(Trouble.NO_RELEASE, f"{error.filename}: {error.strerror}") from error

    def blocks(self, version: str, path: str, start: int) -> Iterator[bytes]:  # noqa: ARG002 (a folder holds one release)
        try:
            with (self._folder / path).open("rb") as file:
                file.seek(start)
                while block := file.read(BLOCK_BYTES):
                    yield block
        except OSError as error:
            raise Failed(Trouble.BAD_FILE, f"{error.filename}: {error.strerror}") from error


class HallSource:
    """The hall's unit server, over a client that shows this unit's certificate and trusts the hall's authority only."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def wanted(self) -> Wanted:
        """What this unit shall run.

        Raises:
            Failed: the hall can't be reached, or refuses this unit.
        """
        with _told():
            response = self._client.get("/v1/release", timeout=TIMEOUT)
            _check(response)
            return Wanted.model_validate_json(response.content)

    def report(self, report: Report) -> None:
        """
        Raises:
            Failed: the hall can't be reached, or refuses this unit.
        """
        with _told():
            body = report.model_dump_json()
            headers = {"Content-Type": "application/json"}
            _check(self._client.post("/v1/release-report", content=body, headers=headers, timeout=TIMEOUT))

    def signed_list(self, version: str) -> tuple[bytes, bytes]:
        return self._small(version, MANIFEST), self._small(version, SIGNATURE)

    def _small(self, version: str, name: str) -> bytes:
        content = bytearray()
        for block in self.blocks(version, name, 0):
            content += block
            if len(content) > MANIFEST_MAX_BYTES:
                raise Failed(Trouble.BAD_FILE, f"{name}: longer than any list of files")
        return bytes(content)

    def blocks(self, version: str, path: str, start: int) -> Iterator[bytes]:
        headers = {"Range": f"bytes={start}-"} if start else {}
        with _told(), self._client.stream("GET", f"/v1/releases/{version}/{path}", headers=headers, timeout=TIMEOUT) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return
            _check(response)
            left_out = 0 if response.status_code == httpx.codes.PARTIAL_CONTENT else start
            for block in response.iter_bytes(BLOCK_BYTES):
                yield block[left_out:]
                left_out = max(0, left_out - len(block))


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    if response.status_code in _GONE:
        raise Failed(Trouble.NO_RELEASE, f"{response.request.url.path}: {response.status_code}")
    if response.status_code in _NOT_ALLOWED:
        raise Failed(Trouble.REFUSED, f"{response.status_code}")
    raise Failed(Trouble.NOT_REACHED, f"{response.request.url.path}: {response.status_code}")


@contextmanager
def _told() -> Iterator[None]:
    """Faults of the way there, in our words."""
    try:
        yield
    except httpx.HTTPError as error:
        raise Failed(Trouble.NOT_REACHED, f"{type(error).__name__}: {error}") from error
    except ValidationError:
        raise Failed(Trouble.NOT_REACHED, "the answer isn't one of a unit server") from None
