"""Reaches the process behind a device's live picture. Only addresses on this very machine are ever asked."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import Response

from api.http.bodies import read_body
from api.http.heads import read_head
from api.http.problems import Problem, refusal_problem
from api.messages.base import Message
from api.messages.words import CompletionCode, Refusal
from hall_controller.web.demo_words import DemoMenu

MAX_POKE_BYTES = 2048
MAX_MENU_BYTES = 65_536
LINE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ANSWER_WITHIN_S = 3.0
NOT_KEPT = {"Cache-Control": "no-store"}
PICTURE_NAME = "/picture.png"
"""Last part of a live picture's address; the emulators' and the kiosk's control address is what stands before it."""


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


def line_address(control: str | None, line: str) -> str | None:
    """Where the emulated line takes demo actions that a device hangs on: beside the device, by the line's id."""
    if control is None or not LINE_ID.fullmatch(line):
        return None
    parts = urlsplit(control)
    # A kiosk has its port for itself: nothing stands beside it.
    return f"http://{parts.netloc}/{line}" if parts.path.strip("/") else None


class DemoHands:
    """Asks the emulators. `picture_address` and `line_of` map `node/device` to its `describe.picture` and `describe.line`."""

    def __init__(
        self, picture_address: Callable[[str], str | None], line_of: Callable[[str], str], client: httpx.AsyncClient
    ) -> None:
        self._picture_address = picture_address
        self._line_of = line_of
        self._client = client

    def device(self, node: str, device: str) -> str:
        return self._known(control_address(self._picture_address(f"{node}/{device}")), f"{node}/{device}")

    def line(self, node: str, device: str) -> str:
        """The line's address that this device hangs on."""
        address = f"{node}/{device}"
        return self._known(line_address(control_address(self._picture_address(address)), self._line_of(address)), address)

    async def send(self, target: str, action: str, model: type[Message], request: Request) -> Response:
        """Raises Problem: 422, the emulator knows no such thing or the body isn't one; 502, it doesn't answer."""
        body = await read_body(request.receive, read_head(request.scope).content_length, MAX_POKE_BYTES)
        try:
            wanted = model.model_validate_json(body)
        except ValueError as error:
            raise refusal_problem(Refusal.MALFORMED, f"not a {action}") from error
        await self._asked(self._client.post(f"{target}/{action}", json=wanted.model_dump(), timeout=ANSWER_WITHIN_S))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def menu(self, target: str) -> Response:
        """Raises Problem: 502, the emulator doesn't answer, or not with a menu."""
        answer = await self._asked(self._client.get(f"{target}/menu", timeout=ANSWER_WITHIN_S))
        try:
            menu = DemoMenu.model_validate_json(answer.content[:MAX_MENU_BYTES])
        except ValueError as error:
            raise _no_answer("no menu") from error
        return Response(menu.model_dump_json(exclude_none=True), media_type="application/json", headers=NOT_KEPT)

    @staticmethod
    def _known(target: str | None, address: str) -> str:
        if target is None:
            raise Problem(HTTPStatus.NOT_FOUND, "notFound", f"{address} has no demo controls")
        return target

    @staticmethod
    async def _asked(question: Awaitable[httpx.Response]) -> httpx.Response:
        try:
            answer = await question
        except httpx.HTTPError as error:
            raise _no_answer(type(error).__name__) from error
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise refusal_problem(Refusal.MALFORMED, "the emulator knows no such thing")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise Problem(HTTPStatus.NOT_FOUND, "notFound", "the emulator has no such device")
        if not answer.is_success:
            raise _no_answer(str(answer.status_code))
        return answer


def _no_answer(what: str) -> Problem:
    return Problem(HTTPStatus.BAD_GATEWAY, CompletionCode.DEVICE_NOT_READY.value, f"the emulator didn't do it: {what}")
