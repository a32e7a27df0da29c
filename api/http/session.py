"""Signing in and out. The token travels in an HttpOnly, SameSite=Strict cookie, and in the answer for clients without one."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Permission
from api.http.bodies import read_body
from api.http.commands import describe
from api.http.documents import json_body, problems
from api.http.guard import require
from api.http.heads import SESSION_COOKIE, read_head
from api.http.ports import HttpPorts, ports_of
from api.http.problems import Problem, refusal_problem
from api.messages.base import Message, Milliseconds
from api.messages.words import Refusal, Role
from api.ports import Session, TooManyAttempts

MAX_SIGN_IN_BYTES = 2_048
"""Two short texts; hashing is dear, so nobody may send a novel as password."""

SESSION_S = 12 * 3600
"""The cookie's life: a long day at the desk. The server's own expiry decides."""

router = APIRouter(prefix="/api/v1/session", tags=["session"])


class SignIn(Message):
    """Name and password of an account."""

    name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class SessionView(Message):
    """Who is signed in, and what a page needs to act for them."""

    name: str
    role: Role
    windows: tuple[int, ...] | None
    """Windows a clerk may work at; null: any."""
    csrf: str
    """Goes into `X-CSRF-Token` of every unsafe request that is signed in by cookie."""
    expires_at: Milliseconds


class SignedIn(SessionView):
    """The new session; `token` is for clients without cookies (`Authorization: Bearer`)."""

    token: str


@router.post(
    "",
    summary="Sign in",
    description="Opens a session and sets its cookie. Wrong names and wrong passwords answer alike, after the same time.",
    responses={200: {"model": SignedIn, "description": "Signed in"}, **problems(401, 413, 415, 422, 429)},
    openapi_extra=json_body(SignIn, {"name": "window-1", "password": "a long password"}),
)
async def sign_in(request: Request) -> Response:
    ports = ports_of(request)
    head = read_head(request.scope)
    if head.content_type.split(";")[0].strip().lower() != "application/json":
        # A foreign page's form can't send this type, so it can't sign a browser in to an account of its own choosing.
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "malformed", "Content-Type must be application/json")
    body = await read_body(request.receive, head.content_length, MAX_SIGN_IN_BYTES)
    try:
        asked = SignIn.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise refusal_problem(Refusal.MALFORMED, describe(error)) from error
    try:
        opened = await ports.accounts.sign_in(asked.name, asked.password)
    except TooManyAttempts as error:
        headers = {"Retry-After": str(error.retry_after_s)}
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "tooManyAttempts", str(error), headers=headers) from error
    if opened is None:
        raise Problem(HTTPStatus.UNAUTHORIZED, "wrongCredentials", "name or password is wrong")
    token, session = opened
    view = SignedIn(token=token, **_view(session).model_dump())
    response = Response(view.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
    _set_cookie(response, ports, token, SESSION_S)
    return response


@router.get(
    "",
    summary="Who am I?",
    response_model=SessionView,
    responses=problems(401),
)
async def who_am_i(session: Annotated[Session, Depends(require(Permission.SIGNED_IN))]) -> Response:
    body = _view(session).model_dump_json()
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.delete(
    "",
    summary="Sign out",
    description="Ends the session on the server and clears the cookie.",
    status_code=204,
    responses=problems(401, 403, 503),
    dependencies=[Depends(require(Permission.SIGNED_IN))],
)
async def sign_out(request: Request) -> Response:
    ports = ports_of(request)
    await ports.accounts.sign_out(read_head(request.scope).token)
    response = Response(status_code=204)
    _set_cookie(response, ports, "", 0)
    return response


def _view(session: Session) -> SessionView:
    actor = session.actor
    windows = None if actor.windows is None else tuple(sorted(actor.windows))
    return SessionView(name=actor.name, role=actor.role, windows=windows, csrf=session.csrf, expires_at=session.expires_at)


def _set_cookie(response: Response, ports: HttpPorts, token: str, max_age_s: int) -> None:
    response.set_cookie(
        SESSION_COOKIE, token, max_age=max_age_s, path="/", secure=ports.secure_cookies, httponly=True, samesite="strict"
    )
