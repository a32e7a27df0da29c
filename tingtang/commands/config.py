"""Checks a configuration file whole; an unknown key is named with its file and section.

Examples:
  tingtang config check hall /etc/tingtang/hall.toml
  tingtang config check agent /etc/tingtang/agent.toml
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from api.process.settings_file import ConfigurationError
from drivers.agent.settings import load_settings as load_agent
from hall_controller.config import load_hall_config
from hall_controller.settings import load_settings as load_controller
from kiosk.settings import load_settings as load_kiosk

LOADERS: dict[str, Callable[[Path], object]] = {
    "hall": load_hall_config,
    "controller": load_controller,
    "agent": load_agent,
    "kiosk": load_kiosk,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="check a file")
    check.add_argument("kind", choices=sorted(LOADERS), help="whose file it is")
    check.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    try:
        LOADERS[arguments.kind](arguments.file)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.file}: usable")
    return 0
