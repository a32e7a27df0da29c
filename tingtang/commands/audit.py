"""Checks a hall's records: the ledger's hash chain, the state rebuilt from it, and every invariant of the queue.

Reads one consistent moment and changes nothing; may run beside a working controller. Ends with 1 when something is wrong.

Example:
  tingtang audit --data /var/lib/tingtang/ctl --hall /etc/tingtang/hall.toml
"""

import argparse
import sqlite3
import sys
from pathlib import Path

from api.process.settings_file import ConfigurationError
from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the controller's data folder")
    parser.add_argument("--hall", type=Path, required=True, help="the hall's configuration it ran with")


def run(arguments: argparse.Namespace) -> int:
    path = hall_file(arguments.data)
    if not path.exists():
        print(f"tingtang audit: {path}: there is no ledger; --data names the controller's data folder", file=sys.stderr)
        return 2
    try:
        problems = audit(path, load_hall_config(arguments.hall))
    except (ConfigurationError, sqlite3.Error) as error:
        print(f"tingtang audit: {error}", file=sys.stderr)
        return 2
    for problem in problems:
        print(problem)
    print(f"{path}: " + (f"{len(problems)} problems" if problems else "every invariant holds"))
    return 1 if problems else 0
