"""Shows the hall's page on a television: Chromium in cage, watched, brought back when it stands. systemd runs it.

Example:
  tingtang screen --config /etc/tingtang/screen.toml
"""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from api.process.logs import configure_logs
from api.process.settings_file import ConfigurationError
from tingtang.screen.browser import command
from tingtang.screen.devtools import BrowserGone
from tingtang.screen.running import show
from tingtang.screen.settings import ScreenSettings, load_settings

EXIT_BROWSER = 69
"""EX_UNAVAILABLE of sysexits.h: systemd starts it again."""
EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="the screen's TOML file")


def run(arguments: argparse.Namespace) -> int:
    try:
        settings = load_settings(arguments.config)
        configure_logs(settings.log.format, settings.log.level, part="screen")
        asyncio.run(_serve(settings))
    except ConfigurationError as error:
        print(f"tingtang screen: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION
    except (BrowserGone, OSError) as error:
        print(f"tingtang screen: the browser ended ({error}); it is started again", file=sys.stderr)
        return EXIT_BROWSER
    return 0


async def _serve(settings: ScreenSettings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await show(settings.screen.url, command(settings.screen.profile), stop, os.environ)
