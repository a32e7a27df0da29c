"""A real day of the hall once more, under another rule or with other windows: what would people have waited?

Arrivals, classes, services, people who didn't come and clerks' hours are the day's own, from the hall's journal. First the day
is replayed as it was, which shows how far the replay can be believed; then come the alternatives.

Examples:
  tingtang whatif --db hall.sqlite3 --yesterday --rule fifo
  tingtang whatif --db hall.sqlite3 --yesterday --windows tax=+1             one window more for tax
  tingtang whatif --db hall.sqlite3 --date 2026-11-20 --rule strict,apq --windows tax=+1,general=-1
  tingtang whatif --db /var/lib/tingtang/ctl --hall /etc/tingtang/hall.toml --yesterday --rule fifo --json
"""

import argparse
import json
import sqlite3
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig
from hall_controller.simulation.fit_of_replay import ReplayFit
from hall_controller.simulation.journal import JournalDay, NotReplayable
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import RuleChange
from hall_controller.simulation.report import DayReport
from hall_controller.simulation.run_day import midnight_of, run_day
from hall_controller.simulation.staffing import WrongStaffing, parse_changes
from hall_controller.simulation.variant import UnknownRule, Variant
from tingtang.simulation.inputs import read_hall
from tingtang.simulation.journal_file import hall_beside, open_journal, yesterday
from tingtang.simulation.progress import DayProgress, day_progress
from tingtang.simulation.tables import console, day_table, queues_table, waits_table

REAL, REPLAY = "real", "replay"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=Path, required=True, help="the hall's database, or the controller's data folder")
    parser.add_argument("--hall", help="the hall's TOML file (default: hall.toml beside the database or in /etc/tingtang)")
    day = parser.add_mutually_exclusive_group(required=True)
    day.add_argument("--yesterday", action="store_true", help="the day before today, in the hall's time zone")
    day.add_argument("--date", metavar="YYYY-MM-DD", help="another day of the journal")
    parser.add_argument("--rule", default="", metavar="RULES", help="fifo, strict, apq, ratio:K, edd; several with commas")
    parser.add_argument("--windows", default="", metavar="CHANGES", help="staffing: tax=+1 one window more, tax=-1 one fewer")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _what_if(arguments)
    except (ConfigurationError, WrongStaffing, UnknownRule, NotReplayable, ValueError, sqlite3.Error) as error:
        print(f"tingtang whatif: {error}", file=sys.stderr)
        return 2


def _what_if(arguments: argparse.Namespace) -> int:
    variants = alternatives(arguments.rule, arguments.windows)
    if not variants:
        raise UnknownRule("name what should be different: --rule fifo, --windows tax=+1, or both")
    hall = read_hall(arguments.hall or hall_beside(arguments.db))
    day = arguments.date or yesterday(hall)
    with open_journal(arguments.db, hall) as journal:
        was, in_force = journal.read(day), journal.rule_before(day)
    hall = as_in_force(hall, in_force)
    with day_progress() as progress:
        results = {REPLAY: _run(Variant(REPLAY), hall, was, progress)}
        results |= {variant.name: _run(variant, hall, was, progress) for variant in variants}
    fit = ReplayFit.of(was.real, results[REPLAY])
    reports = [DayReport.of(name, result) for name, result in {REAL: was.real, **results}.items()]
    screen = console()
    screen.print(waits_table(f"{hall.hall.site}, {day}, {len(was.plan.citizens)} people", reports))
    changed = dict.fromkeys(change.queue for variant in variants for change in variant.staffing)
    if changed:
        screen.print(queues_table(changed, reports))
    screen.print(day_table(reports))
    _say_how_close(screen, fit, was)
    if arguments.json:
        document = {"day": day, "people": len(was.plan.citizens), "replay_fit": {**asdict(fit), "is_close": fit.is_close}}
        print(json.dumps({**document, "days": [report.to_json() for report in reports]}, ensure_ascii=False))
    return 0


def alternatives(rules: str, windows: str) -> list[Variant]:
    """One for each rule, all with the changed windows; without a rule the windows alone.

    Raises:
        UnknownRule: there is no such rule.
        WrongStaffing: the change isn't written like one.
    """
    staffing = tuple(parse_changes(windows)) if windows else ()
    changed = " ".join(str(change) for change in staffing)
    if not rules:
        return [Variant(changed, staffing=staffing)] if staffing else []
    found = [Variant.of_rule(word.strip()) for word in rules.split(",")]
    return [Variant(f"{one.name} {changed}".strip(), one.rule, one.ratio_k, staffing=staffing) for one in found]


def as_in_force(hall: HallConfig, change: RuleChange | None) -> HallConfig:
    """The hall under the rule that a manager had set before the day."""
    return hall if change is None else Variant("", change.rule, rates=change.rates).hall(hall)


def _run(variant: Variant, hall: HallConfig, was: JournalDay, progress: DayProgress) -> DayResult:
    plan = variant.plan(hall, was.plan)
    begins = midnight_of(plan.day, hall.hall.timezone)
    on_time = progress.day(variant.name, begins, begins + plan.ends, begins + plan.citizens[0].arrives)
    return run_day(variant.hall(hall), plan, on_time)


def _say_how_close(screen: Console, fit: ReplayFit, was: JournalDay) -> None:
    screen.print(
        f"The replay: {fit.replay_mean:.1f} min on average where {fit.real_mean:.1f} were waited; one person's wait differs by "
        f"{fit.typical_difference:.1f} min."
    )
    if not fit.is_close:
        screen.print(
            "[bold]That isn't close: something of this day isn't in the journal. Take the alternatives as a tendency.[/]"
        )
    if was.by_hand:
        screen.print(f"{was.by_hand} calls were decided by hand that day; in the replay the rule decides them.")
    screen.print("Who wasn't there when called is taken not to come in the alternatives either, however short the wait.")
