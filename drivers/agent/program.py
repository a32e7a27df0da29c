"""`python -m drivers.agent --config agent.toml`; with `bundle`, a diagnosis of this host in one file instead."""

import argparse
import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from api.process.logs import configure_logs
from api.process.settings_file import ConfigurationError
from drivers.agent.agent import DeviceAgent
from drivers.agent.fleet import check_fleet
from drivers.agent.settings import AgentSettings, load_settings
from drivers.core.clock import SystemClock

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: trying again can't help."""
EXIT_STORE = 74
"""EX_IOERR."""


async def serve(settings: AgentSettings, path: Path) -> None:
    """Run the agent until SIGTERM or SIGINT; SIGHUP makes it look at its file."""
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    agent = DeviceAgent(
        settings,
        path,
        clock=SystemClock(),
        random=random.random,
        environment=os.environ,
        pid=os.getpid(),
    )
    await agent.run(stop, reload)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.agent", description="Device agent of one host.")
    parser.add_argument("action", nargs="?", choices=("run", "bundle"), default="run", help="bundle: write a diagnosis and end")
    parser.add_argument("--config", type=Path, required=True, help="the agent's TOML file")
    parser.add_argument("--check-config", action="store_true", help="only check the file")
    parser.add_argument("--out", type=Path, default=Path("tingtang-diagnosis.tar.gz"), help="the bundle's file")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.config)
        configure_logs(settings.log.format, settings.log.level, part="agent", node=settings.agent.node)
        if options.check_config:
            check_fleet(settings, options.config.resolve().parent)
            sys.stdout.write(f"{options.config}: usable, {len(settings.devices)} devices\n")
        elif options.action == "bundle":
            from drivers.agent.bundle import write_bundle
            from drivers.core.serial_link import list_usb_ports

            names = write_bundle(settings, options.config, options.out, list_usb_ports())
            sys.stdout.write(f"{options.out}: {len(names)} documents, no personal data\n")
        else:
            asyncio.run(serve(settings, options.config))
    except ConfigurationError as error:
        sys.stderr.write(f"device agent: {error}\n")
        return EXIT_CONFIGURATION
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"device agent: {error}\n")
        return EXIT_STORE
    return 0
