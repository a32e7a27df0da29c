"""`python -m hall_controller.units --config units.toml`: runs the units' server in the foreground.

Ends with 0 after SIGTERM or SIGINT, with 78 (EX_CONFIG of sysexits.h) when a setting is wrong, with 1 when it can't run.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import structlog
from fastapi import APIRouter

from api.process.logs import configure_logs
from api.process.sd_notify import notify, watchdog_interval_s
from api.process.settings_file import ConfigurationError
from hall_controller.background import Background
from hall_controller.clock import wall_ms
from hall_controller.http_server import HttpServer
from hall_controller.releases.routes import ReleasePorts, create_release_routes
from hall_controller.side_file import SideFileError
from hall_controller.tls import LOOK_AGAIN_S, ServerTls
from hall_controller.trust.authority import Authority, load_authority
from hall_controller.trust.registrar import Registrar
from hall_controller.trust.registry import Registry
from hall_controller.units.app import create_app
from hall_controller.units.own_certificate import renew_server
from hall_controller.units.peer import PeerProtocol, certified_node
from hall_controller.units.settings import UnitsSettings, load_settings

EXIT_FAILED = 1
EXIT_CONFIGURATION = 78
PULSE_S = 5.0

log = structlog.get_logger("hall_controller.units")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hall_controller.units", description="Runs one hall's units' server.")
    parser.add_argument("--config", type=Path, required=True, help="its TOML file")
    path = parser.parse_args(arguments).config
    try:
        settings = load_settings(path)
        configure_logs(settings.log.format, settings.log.level, part="units")
        asyncio.run(_serve(settings, path))
    except ConfigurationError as error:
        return _fail(error, EXIT_CONFIGURATION)
    except (SideFileError, sqlite3.Error, OSError) as error:
        return _fail(error, EXIT_FAILED)
    return 0


async def _serve(settings: UnitsSettings, path: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as closing:
        server = UnitServer(settings)
        await server.start(closing)
        loop.add_signal_handler(signal.SIGHUP, server.reload, path)
        notify(os.environ, "READY=1")
        log.info("units.listening", port=server.port)
        await stop.wait()
        notify(os.environ, "STOPPING=1")


class UnitServer:
    """The composition root: authority, book, HTTPS."""

    def __init__(self, settings: UnitsSettings, routers: Sequence[APIRouter] = ()) -> None:
        self._settings = settings
        self._routers = routers
        self._http: HttpServer | None = None
        self._certify: Callable[[Sequence[str]], None] = lambda _: None

    @property
    def port(self) -> int:
        if self._http is None:
            raise RuntimeError("the server isn't started")
        return self._http.port

    def reload(self, path: Path) -> None:
        """Take the names from the settings' file again; the rest of it holds until the next start."""
        try:
            self._certify(load_settings(path).names)
        except (ConfigurationError, OSError) as error:
            log.error("units.reloadRefused", detail=str(error))
        else:
            log.info("units.reloaded")

    async def start(self, closing: AsyncExitStack) -> None:
        """Returns when requests are served; `closing` ends it.

        Raises:
            ConfigurationError: the authority can't be used, or the port is taken.
            SideFileError, sqlite3.Error, OSError: the data folder can't be used.
        """
        settings = self._settings
        authority = load_authority(settings.authority, settings.authority_key)
        registry = Registry(settings.registry)
        registry.open()
        closing.callback(registry.close)
        registrar = Registrar(authority, registry, _now, os.urandom)
        certificate, key = settings.data_dir / "server.crt", settings.data_dir / "server.key"
        names = settings.names
        _renew(authority, names, certificate, key)
        tls = ServerTls(certificate, key, clients=settings.authority)

        def certify(wanted: Sequence[str]) -> None:
            nonlocal names
            names = tuple(wanted)
            if _renew(authority, names, certificate, key) and tls.refresh():
                log.info("units.certificateRenewed")

        self._certify = certify
        app = create_app(authority, registrar, (*self._routers, *_routers(settings, closing)))
        self._http = HttpServer(app, settings.host, settings.port, tls=tls.context, protocol=PeerProtocol)
        self._http.bind()
        closing.push_async_callback(self._http.stop)
        background = Background()
        closing.push_async_callback(background.stop)

        async def stay_certified() -> None:
            while True:
                await asyncio.sleep(LOOK_AGAIN_S)
                certify(names)

        async def pulse() -> None:
            while True:
                # As far as every answer goes: a thread, and the book.
                await asyncio.to_thread(registry.nodes)
                notify(os.environ, "WATCHDOG=1")
                await asyncio.sleep(min(PULSE_S, watchdog_interval_s(os.environ, os.getpid()) or PULSE_S))

        background.start("certificate", stay_certified)
        background.start("pulse", pulse)
        await self._http.start()


def _routers(settings: UnitsSettings, closing: AsyncExitStack) -> Sequence[APIRouter]:
    """What other parts serve to certified units."""
    releases = ReleasePorts(settings.data_dir, wall_ms)
    releases.open()
    closing.callback(releases.close)
    return (create_release_routes(releases, certified_node),)


def _renew(authority: Authority, names: Sequence[str], certificate: Path, key: Path) -> bool:
    try:
        return renew_server(authority, names, certificate, key, _now())
    except ValueError as error:
        raise ConfigurationError(f"names: {error}") from error


def _now() -> datetime:
    return datetime.now(UTC)


def _fail(error: Exception, code: int) -> int:
    # For a person at a terminal and in the journal alike: what is wrong and what to do, without a traceback.
    sys.stderr.write(f"hall_controller.units: {error}\n")
    return code
