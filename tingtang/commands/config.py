"""Checks a configuration file whole; an unknown key is named with its file and section.

For a hall it also shows the next two weeks: open days, hours, holidays, and what the calendar doesn't know.

Examples:
  tingtang config check hall /etc/tingtang/hall.toml
  tingtang config check agent /etc/tingtang/agent.toml
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api.process.settings_file import ConfigurationError
from drivers.agent.settings import load_settings as load_agent
from hall_controller.calendar_report import calendar_lines, warning_lines
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.rules import Rules
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
        settings = LOADERS[arguments.kind](arguments.file)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.file}: usable")
    if isinstance(settings, HallConfig):
        print_calendar(Rules(settings), datetime.now(ZoneInfo(settings.hall.timezone)).date())
    return 0


def print_calendar(rules: Rules, today: date) -> None:
    """The next days, and on stderr what a person must see to."""
    hours = {queue.id: queue.hours for queue in rules.queues.values()}
    print("Numbers are given:", *calendar_lines(rules.calendar, hours, today), sep="\n")
    for warning in warning_lines(rules.calendar, today):
        print(f"warning: {warning}", file=sys.stderr)
