"""A day of a hall on the real rules, as fast as the machine goes: who waits how long under which rule and staffing.

People, services, no-shows and breaks are drawn once from the seed, so every rule meets exactly the same day.

Rules: apq (accumulating priority), fifo, strict, and in the simulator only ratio (or ratio:K, so many of the green
channel, then one other) and edd (earliest due date, by `discipline.targets_min`).
Days: quiet, normal, busy, or a file like those in hall_controller/simulation/days/.

Examples:
  tingtang simulate --hall county-134 --day busy --compare fifo,strict,apq
  tingtang simulate --hall county-134 --day busy --picture waits.png --json
  tingtang simulate --hall hall.toml --day my-day.toml --seed 7
  tingtang simulate --hall county-134 --windows tax=+2,general=-1      two windows more for tax, one fewer for general
  tingtang simulate --hall county-134 --day busy --forecast                with the forecast's error and how often it held
  tingtang simulate --hall demo --day normal --speed 60                an hour of the day in a minute
  tingtang simulate --hall hall.toml --journal hall.sqlite3 --date 2026-11-20 --compare fifo,apq
                                                                       the people of a real day from the hall's journal
"""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig
from hall_controller.simulation.journal import NotReplayable
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import DayPlan
from hall_controller.simulation.report import DayReport
from hall_controller.simulation.run_day import midnight_of, run_day
from hall_controller.simulation.staffing import WrongStaffing, parse_changes
from hall_controller.simulation.stage import Stage
from hall_controller.simulation.variant import UnknownRule, Variant
from tingtang.simulation.inputs import COUNTY, plan_model_day, read_hall
from tingtang.simulation.journal_file import open_journal
from tingtang.simulation.progress import day_progress
from tingtang.simulation.tables import console, day_table, queues_table, waits_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hall", default=COUNTY, help=f"{COUNTY}, demo, or a hall's TOML file (default: {COUNTY})")
    parser.add_argument("--day", default="busy", help="quiet, normal, busy, or a day's TOML file (default: busy)")
    parser.add_argument("--journal", type=Path, metavar="DB", help="instead of a model: the people and clerks of a real day")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the journal's day (default: its last)")
    parser.add_argument("--compare", default="apq", metavar="RULES", help="rules, with commas between (default: apq)")
    parser.add_argument("--windows", default="", metavar="CHANGES", help="staffing: tax=+1 one window more, tax=-1 one fewer")
    parser.add_argument("--unbounded", action="store_true", help="switch the bounds on overtaking off: the bare rule")
    parser.add_argument(
        "--forecast", action="store_true", help="let the hall's forecaster print a forecast on each number; slower"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, another day of the same kind (default: 1)")
    parser.add_argument("--speed", type=float, default=0.0, help="times real time; 0: as fast as it goes (default)")
    parser.add_argument("--picture", type=Path, metavar="PNG", help="draw the waits over the day")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _simulate(arguments)
    except (ConfigurationError, WrongStaffing, UnknownRule, NotReplayable, ValueError, OSError, sqlite3.Error) as error:
        print(f"tingtang simulate: {error}", file=sys.stderr)
        return 2


def _simulate(arguments: argparse.Namespace) -> int:
    hall = read_hall(arguments.hall)
    staffing = tuple(parse_changes(arguments.windows)) if arguments.windows else ()
    variants = [Variant.of_rule(word.strip()) for word in arguments.compare.split(",")]
    if arguments.journal is None:
        plan, name = plan_model_day(arguments.day, hall, arguments.seed), f"{arguments.day} day"
    else:
        plan, name = _real_day(arguments.journal, hall, arguments.date, arguments.seed), "journal"
    begins = midnight_of(plan.day, hall.hall.timezone)
    attach = _forecaster() if arguments.forecast else None
    results: dict[str, DayResult] = {}
    took_s: dict[str, float] = {}
    with day_progress(arguments.speed) as progress:
        for variant in variants:
            changed = Variant(variant.name, variant.rule, variant.ratio_k, {}, not arguments.unbounded, staffing)
            first = begins + min(plan.citizens[0].arrives, min(shift.opens for shift in plan.shifts))
            begun = time.perf_counter()
            on_time = progress.day(variant.name, begins, begins + plan.ends, first)
            results[variant.name] = run_day(changed.hall(hall), changed.plan(hall, plan), on_time, attach=attach)
            took_s[variant.name] = time.perf_counter() - begun
    reports = [DayReport.of(name, result) for name, result in results.items()]
    title = f"{arguments.hall}, {name} of {plan.day}, {len(plan.citizens)} people, seed {arguments.seed}"
    screen = console()
    screen.print(waits_table(title, reports))
    if staffing:
        screen.print(queues_table(dict.fromkeys(change.queue for change in staffing), reports))
    screen.print(day_table(reports))
    screen.print("  ".join(f"{name}: {seconds:.1f} s" for name, seconds in took_s.items()))
    if arguments.picture is not None:
        _draw(title, results, arguments.picture)
    if arguments.json:
        document = {"hall": arguments.hall, "day": name, "date": plan.day, "seed": arguments.seed, "people": len(plan.citizens)}
        days = [{**report.to_json(), "took_s": round(took_s[report.rule], 3)} for report in reports]
        print(json.dumps({**document, "staffing": [str(change) for change in staffing], "days": days}, ensure_ascii=False))
    return 0


def _forecaster() -> Callable[[Stage], object]:
    # Imported when asked for: it brings a numerical library that the bare rules don't need.
    from hall_controller.simulation.forecasting import SimulatedForecasts

    return SimulatedForecasts


def _real_day(db: Path, hall: HallConfig, day: str | None, seed: int) -> DayPlan:
    with open_journal(db, hall) as journal:
        return journal.read(day or journal.last_day(), seed).plan


def _draw(title: str, results: dict[str, DayResult], path: Path) -> None:
    # Imported when asked for: a controller without the pictures' library simulates all the same.
    try:
        from tingtang.simulation.picture import draw_comparison
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"--picture needs the package {error.name}: pip install 'tingtang[agent]'") from error
    draw_comparison(title, {name: result.journeys for name, result in results.items()}, path)
    print(f"picture: {path}", file=sys.stderr)
