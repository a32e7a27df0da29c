"""Rates of the accumulating rule that meet the hall's targets, found on days from its own journal.

Under this rule everybody gains credit while waiting, each class at its own rate, and the largest credit is next. The rates
decide who waits how long; how long people wait in all is decided by how many come and how many windows are open. This command
tries rates on the hall's last days, shows what each class would have waited, and prints lines for the hall's file.

A target is what nine of ten people of the class shall not exceed (--measure mean: what they wait on average). Classes without
a target move with the class whose present rate is nearest. Nothing is changed; the journal is only read.

Examples:
  tingtang fit-rates --db hall.sqlite3 --days 5 --targets elderly=5,appointment=8,walk-in=25
  tingtang fit-rates --db /var/lib/tingtang/ctl --hall /etc/tingtang/hall.toml          targets from the hall's own file
"""

import argparse
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from api.messages.words import TicketClass
from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig
from hall_controller.simulation.days_measured import MEASURES, measured, share_of_bound, streams_of, under_rates
from hall_controller.simulation.journal import JournalDay, NotReplayable
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import DayPlan, RuleChange
from hall_controller.simulation.rate_fitting import ROUNDS, Rates, fit_rates, group_classes
from hall_controller.simulation.run_day import run_day
from tingtang.simulation.fit_report import FitReport, print_fit
from tingtang.simulation.inputs import read_hall
from tingtang.simulation.journal_file import hall_beside, open_journal, today
from tingtang.simulation.progress import count_progress

DAYS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=Path, required=True, help="the hall's database, or the controller's data folder")
    parser.add_argument("--hall", help="the hall's TOML file (default: hall.toml beside the database or in /etc/tingtang)")
    parser.add_argument("--days", type=int, default=DAYS, help=f"so many of the last days with numbers (default: {DAYS})")
    parser.add_argument("--before", metavar="YYYY-MM-DD", help="the days before this one (default: today)")
    parser.add_argument("--targets", help="minutes by class: elderly=5,walk-in=25 (default: discipline.targets_min of the file)")
    parser.add_argument("--measure", choices=sorted(MEASURES), default="p90", help="what a target means (default: p90)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"most rates to try (default: {ROUNDS})")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _fit(arguments)
    except (ConfigurationError, NotReplayable, ValueError, sqlite3.Error) as error:
        print(f"tingtang fit-rates: {error}", file=sys.stderr)
        return 2


def _fit(arguments: argparse.Namespace) -> int:
    hall = read_hall(arguments.hall or hall_beside(arguments.db))
    targets = parse_targets(arguments.targets) if arguments.targets else dict(hall.discipline.targets_min)
    if not targets:
        raise ValueError("no targets: name some, --targets elderly=5,appointment=8,walk-in=25, or put targets_min into the file")
    before = arguments.before or today(hall)
    with open_journal(arguments.db, hall) as journal:
        days = journal.last_days(arguments.days, before)
        in_force = journal.rule_before(before)
        last = journal.last_day()
    if not days:
        raise NotReplayable(f"{arguments.db}: no day with numbers in the two months before {before}; the last day is {last}")
    fit = _search(hall, days, targets, arguments, present_rates(hall, in_force))
    print_fit(fit)
    if arguments.json:
        print(json.dumps(fit.to_json(), ensure_ascii=False))
    return 0


def _search(
    hall: HallConfig, days: Sequence[JournalDay], targets: dict[TicketClass, float], arguments: argparse.Namespace, present: Rates
) -> FitReport:
    groups = group_classes(targets, present)
    plans, real = [day.plan for day in days], [day.real for day in days]
    rounds = max(1, arguments.rounds)
    with count_progress((1 + rounds + len(groups)) * len(plans)) as step:

        def run_one(changed: HallConfig, plan: DayPlan) -> DayResult:
            result = run_day(changed, plan)
            step(plan.day)
            return result

        def measure(rates: Rates) -> dict[TicketClass, float]:
            results = under_rates(hall, plans, rates, run_one)
            bound_shares.append(share_of_bound(results))
            return measured(results, groups, arguments.measure)

        bound_shares: list[float] = []
        fit = fit_rates(groups, present, streams_of(plans, real, groups), measure, rounds=rounds)
    share = bound_shares[fit.trials.index(fit.best)]
    return FitReport(fit, tuple(plan.day for plan in plans), arguments.measure, measured(real, groups, arguments.measure), share)


def present_rates(hall: HallConfig, in_force: RuleChange | None) -> Rates:
    """Of the hall's file, or what a manager set since."""
    return hall.discipline.all_rates() | (in_force.rates if in_force is not None else {})


def parse_targets(text: str) -> dict[TicketClass, float]:
    """`elderly=5,appointment=8`: minutes.

    Raises:
        ValueError: a class or number isn't one; the text says which.
    """
    targets = {}
    for part in text.split(","):
        name, _, minutes = part.strip().partition("=")
        try:
            targets[TicketClass(name)] = float(minutes)
        except ValueError as error:
            classes = ", ".join(kind.value for kind in TicketClass)
            raise ValueError(f"{part.strip()!r} is no target: write elderly=5 (minutes); classes: {classes}") from error
    return targets
