"""Checks a configuration file whole; an unknown key is named with its file and section.

For a hall it also shows the next two weeks: open days, hours, holidays, and what the calendar doesn't know; and how much of
the time each zone's loudspeakers will speak. A zone above 70 % is refused: calls would pile up there.

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
from tingtang.voice_load import ZoneLoad, clip_lengths, voice_loads, voice_problems

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
    check.add_argument("--clips", type=Path, help="folder of the voice clips; without it they are made for the moment")


def run(arguments: argparse.Namespace) -> int:
    try:
        settings = LOADERS[arguments.kind](arguments.file)
        loads = hall_voice(settings, arguments.clips, arguments.file) if isinstance(settings, HallConfig) else []
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.file}: usable")
    if isinstance(settings, HallConfig):
        for load in loads:
            print(f"Voice of {load.zone}: speaks {load.load:.0%} of the time ({load.calls_per_s * 3600:.0f} calls an hour)")
        print_calendar(Rules(settings), datetime.now(ZoneInfo(settings.hall.timezone)).date())
    return 0


def hall_voice(hall: HallConfig, clips: Path | None, file: Path) -> list[ZoneLoad]:
    """Each zone's voice.

    Raises:
        ConfigurationError: a zone would speak more than 70 % of the time, or its load can't be computed.
    """
    if not any(zone.speakers for zone in hall.zones):
        return []
    try:
        loads = voice_loads(hall, clip_lengths(clips))
    except ConfigurationError as error:
        raise ConfigurationError(f"{file}: not usable:\n{error}") from error
    if problems := voice_problems(loads, hall.hall.voice_languages):
        raise ConfigurationError(f"{file}: not usable:\n" + "\n".join(f"  {problem}" for problem in problems))
    return loads


def print_calendar(rules: Rules, today: date) -> None:
    """The next days, and on stderr what a person must see to."""
    hours = {queue.id: queue.hours for queue in rules.queues.values()}
    print("Numbers are given:", *calendar_lines(rules.calendar, hours, today), sep="\n")
    for warning in warning_lines(rules.calendar, today):
        print(f"warning: {warning}", file=sys.stderr)
