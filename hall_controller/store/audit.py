"""All invariants of a hall, checked on its database: for scenarios, chaos, benches, and a technician.

`python -m hall_controller.store.audit hall.db hall.toml` prints what is wrong and ends with 1; it may run beside a working
controller, since it reads one consistent moment.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import orjson

from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain import invariants
from hall_controller.domain.rules import Rules
from hall_controller.domain.watching import Watch
from hall_controller.store.ledger import verify
from hall_controller.store.prune import KEEP_MS
from hall_controller.store.rebuild import differences, replay, stored
from hall_controller.store.rows import INTERVAL_COLUMNS, TICKET_COLUMNS, interval_of, ticket_of
from hall_controller.store.schema import connect_reader

MOST_PROBLEMS = 100
"""More than this says nothing new."""


def audit(path: Path, config: HallConfig) -> list[str]:
    """What is wrong with the hall's records; empty when every invariant holds.

    Args:
        config: the configuration the hall ran with: opening order and bound outputs are judged by it.
    """
    connection = connect_reader(path)
    try:
        connection.execute("BEGIN")
        return _audit(connection, Rules(config))[:MOST_PROBLEMS]
    finally:
        connection.close()


def _audit(connection: sqlite3.Connection, rules: Rules) -> list[str]:
    broken = verify(connection)
    if broken is not None:
        return [f"ledger record {broken.seq}: {broken.problem}"]
    watch = Watch()
    hall, rebuilt = replay(connection, rules, watch.before, watch.after)
    problems = watch.problems
    problems += invariants.window_problems(hall) + invariants.line_problems(hall) + invariants.question_problems(hall)
    problems += watch.number_problems(rules)
    problems += differences(rebuilt, stored(connection))
    tickets = f"SELECT {', '.join(TICKET_COLUMNS)} FROM ticket"  # noqa: S608 (names are literals)
    intervals = f"SELECT {', '.join(INTERVAL_COLUMNS)} FROM interval"  # noqa: S608 (names are literals)
    remembered = list(map(ticket_of, connection.execute(tickets)))
    problems += invariants.interval_problems(remembered, map(interval_of, connection.execute(intervals)))
    problems += invariants.promise_problems(remembered, watch.promises)
    kept_from = hall.at - KEEP_MS
    problems += _command_problems(connection, watch, kept_from)
    problems += _delivery_problems(connection, watch, kept_from)
    return problems


def _command_problems(connection: sqlite3.Connection, watch: Watch, kept_from: int) -> list[str]:
    """Every effect has its stored answer, and a take's answer names the number that was issued."""
    problems: list[str] = []
    answered: set[str] = set()
    for ident, name, answer in connection.execute("SELECT id, name, answer FROM command"):
        answered.add(ident)
        if name != "take":
            continue
        completion = orjson.loads(answer)
        told = completion["result"]["ticket"]["number"] if completion["code"] == "success" else None
        if told != watch.labels.get(ident):
            problems.append(f"take {ident} was answered with {told}, the ledger issued {watch.labels.get(ident)}")
    problems += [
        f"command {ident} had an effect and has no answer"
        for ident, at in watch.commands.items()
        if at >= kept_from and ident not in answered
    ]
    return problems


def _delivery_problems(connection: sqlite3.Connection, watch: Watch, kept_from: int) -> list[str]:
    """Every call has one delivery for each bound output; one that failed is in the ledger."""
    problems: list[str] = []
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for ident, call, device, state in connection.execute("SELECT id, call_seq, device, state FROM delivery"):
        if call is not None:
            found[call][device] += 1
        if state == "failed" and ident not in watch.failures:
            problems.append(f"delivery {ident} to {device} failed without a record")
    for seq, (at, expected) in watch.calls.items():
        if at >= kept_from and found[seq] != expected:
            problems.append(f"call {seq} must reach {dict(expected)}, deliveries are {dict(found[seq])}")
    problems += [f"deliveries of a call {seq} that isn't in the ledger" for seq in found.keys() - watch.calls.keys()]
    return problems


def main(arguments: list[str], say: Callable[[str], object] = print) -> int:
    """Command line; 0 when every invariant holds."""
    if len(arguments) != 2:
        say("usage: python -m hall_controller.store.audit hall.db hall.toml")
        return 2
    problems = audit(Path(arguments[0]), load_hall_config(Path(arguments[1])))
    for problem in problems:
        say(problem)
    say(f"{len(problems)} problems" if problems else "every invariant holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
