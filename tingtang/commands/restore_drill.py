"""Would this hall come back? Really brings a backup back into a folder of its own, checks every record, takes the time, throws it
away. Ends with 1 when it wouldn't, would take longer than five minutes, or isn't the working hall's backup. Do it once a month,
with the key from the safe.

Examples:
  tingtang restore-drill --config /etc/tingtang/controller.toml --identity /media/stick/hall-backup.key
  tingtang restore-drill FILE --identity KEY --work /srv/scratch
"""

import argparse
import json
import sqlite3
import sys
import time
from dataclasses import asdict
from pathlib import Path

from api.process.settings_file import ConfigurationError
from hall_controller.clock import HallClock
from hall_controller.settings import hall_file, load_settings
from tingtang.backup.checking import is_of
from tingtang.backup.drill import TOO_LONG_S, Drilled, drill
from tingtang.backup.folder import newest_in
from tingtang.backup.problems import BackupProblem
from tingtang.commands.backup import folder_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="without it: the newest of [backup] folder")
    parser.add_argument("--config", type=Path, help="the controller's TOML file; needed without FILE")
    parser.add_argument("--identity", type=Path, required=True, metavar="KEY", help="a recipient's key file")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where there is room; without it the backup's folder")
    parser.add_argument("--json", action="store_true", help="for other programs")
    parser.set_defaults(folder=None)


def run(arguments: argparse.Namespace) -> int:
    if arguments.file is None and arguments.config is None:
        print("tingtang restore-drill: name a FILE or --config", file=sys.stderr)
        return 2
    try:
        file = arguments.file or newest_in(folder_of(arguments)[1]).path
        work = arguments.work or file.parent
        done = drill(file, arguments.identity, work, clock=HallClock(), monotonic_s=time.monotonic)
        ours = _of_this_hall(arguments.config, done)
    except (BackupProblem, ConfigurationError, sqlite3.Error, OSError) as error:
        print(f"tingtang restore-drill: {error}", file=sys.stderr)
        return 1
    _tell(arguments, file, done)
    if not ours:
        print("tingtang restore-drill: the working hall's ledger differs at that record: whose backup is it?", file=sys.stderr)
    return 0 if done.in_time and ours else 1


def _of_this_hall(config: Path | None, done: Drilled) -> bool:
    """Only where the working hall is known."""
    hall = hall_file(load_settings(config).data_dir) if config is not None else None
    return hall is None or not hall.exists() or is_of(hall, done.manifest.hall)


def _tell(arguments: argparse.Namespace, file: Path, done: Drilled) -> None:
    steps = done.steps
    if arguments.json:
        told = {"file": str(file), "seq": done.manifest.hall.seq, "tickets": done.tickets, "in_time": done.in_time}
        print(json.dumps({**told, **asdict(steps), "total_s": steps.total_s}))
        return
    print(f"{file}: made by {done.manifest.product}, ledger record {done.manifest.hall.seq}, {done.tickets} tickets")
    print(f"  opened and unpacked   {steps.unpacked_s:7.1f} s")
    print(f"  every record checked  {steps.checked_s:7.1f} s")
    print(f"  ready to start        {steps.ready_s:7.1f} s")
    print(f"  (replay of the ledger, which a hall need not wait for: {steps.audited_s:.1f} s)")
    verdict = "the hall would be back in time" if done.in_time else f"longer than {TOO_LONG_S:.0f} s: hand out paper meanwhile"
    print(f"  together              {steps.total_s:7.1f} s: {verdict}")
