"""`GET /metrics` and `GET /healthz` of one process, on a port of their own. Reads memory only, on the process's own loop.

A few lines of HTTP/1.1, one request for each connection: an agent and a kiosk have no web framework, and a process whose loop
hangs must not answer that it is well. The controller has it too, apart from the port that browsers and proxies reach.
"""

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import structlog

from api.messages.views import Health
from api.process.metrics_settings import MetricsSection
from api.process.readings import Reading
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError

REQUEST_MAX_BYTES = 8_192
READ_WITHIN_S = 5.0
CONNECTIONS_MAX = 16
"""At once. Monitoring asks one at a time; more is somebody else."""
JSON = "application/json"


class Page(Protocol):
    """Makes the body of /metrics."""

    def page(self) -> bytes: ...


class StatusServer:
    """Args:
    gather: the readings as they stand now.
    health: of this process: 200 when it is well, else 503.
    """

    def __init__(self, settings: MetricsSection, gather: Callable[[], Iterable[Reading]], health: Callable[[], Health]) -> None:
        self._settings = settings
        self._gather = gather
        self._health = health
        self._token = ""
        self._server: asyncio.Server | None = None
        self._metrics: Page | None = None
        self._open = 0
        self._log = structlog.get_logger("status")

    @property
    def port(self) -> int:
        """The bound one; 0 while nothing listens."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else 0

    async def start(self) -> None:
        """Nothing happens when the settings name no port. One that is taken, or a token that can't be read, is told in the log
        and keeps nobody from work: without its token `/metrics` is refused to everybody.
        """
        settings = self._settings
        if settings.port is None:
            return
        # Its library is a megabyte and a tenth of a second: only where it is wanted.
        from api.process.exposition import Exposition

        self._metrics = Exposition(self._gather)
        if settings.token_file is not None:
            self._token = self._read_token(settings.token_file)
        try:
            self._server = await asyncio.start_server(self._serve, settings.host, settings.port, limit=REQUEST_MAX_BYTES)
        except OSError as error:
            self._log.error("status not served, set another metrics.port", port=settings.port, error=error.strerror)
            return
        self._log.info("status served", port=self.port)

    def _read_token(self, path: Path) -> str:
        try:
            return read_secret(path)
        except ConfigurationError as error:
            self._log.error("metrics refused to everybody, set metrics.token_file right and start again", problem=str(error))
            return secrets.token_hex()

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= CONNECTIONS_MAX:
                async with asyncio.timeout(READ_WITHIN_S):
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                    status, kind, body = self._answered(head)
                    writer.write(_head(status, kind, len(body)) + body)
                    await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            # Whoever asks slowly, at too great a length or goes away gets no answer.
            return
        finally:
            self._open -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _answered(self, head: str) -> tuple[HTTPStatus, str, bytes]:
        try:
            return self._answer(head)
        except Exception as error:
            self._log.exception("status failed")
            return HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", f"{type(error).__name__}\n".encode()

    def _answer(self, head: str) -> tuple[HTTPStatus, str, bytes]:
        first, *lines = head.split("\r\n")
        method, _, rest = first.partition(" ")
        path = rest.partition(" ")[0].partition("?")[0]
        if method != "GET" or path not in ("/metrics", "/healthz"):
            return HTTPStatus.NOT_FOUND, "text/plain", b"GET /metrics or /healthz\n"
        if path == "/healthz":
            health = self._health()
            status = HTTPStatus.OK if health.well else HTTPStatus.SERVICE_UNAVAILABLE
            return status, JSON, health.model_dump_json().encode()
        if self._token and not hmac.compare_digest(_bearer(lines).encode(), self._token.encode()):
            return HTTPStatus.UNAUTHORIZED, "text/plain", b"Authorization: Bearer, with what stands in metrics.token_file\n"
        if self._metrics is None:
            raise RuntimeError("nothing listens")
        from api.process.exposition import CONTENT_TYPE

        return HTTPStatus.OK, CONTENT_TYPE, self._metrics.page()


def _bearer(lines: Iterable[str]) -> str:
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() == "authorization":
            scheme, _, token = value.strip().partition(" ")
            return token.strip() if scheme.lower() == "bearer" else ""
    return ""


def _head(status: HTTPStatus, kind: str, length: int) -> bytes:
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    ).encode("ascii")
