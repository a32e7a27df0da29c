"""How good is the waiting-time forecast: on a pinned simulated week, or on a hall's own journal.

With --model the week is simulated on the real rules. Every citizen's forecast is compared with the wait that came; beside it
stand a rollout that knows the true laws (nobody can be much better) and the ways other halls use. The printed range is judged
as printed: clock times in whole minutes. With --db it is what the hall printed against what came.

Examples:
  tingtang forecast --model bench/models/forecast_week.toml
  tingtang forecast --model bench/models/forecast_week.toml --days 1 --seed 7 --json
  tingtang forecast --db /var/lib/tingtang/ctl --json
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from pathlib import Path

from api.process.settings_file import ConfigurationError
from hall_controller.forecast.journal_verdict import judge_journal
from hall_controller.forecast.promises import outcomes
from hall_controller.forecast.week_model import load_week
from hall_controller.forecast.week_verdict import judge
from hall_controller.forecast.week_work import RUNS, MeasuringFailed, citizens, measure_week
from hall_controller.simulation.journal import NotReplayable
from tingtang.forecast.journal import last_days
from tingtang.forecast.progress import week_progress
from tingtang.forecast.tables import journal_table, kept_table, ways_table
from tingtang.simulation.tables import console

RATIO_MAX = 1.3
"""Error over that of the true laws, on the pinned week."""
KEPT_MIN, KEPT_MAX = 0.77, 0.83
"""Share of calls within the printed range: four of five."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", type=Path, metavar="TOML", help="a model of a week")
    source.add_argument("--db", type=Path, help="a hall's database, or the controller's data folder")
    parser.add_argument(
        "--days",
        type=int,
        help="days of the model's week (default: as the model says), or the journal's last days (default: all)",
    )
    parser.add_argument("--seed", type=int, help="another week of the same kind (default: the model's)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each rollout (default: {RUNS})")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _journal(arguments) if arguments.db is not None else _week(arguments)
    except (ConfigurationError, NotReplayable, MeasuringFailed, ValueError, sqlite3.Error, OSError) as error:
        print(f"tingtang forecast: {error}", file=sys.stderr)
        return 2


def _week(arguments: argparse.Namespace) -> int:
    model = load_week(arguments.model)
    days = arguments.days if arguments.days is not None else model.days
    seed = arguments.seed if arguments.seed is not None else model.seed
    if days < 1 or arguments.jobs < 1 or arguments.runs < 1:
        raise ValueError("--days, --jobs and --runs are at least 1")
    begun = time.perf_counter()
    with week_progress(citizens(model, seed, days)) as progress:
        verdict = judge(measure_week(model, seed, days, arguments.jobs, progress, arguments.runs))
    took_s = time.perf_counter() - begun
    meets = verdict.ratio <= RATIO_MAX and KEPT_MIN <= verdict.ranges.share <= KEPT_MAX
    screen = console()
    screen.print(ways_table(verdict, f"{arguments.model}: {days} days, seed {seed}"))
    screen.print(kept_table(verdict))
    screen.print(
        f"error {verdict.ratio:.2f} × that of the true laws; {took_s:.0f} s; {'meets' if meets else 'misses'} the targets"
    )
    if arguments.json:
        head = {"model": str(arguments.model), "days": days, "seed": seed, "runs": arguments.runs, "took_s": round(took_s, 1)}
        targets = {"ratio_max": RATIO_MAX, "kept_min": KEPT_MIN, "kept_max": KEPT_MAX}
        print(json.dumps({**head, **verdict.to_json(), "targets": targets, "meets_targets": meets}, ensure_ascii=False))
    return 0 if meets else 1


def _journal(arguments: argparse.Namespace) -> int:
    verdict = judge_journal(outcomes(last_days(arguments.db, arguments.days)))
    screen = console()
    screen.print(journal_table(verdict))
    if arguments.json:
        print(json.dumps({"db": str(arguments.db), "days": arguments.days, **verdict.to_json()}, ensure_ascii=False))
    return 0
