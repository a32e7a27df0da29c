"""`python -m drivers.agent --config agent.toml`"""

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


async def serve(settings: AgentSettings, folder: Path) -> None:
    """Run the agent until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    agent = DeviceAgent(
        settings,
        folder,
        clock=SystemClock(),
        random=random.random,
        environment=os.environ,
        pid=os.getpid(),
    )
    await agent.run(stop)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.agent", description="Device agent of one host.")
    parser.add_argument("--config", type=Path, required=True, help="the agent's TOML file")
    parser.add_argument("--check-config", action="store_true", help="only check the file")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.config)
        configure_logs(settings.log.format, settings.log.level)
        folder = options.config.resolve().parent
        if options.check_config:
            check_fleet(settings, folder)
            sys.stdout.write(f"{options.config}: usable, {len(settings.devices)} devices\n")
        else:
            asyncio.run(serve(settings, folder))
    except ConfigurationError as error:
        sys.stderr.write(f"device agent: {error}\n")
        return EXIT_CONFIGURATION
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"device agent: {error}\n")
        return EXIT_STORE
    return 0


if __name__ == "__main__":
    sys.exit(main())
