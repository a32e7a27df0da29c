"""Serves the application: uvicorn inside our own event loop, with our own signals and a socket bound beforehand."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.process.settings_file import ConfigurationError
from hall_controller.tls import HSTS

BACKLOG = 2048
"""After a power cut every screen and desk of a county hall comes at once."""
GOODBYE_S = 2
"""How long open requests may go on at the end; live streams are closed before."""
KEEP_ALIVE_S = 75
"""Longer than the pause between two presses of a desk: its connection stays warm."""


class _Server(uvicorn.Server):
    """Says when it serves, and leaves signals to the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.serving.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """One listening port; with `tls` it speaks HTTPS only."""

    def __init__(
        self,
        app: FastAPI,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        protocol: type[HttpToolsProtocol] = HttpToolsProtocol,
    ) -> None:
        self._app = app
        self._tls = tls
        self._protocol = protocol
        self._host = host
        self._port = port
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The bound one."""
        if self._socket is None:
            raise RuntimeError("the server isn't bound")
        return int(self._socket.getsockname()[1])

    def bind(self) -> None:
        """Take the port.

        Raises:
            ConfigurationError: it is taken, or isn't this machine's.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, self._port))
        except OSError as error:
            bound.close()
            raise ConfigurationError(
                f"http: {self._host}:{self._port} can't be listened on ({error.strerror}); "
                "another program may use the port: stop it, or set another `http.port`"
            ) from error
        self._socket = bound

    async def start(self) -> None:
        """Returns when requests are served."""
        if self._socket is None:
            self.bind()
        config = uvicorn.Config(
            self._app,
            http=self._protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GOODBYE_S,
            headers=[HSTS] if self._tls is not None else None,
        )
        # Loaded here, so that the finished context takes the place of files, which uvicorn would read only once.
        config.load()
        config.ssl = self._tls
        self._server = _Server(config)
        sockets = [self._socket] if self._socket is not None else None
        self._task = asyncio.create_task(self._server.serve(sockets), name="http")
        serving = asyncio.create_task(self._server.serving.wait())
        await asyncio.wait((serving, self._task), return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        """Let open requests end, then close."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
        if self._socket is not None:
            self._socket.close()
            self._socket = None
