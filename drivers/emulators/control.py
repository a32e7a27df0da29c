"""The control port: how people and tests see and touch the emulated devices. HTTP on the loopback address only.

GET  /                    all devices' states
GET  /{id}/state          one device's state, JSON
GET  /{id}/picture.png    what it looks like now
GET  /{id}/menu           its keys, where they are on the picture, its faults; with words in Chinese and English
POST /{id}/press          {"key": "next"}
POST /{id}/fault          {"fault": "silent"}
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from drivers.emulators.device import Face
from drivers.emulators.menu import menu
from drivers.emulators.streams import StreamServer

MAX_HEAD_BYTES = 16_384
MAX_BODY_BYTES = 4_096
REQUEST_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Response:
    status: HTTPStatus
    body: bytes
    type: str = "application/json"


class _Refuse(Exception):
    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


class ControlPort:
    """Args: port: 0 takes a free one; `port` says which after `start`."""

    def __init__(self, faces: Mapping[str, Face], port: int) -> None:
        self.port = port
        self._faces = faces
        self._server = StreamServer(self._answer, limit=MAX_HEAD_BYTES)

    async def start(self) -> None:
        self.port = self._server.listen("127.0.0.1", self.port)

    async def stop(self) -> None:
        await self._server.stop()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # One request a connection: clients are a page that polls and tests.
        with contextlib.suppress(TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                response = await self._respond(reader)
                writer.write(_head(response) + response.body)
                await writer.drain()

    async def _respond(self, reader: asyncio.StreamReader) -> Response:
        try:
            method, path, body = await _request(reader)
            return self._route(method, path, body)
        except _Refuse as refused:
            return _json(refused.status, {"error": str(refused)})

    def _route(self, method: str, path: str, body: bytes) -> Response:
        if path == "/":
            _require(method, "GET")
            return _json(HTTPStatus.OK, {"devices": [face.state() for face in self._faces.values()]})
        name, _, action = path.strip("/").partition("/")
        face = self._faces.get(name)
        if face is None:
            raise _Refuse(HTTPStatus.NOT_FOUND, f"no device {name!r}")
        if action == "state":
            _require(method, "GET")
            return _json(HTTPStatus.OK, face.state())
        if action == "menu":
            _require(method, "GET")
            return _json(HTTPStatus.OK, menu(face.key_menu(), face.fault_menu(), face.state()["fault"]))
        if action == "picture.png":
            _require(method, "GET")
            picture = face.picture()
            if picture is None:
                raise _Refuse(HTTPStatus.NOT_FOUND, f"{name} has nothing to look at")
            return Response(HTTPStatus.OK, picture, "image/png")
        if action in _ACTIONS:
            _require(method, "POST")
            return self._act(face, action, body)
        raise _Refuse(HTTPStatus.NOT_FOUND, f"no {action!r}; there are state, menu, picture.png, press, fault")

    def _act(self, face: Face, action: str, body: bytes) -> Response:
        field = _ACTIONS[action]
        try:
            value = json.loads(body)[field]
        except (ValueError, KeyError, TypeError) as error:
            raise _Refuse(HTTPStatus.BAD_REQUEST, f'the body must be {{"{field}": "…"}}') from error
        if not isinstance(value, str):
            raise _Refuse(HTTPStatus.BAD_REQUEST, f"{field} must be text")
        try:
            (face.press if action == "press" else face.fault)(value)
        except ValueError as error:
            raise _Refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        return _json(HTTPStatus.OK, face.state())


_ACTIONS = {"press": "key", "fault": "fault"}


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    """Method, path without query, body."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise _Refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too long") from error
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3:
        raise _Refuse(HTTPStatus.BAD_REQUEST, "not an HTTP request")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise _Refuse(HTTPStatus.BAD_REQUEST, "content-length isn't a number")
    if int(length) > MAX_BODY_BYTES:
        raise _Refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MAX_BODY_BYTES} bytes")
    return parts[0], parts[1].partition("?")[0], await reader.readexactly(int(length))


def _require(method: str, wanted: str) -> None:
    if method != wanted:
        raise _Refuse(HTTPStatus.METHOD_NOT_ALLOWED, f"{wanted} only")


def _json(status: HTTPStatus, value: Any) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode())


def _head(response: Response) -> bytes:
    return (
        f"HTTP/1.1 {response.status.value} {response.status.phrase}\r\n"
        f"Content-Type: {response.type}\r\nContent-Length: {len(response.body)}\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    ).encode()
