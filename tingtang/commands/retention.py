"""Erases what is past its time, and reports what is kept, for how long, and what was erased. Numbers only; nobody is in them.

  tingtang retention run     what is overdue goes, and what went is written down; each night by tingtang-retention.timer
  tingtang retention report  what there is by rule, how old the oldest is, what was erased in a period

Both may run beside a working controller. `run` ends with 1 when something stayed that should have gone.

Examples:
  tingtang retention run --config /etc/tingtang/controller.toml --dry-run
  tingtang retention report --config /etc/tingtang/controller.toml --days 90 --html --output retention.html
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from api.process.settings_file import ConfigurationError
from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.identity.document import html, markdown
from hall_controller.settings import ControllerSettings, load_settings
from tingtang.backup.making import prune
from tingtang.backup.problems import BackupProblem
from tingtang.retention.erasing import ERASE
from tingtang.retention.evidence import keep_night, read_nights
from tingtang.retention.report import retention_report
from tingtang.retention.rules import rules_of
from tingtang.retention.working import erase, stock

DAYS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    running = actions.add_parser("run", help="erase what is overdue")
    running.add_argument("--dry-run", action="store_true", help="only say what would go; old backups aren't looked at")
    report = actions.add_parser("report", help="what is kept, what was erased")
    report.add_argument("--days", type=int, default=DAYS, help=f"erasures of the last so many days (default: {DAYS})")
    report.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    report.add_argument("--html", action="store_true", help="a page for printing instead of Markdown")
    report.add_argument("--output", type=Path, metavar="FILE", help="write it there; the file is replaced")
    for one in (running, report):
        one.add_argument("--config", type=Path, required=True, help="the controller's TOML file")
        one.add_argument("--json", action="store_true", help="the numbers alone, for other programs")


def run(arguments: argparse.Namespace) -> int:
    try:
        settings = load_settings(arguments.config)
        hall = load_hall_config(settings.site_file)
        work = _run if arguments.action == "run" else _report
        return work(arguments, settings, hall, time.time_ns() // 1_000_000)
    except (ConfigurationError, OSError) as error:
        print(f"tingtang retention: {error}", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, settings: ControllerSettings, hall: HallConfig, now: int) -> int:
    if arguments.dry_run:
        return _would_erase(settings, hall, now, as_json=arguments.json)
    night = erase(settings.data_dir, hall, now)
    keep_night(settings.data_dir, night)
    backup_problem = _prune_backups(settings, hall, now)
    if arguments.json:
        print(night.model_dump_json())
    else:
        for key, rows in night.erased.items():
            print(f"{key}: {rows} erased")
    for keeper, problem in night.problems.items():
        print(f"tingtang retention: {keeper}: not done ({problem}); the next night tries again", file=sys.stderr)
    for key, rows in night.overdue.items():
        print(f"tingtang retention: {key}: {rows} are still there; is the controller running?", file=sys.stderr)
    if backup_problem:
        print(f"tingtang retention: {backup_problem}", file=sys.stderr)
    return 1 if night.problems or night.overdue or backup_problem else 0


def _would_erase(settings: ControllerSettings, hall: HallConfig, now: int, *, as_json: bool) -> int:
    found = stock(settings.data_dir, hall, now)
    here = {rule.key for rule in rules_of(hall) if rule.keeper in ERASE}
    told = {key: rows for key, rows in found.due.items() if key in here}
    print(
        json.dumps(told) if as_json else "\n".join(f"{key}: {rows} would go" for key, rows in told.items()) or "nothing would go"
    )
    for keeper, problem in found.problems.items():
        print(
            f"tingtang retention: {keeper}: can't be read ({problem}); `sudo tingtang doctor` looks at the disk", file=sys.stderr
        )
    return 1 if found.problems else 0


def _prune_backups(settings: ControllerSettings, hall: HallConfig, now: int) -> str:
    """Backups outlive what was erased only for as long as they may."""
    backup = settings.backup
    if backup.folder is None or not backup.folder.is_dir():
        return ""
    try:
        prune(backup.folder, hall.hall.site, now_ms=now, daily=backup.daily, weekly=backup.weekly)
    except (BackupProblem, OSError) as error:
        return str(error)
    return ""


def _report(arguments: argparse.Namespace, settings: ControllerSettings, hall: HallConfig, now: int) -> int:
    found = stock(settings.data_dir, hall, now)
    since = now - round(timedelta(days=arguments.days).total_seconds() * 1000)
    nights = [night for night in read_nights(settings.data_dir) if night.at_ms >= since]
    if arguments.json:
        counts = {key: {**asdict(one), "oldest": one.oldest and one.oldest.total_seconds()} for key, one in found.counts.items()}
        print(json.dumps({"counts": counts, "nights": [night.model_dump() for night in nights]}))
        return 0
    zone = ZoneInfo(hall.hall.timezone)
    document = retention_report(rules_of(hall), found, nights, read_catalogue(), arguments.language, zone)
    text = html(document) if arguments.html else markdown(document)
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        arguments.output.write_text(text, encoding="utf-8")
    return 0
