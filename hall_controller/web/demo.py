"""The demo's hands: a touch on the kiosk's picture, a key of an emulated pad, sent on to the process that draws the picture.

Mounted in the demo only. A real pad has no such address, and even here only addresses on this very machine are asked.
"""

from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, Depends, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Access, Permission
from api.http.bodies import read_body
from api.http.guard import require
from api.http.heads import read_head
from api.http.problems import Problem, refusal_problem
from api.messages.base import Id, Message
from api.messages.words import CompletionCode, Refusal

MAX_POKE_BYTES = 512
ANSWER_WITHIN_S = 3.0
PICTURE_NAME = "/picture.png"
"""Last part of a live picture's address; the emulators' and the kiosk's control address is what stands before it."""

DEMO_ACCESS: Access = {
    ("POST", "/api/v1/devices/{node}/{device}/touch"): Permission.DEVICES,
    ("POST", "/api/v1/devices/{node}/{device}/press"): Permission.DEVICES,
}


class Touch(Message):
    """A place on the kiosk's screen, as fractions of its width and height from the top left."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class Press(Message):
    """A key of an emulated pad, by the emulator's own name for it; digits may follow, as in `transfer:12`."""

    key: str = Field(pattern=r"^[a-z-]{1,20}(:[0-9]{1,6})?$")


def control_address(picture: str | None) -> str | None:
    """Where the process behind a live picture takes demo actions; None unless it is plain HTTP on this machine."""
    if picture is None:
        return None
    parts = urlsplit(picture)
    if parts.scheme != "http" or not parts.path.endswith(PICTURE_NAME) or parts.username is not None:
        return None
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return None
    return f"http://{parts.netloc}{parts.path.removesuffix(PICTURE_NAME)}" if local else None


def create_demo_controls(picture_address: Callable[[str], str | None], client: httpx.AsyncClient) -> APIRouter:
    """Routes `touch` and `press` of a device. `picture_address` maps `node/device` to its `describe.picture`."""
    router = APIRouter(
        prefix="/api/v1/devices/{node}/{device}", include_in_schema=False, dependencies=[Depends(require(Permission.DEVICES))]
    )

    async def forward(address: str, action: str, model: type[Message], request: Request) -> Response:
        body = await read_body(request.receive, read_head(request.scope).content_length, MAX_POKE_BYTES)
        try:
            wanted = model.model_validate_json(body)
        except ValueError as error:
            raise refusal_problem(Refusal.MALFORMED, f"not a {action}") from error
        target = control_address(picture_address(address))
        if target is None:
            raise Problem(HTTPStatus.NOT_FOUND, "notFound", f"{address} has no demo controls")
        try:
            answer = await client.post(f"{target}/{action}", json=wanted.model_dump(), timeout=ANSWER_WITHIN_S)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            code = CompletionCode.DEVICE_NOT_READY.value
            raise Problem(HTTPStatus.BAD_GATEWAY, code, f"{address} took no {action}: {type(error).__name__}") from error
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.post("/touch")
    async def touch(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await forward(f"{node}/{device}", "touch", Touch, request)

    @router.post("/press")
    async def press(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await forward(f"{node}/{device}", "press", Press, request)

    return router
