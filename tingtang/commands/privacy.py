"""Reports on identification for managers, auditors and the authority: numbers only, nobody is in them.

  tingtang privacy report      what was done in a period: attempts by way and outcome, the share without a face, consents given
                               and withdrawn, templates kept, deletions, filing, platforms
  tingtang privacy assessment  the impact assessment (个人信息保护影响评估), filled in from the configuration; judging is yours

Both read the controller's file and may run beside a working controller. Markdown unless --html is given; to the screen unless
--output names a file.

Examples:
  tingtang privacy report --config /etc/tingtang/controller.toml --days 90
  tingtang privacy report --config /etc/tingtang/controller.toml --from 2026-01-01 --to 2026-03-31 --html --output q1.html
  tingtang privacy assessment --config /etc/tingtang/controller.toml --language zh-CN --output assessment.md
"""

import argparse
import datetime as dt
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from api.process.settings_file import ConfigurationError
from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.config import load_hall_config
from hall_controller.identity.assessment import impact_assessment
from hall_controller.identity.counts import Period
from hall_controller.identity.document import Document, html, markdown
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.report import privacy_report
from hall_controller.identity.schema import read_identity_file
from hall_controller.settings import identity_file, load_settings

DAYS = 30
EXIT_UNUSABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    report = kinds.add_parser("report", help="what was done in a period, in numbers")
    report.add_argument("--days", type=int, help=f"the last so many days, today among them; without --from: {DAYS}")
    report.add_argument("--from", type=dt.date.fromisoformat, dest="first", metavar="DATE", help="first day, as 2026-01-01")
    report.add_argument("--to", type=dt.date.fromisoformat, dest="last", metavar="DATE", help="last day; without it today")
    report.add_argument("--json", action="store_true", help="the numbers alone, for other programs")
    assessment = kinds.add_parser("assessment", help="the impact assessment, filled in from the configuration")
    for one in (report, assessment):
        one.add_argument("--config", type=Path, required=True, help="the controller's TOML file")
        one.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
        one.add_argument("--html", action="store_true", help="a page for printing instead of Markdown")
        one.add_argument("--output", type=Path, metavar="FILE", help="write it there; the file is replaced")


def run(arguments: argparse.Namespace) -> int:
    try:
        text = _report(arguments) if arguments.kind == "report" else _assessment(arguments)
        if arguments.output is None:
            sys.stdout.write(text)
        else:
            arguments.output.write_text(text, encoding="utf-8")
    except (ConfigurationError, _Unusable, sqlite3.Error, OSError) as error:
        print(f"tingtang privacy: {error}", file=sys.stderr)
        return EXIT_UNUSABLE
    return 0


class _Unusable(Exception):
    """What was asked for can't be had; the text says why."""


def _report(arguments: argparse.Namespace) -> str:
    settings = load_settings(arguments.config)
    config = load_hall_config(settings.site_file)
    office = PrivacyOffice(config)
    try:
        period = _period(arguments, office, time.time_ns() // 1_000_000)
    except (OverflowError, ValueError) as error:
        # `date` knows the years 1 to 9999, `timedelta` a thousand million days.
        raise _Unusable("no calendar goes so far") from error
    path = identity_file(settings.data_dir)
    if not path.exists():
        raise _Unusable(f"{path}: there is no such file; the controller makes it when it starts")
    with closing(read_identity_file(path)) as connection:
        # What the controller knows of its platforms isn't known here: they are named only.
        view = office.view(connection, period, dict.fromkeys(settings.identity.adapters, None))
    if arguments.json:
        return view.model_dump_json(indent=2) + "\n"
    return _written(privacy_report(view, read_catalogue(), arguments.language, ZoneInfo(config.hall.timezone)), arguments)


def _period(arguments: argparse.Namespace, office: PrivacyOffice, now: int) -> Period:
    if arguments.first is None and arguments.last is None:
        days = DAYS if arguments.days is None else arguments.days
        if days < 1:
            raise _Unusable("--days must be 1 or more")
        return office.last_days(days, now)
    last = arguments.last or office.local.date_of(now)
    if arguments.first is None or arguments.days is not None:
        raise _Unusable("name either --days, or --from and --to")
    if arguments.first > last:
        raise _Unusable(f"{arguments.first} is after {last}")
    return office.period(arguments.first, last)


def _assessment(arguments: argparse.Namespace) -> str:
    settings = load_settings(arguments.config)
    adapters = {name: section.url for name, section in settings.identity.adapters.items()}
    config = load_hall_config(settings.site_file)
    return _written(impact_assessment(config, adapters, read_catalogue(), arguments.language), arguments)


def _written(document: Document, arguments: argparse.Namespace) -> str:
    return html(document) if arguments.html else markdown(document)
