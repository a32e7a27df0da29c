"""What units ask about releases, over the unit server: each request carries a certificate, whose node is the one asking."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.http.bodies import read_body
from api.http.problems import Problem, refusal_problem
from api.messages.words import Refusal
from api.process.settings_file import explain
from api.releases.orders import Report, Wanted
from hall_controller.releases.shelf import ReleaseShelf, ShelfError
from hall_controller.releases.store import RolloutStore

REPORT_MAX_BYTES = 4_096
SHELF = "releases"
"""Folder below the unit server's data."""


class ReleasePorts:
    """What the routes need, open between `open` and `close`.

    Args:
        folder: the unit server's data.
        now_ms: UTC.
    """

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self.store = RolloutStore(folder, now_ms)
        self.shelf = ReleaseShelf(folder / SHELF)

    def open(self) -> None:
        """
        Raises:
            SideFileError: a newer version wrote the store.
            sqlite3.Error, OSError: it can't be opened.
        """
        self.store.open()

    def close(self) -> None:
        self.store.close()


def create_release_routes(ports: ReleasePorts, node_of: Callable[..., str]) -> APIRouter:
    """Args: node_of: dependency that gives the node of the certificate, or refuses."""
    router = APIRouter(prefix="/v1")
    node_type = Depends(node_of)

    @router.get("/release")
    def wanted(node: Annotated[str, node_type]) -> Wanted:
        return ports.store.ask(node)

    @router.get("/releases/{version}/{path:path}", dependencies=[node_type])
    def file(version: str, path: str) -> Response:
        try:
            found = ports.shelf.path(version, path)
        except ShelfError as error:
            raise Problem(404, "notFound", str(error)) from None
        # Ranges are answered too: a unit goes on where its download stopped.
        return FileResponse(found, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})

    @router.post("/release-report", status_code=204)
    async def report(request: Request, node: Annotated[str, node_type]) -> None:
        length = request.headers.get("content-length", "")
        body = await read_body(request.receive, int(length) if length.isdigit() else None, REPORT_MAX_BYTES)
        try:
            told = Report.model_validate_json(body)
        except ValidationError as error:
            raise refusal_problem(Refusal.MALFORMED, explain(error)) from None
        await run_in_threadpool(ports.store.report, node, told)

    return router
