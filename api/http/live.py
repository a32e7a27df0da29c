"""Live streams as server-sent events, and hall screens' reports of what they show."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Permission
from api.http.bodies import read_body
from api.http.commands import describe
from api.http.documents import json_body, problems
from api.http.event_stream import EventStream
from api.http.guard import require
from api.http.heads import read_head
from api.http.ports import ports_of
from api.http.problems import refusal_problem
from api.http.views import require_window
from api.messages.base import MAX_PAYLOAD_BYTES, Id, Message
from api.messages.words import Refusal
from api.ports import Session, Stream

SEQ_MAX = 2**53
"""Largest ledger seq that JavaScript holds exactly."""

router = APIRouter(prefix="/api/v1", tags=["live"])

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Frames without end: the present state at once, then changes; a comment every second as heartbeat.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


class Shown(Message):
    """A hall screen shows the call with this ledger seq."""

    seq: int = Field(ge=1, le=SEQ_MAX)


@router.get(
    "/live/public", summary="Board and calls, for everyone", response_class=Response, responses={**EVENT_STREAM, **problems(422)}
)
async def public(
    request: Request,
    screen: Annotated[Id | None, Query(description="A hall screen's own id: it then has to acknowledge each call")] = None,
) -> Response:
    """`board` at most five times a second, and `call`, each one, with the ledger's seq as SSE id. `Last-Event-ID` resumes."""
    ports = ports_of(request)
    frames = ports.live.subscribe(Stream.PUBLIC, after=last_event_id(request))
    if screen is None:
        return EventStream(frames)
    return EventStream(frames, opened=lambda: ports.screens.joined(screen), closed=lambda: ports.screens.left(screen))


@router.get(
    "/live/clerk",
    summary="One window's desk",
    response_class=Response,
    responses={**EVENT_STREAM, **problems(401, 403, 404, 422)},
)
async def clerk(
    request: Request,
    window: Annotated[int, Query(ge=1, le=999, examples=[1])],
    session: Annotated[Session, Depends(require(Permission.DESK))],
) -> Response:
    """`desk` of one window. Clerks see their own windows only."""
    require_window(session, window)
    ports = ports_of(request)
    if ports.views.desk(window) is None:
        raise refusal_problem(Refusal.UNKNOWN_WINDOW, f"window {window}")
    return while_signed_in(request, ports.live.subscribe(Stream.CLERK, window=window))


@router.get(
    "/live/manager",
    summary="The manager's overview",
    response_class=Response,
    responses={**EVENT_STREAM, **problems(401, 403)},
    dependencies=[Depends(require(Permission.MANAGER))],
)
async def manager(request: Request) -> Response:
    """`manager`: the whole hall with its latest single ratings."""
    return while_signed_in(request, ports_of(request).live.subscribe(Stream.MANAGER))


@router.get(
    "/live/devices",
    summary="The device board",
    response_class=Response,
    responses={**EVENT_STREAM, **problems(401, 403)},
    dependencies=[Depends(require(Permission.DEVICES))],
)
async def devices(request: Request) -> Response:
    """`devices`: every device with its state and faults."""
    return while_signed_in(request, ports_of(request).live.subscribe(Stream.DEVICES))


@router.post(
    "/screens/{screen}/shown",
    summary="A hall screen shows a call",
    status_code=204,
    responses=problems(413, 422),
    openapi_extra=json_body(Shown, {"seq": 42}),
)
async def shown(screen: Annotated[Id, Path(examples=["hall-1"])], request: Request) -> Response:
    """Without this within 3 s the hall raises the fault `screen.mute` for that screen."""
    body = await read_body(request.receive, read_head(request.scope).content_length, MAX_PAYLOAD_BYTES)
    try:
        report = Shown.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise refusal_problem(Refusal.MALFORMED, describe(error)) from error
    ports_of(request).screens.shown(screen, report.seq)
    return Response(status_code=204)


def while_signed_in(request: Request, frames: AsyncIterator[bytes]) -> EventStream:
    """A stream that ends when its session does: signed out, run out, or its account removed or changed."""
    accounts, token = ports_of(request).accounts, read_head(request.scope).token
    return EventStream(frames, allowed=lambda: accounts.session(token) is not None)


def last_event_id(request: Request) -> int | None:
    """The seq after which a reader resumes; anything that isn't one of our ids starts afresh, as browsers expect."""
    text = request.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
