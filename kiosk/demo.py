"""The demo's hands and eyes on a kiosk: its picture, what can be touched, and touches. Loopback only, never in a real hall.

GET  /picture.png   the present frame
GET  /targets       {"targets": [{"name", "text", "enabled", "x", "y"}]}, centres in 0..1 from the top left
POST /touch         {"x": 0..1, "y": 0..1}: a touch on the glass
GET  /state         {"screen", "step", "language", "number", "busy", "mode", "notice", "typed", "reason",
                     "guidance"}
"""

import asyncio
import json
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import structlog

LOOPBACK = "127.0.0.1"
REQUEST_MAX_BYTES = 4_096
READ_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Target:
    """Something to touch; x and y are its centre, as parts of width and height from the top left."""

    name: str
    text: str
    enabled: bool
    x: float
    y: float


class Surface(Protocol):
    """A kiosk's glass, real or headless."""

    async def targets(self) -> list[Target]:
        """Where they are to be touched, once the screen stands still."""
        ...

    def touch(self, x: float, y: float) -> None:
        """Down and up at this place."""
        ...

    def state(self) -> dict[str, Any]: ...

    async def picture(self) -> bytes | None:
        """A PNG file; None without a screen."""
        ...


class BadRequest(Exception):
    """The request can't be used; the text says why."""


class DemoServer:
    """A few lines of HTTP/1.1, one request for each connection."""

    def __init__(self, surface: Surface, port: int) -> None:
        self._surface = surface
        self._port = port
        self._server: asyncio.Server | None = None
        self._log = structlog.get_logger("kiosk.demo")

    async def start(self) -> None:
        """
        Raises:
            OSError: the port is taken.
        """
        self._server = await asyncio.start_server(self._serve, LOOPBACK, self._port, limit=REQUEST_MAX_BYTES)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                method, path, body = await _read(reader)
                status, kind, content = await self._answer(method, path, body)
        except BadRequest as error:
            status, kind, content = 400, "application/json", _json({"error": str(error)})
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValueError):
            writer.close()
            return
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        try:
            writer.write(head.encode("ascii") + content)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            self._log.debug("asker went away", path=path)

    async def _answer(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        match method, path.partition("?")[0]:
            case "GET", "/picture.png":
                picture = await self._surface.picture()
                return (200, "image/png", picture) if picture is not None else (404, "application/json", _json({}))
            case "GET", "/targets":
                return 200, "application/json", _json({"targets": [asdict(target) for target in await self._surface.targets()]})
            case "GET", "/state":
                return 200, "application/json", _json(self._surface.state())
            case "POST", "/touch":
                self._surface.touch(*_place(body))
                return 200, "application/json", _json({"touched": True})
            case _:
                return 404, "application/json", _json({"error": "GET /picture.png, /targets, /state or POST /touch"})


_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found"}


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _place(body: bytes) -> tuple[float, float]:
    try:
        document = json.loads(body)
        x, y = float(document["x"]), float(document["y"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadRequest('a touch is {"x": 0..1, "y": 0..1}') from error
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise BadRequest("x and y are parts of the screen, 0..1")
    return x, y


async def _read(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError as error:
        raise BadRequest("too long") from error
    first, *lines = head.split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3:
        raise BadRequest("not HTTP")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > REQUEST_MAX_BYTES:
        raise BadRequest("too long")
    return parts[0], parts[1], await reader.readexactly(int(length))
