"""Checks configuration files whole, compares two of them, writes their schema. An unknown key is named with its file and section.

  tingtang config check KIND FILE       as the part itself reads it; for a hall also the next two weeks (open days, hours, what
                                        the calendar doesn't know) and how much of the time each zone's loudspeakers will speak:
                                        a zone above 70 % is refused, calls would pile up there
  tingtang config diff KIND OLD NEW     what differs, by names, and what of it needs a restart; ends with 1 when something does
  tingtang config schema KIND           JSON Schema for editors and other programs

Examples:
  tingtang config check hall /etc/tingtang/hall.toml
  tingtang config diff agent /etc/tingtang/agent.toml agent.toml.new
  tingtang config schema kiosk --out kiosk.schema.json
"""

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from api.process.settings_file import ConfigurationError
from hall_controller.calendar_report import calendar_lines, warning_lines
from hall_controller.config import HallConfig
from tingtang.configuration.differences import differences
from tingtang.configuration.effects import effects
from tingtang.configuration.kinds import KINDS, Kind, as_written
from tingtang.configuration.schema import schema_of
from tingtang.voice_load import ZoneLoad, clip_lengths, voice_loads, voice_problems

if TYPE_CHECKING:
    from hall_controller.domain.rules import Rules

SOMETHING_DIFFERS = 1
UNUSABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="check a file")
    diff = actions.add_parser("diff", help="compare two files")
    schema = actions.add_parser("schema", help="write the schema")
    for action in (check, diff, schema):
        action.add_argument("kind", choices=sorted(Kind), help="whose file it is")
    check.add_argument("file", type=Path)
    check.add_argument("--clips", type=Path, help="folder of the voice clips; without it they are made for the moment")
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    diff.add_argument("--json", action="store_true", help="for other programs")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it there; the file is replaced")


def run(arguments: argparse.Namespace) -> int:
    kind = Kind(arguments.kind)
    if arguments.action == "schema":
        return _schema(kind, arguments.out)
    if arguments.action == "diff":
        return _diff(kind, arguments.old, arguments.new, as_json=arguments.json)
    return _check(kind, arguments.file, arguments.clips)


def _check(kind: Kind, file: Path, clips: Path | None) -> int:
    try:
        settings = KINDS[kind].load(file)
        loads = hall_voice(settings, clips, file) if isinstance(settings, HallConfig) else []
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{file}: usable")
    if isinstance(settings, HallConfig):
        for load in loads:
            print(f"Voice of {load.zone}: speaks {load.load:.0%} of the time ({load.calls_per_s * 3600:.0f} calls an hour)")
        # Here, since a unit checks its own files and hasn't got the controller's libraries.
        from hall_controller.domain.rules import Rules

        print_calendar(Rules(settings), datetime.now(ZoneInfo(settings.hall.timezone)).date())
    return 0


def _diff(kind: Kind, old: Path, new: Path, *, as_json: bool) -> int:
    try:
        before, after = as_written(kind, old), as_written(kind, new)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    found = differences(before, after)
    told = effects(before, after, found)
    if as_json:
        changes = [{"path": one.path, "old": one.old, "new": one.new} for one in found]
        print(json.dumps({"differences": changes, "effects": told}, ensure_ascii=False))
    else:
        print(*[one.words for one in found], *[f"# {line}" for line in told], sep="\n")
    return SOMETHING_DIFFERS if found else 0


def _schema(kind: Kind, out: Path | None) -> int:
    text = json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
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


def print_calendar(rules: "Rules", today: date) -> None:
    """The next days, and on stderr what a person must see to."""
    hours = {queue.id: queue.hours for queue in rules.queues.values()}
    print("Numbers are given:", *calendar_lines(rules.calendar, hours, today), sep="\n")
    for warning in warning_lines(rules.calendar, today):
        print(f"warning: {warning}", file=sys.stderr)
