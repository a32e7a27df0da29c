"""Makes backups of a hall while it works, lists and checks them, removes old ones.

  tingtang backup key     make a key file for whoever keeps it outside this server; prints the recipient for the settings
  tingtang backup make    copies of one moment, checked, sealed for the recipients, put on disk whole or not at all
  tingtang backup list    what is there: when, which ledger record, how large
  tingtang backup verify  is a backup whole? With --identity it is opened, and its ledger checked to the last record
  tingtang backup prune   remove what has been kept as long as [backup] says

The key file opens every backup: keep it on a stick in the safe and a printed copy beside it, never on this server.

Examples:
  tingtang backup key --out hall-backup.key
  tingtang backup make --config /etc/tingtang/controller.toml
  tingtang backup verify --config /etc/tingtang/controller.toml --identity /media/stick/hall-backup.key
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from api.process.secret_file import write_secret
from api.process.settings_file import ConfigurationError
from api.process.version import product_version
from hall_controller.clock import HallClock, wall_ms
from hall_controller.config import load_hall_config
from hall_controller.settings import ControllerSettings, load_settings
from tingtang.backup.drill import drill
from tingtang.backup.folder import backups_in, digest_of, newest_in
from tingtang.backup.making import Source, make, prune
from tingtang.backup.names import parsed
from tingtang.backup.problems import BackupProblem
from tingtang.backup.sealing import new_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    key = actions.add_parser("key", help="make a key file")
    key.add_argument("--out", type=Path, required=True, metavar="FILE", help="the secret half; readable by you alone")
    for name, summary in (("make", "make one"), ("list", "list them"), ("verify", "check one"), ("prune", "remove old ones")):
        one = actions.add_parser(name, help=summary)
        one.add_argument("--config", type=Path, required=True, help="the controller's TOML file")
        one.add_argument("--out", type=Path, metavar="DIR", dest="folder", help="another folder than [backup] names")
        one.add_argument("--json", action="store_true", help="for other programs")
        if name == "verify":
            one.add_argument("file", type=Path, nargs="?", help="without it: the newest")
            one.add_argument("--identity", type=Path, metavar="KEY", help="a recipient's key file: open it and check the ledger")


def run(arguments: argparse.Namespace) -> int:
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "key": _key,
        "make": _make,
        "list": _list,
        "verify": _verify,
        "prune": _prune,
    }
    try:
        return actions[arguments.action](arguments)
    except (BackupProblem, ConfigurationError, sqlite3.Error, OSError) as error:
        print(f"tingtang backup: {error}", file=sys.stderr)
        return 1


def _key(arguments: argparse.Namespace) -> int:
    secret, recipient = new_key()
    write_secret(arguments.out, secret)
    print(f"{arguments.out}: opens backups; take it away from this server and keep it safe. Without it no backup opens.")
    print(f'In controller.toml:\n[backup]\nrecipients = ["{recipient}"]')
    return 0


def _make(arguments: argparse.Namespace) -> int:
    settings = load_settings(arguments.config)
    site = load_hall_config(settings.site_file).hall.site
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    source = Source(settings, arguments.config, site, product_version(), Path(credentials) if credentials else None)
    started = time.monotonic()
    made = make(source, now_ms=wall_ms, folder=arguments.folder)
    seconds = time.monotonic() - started
    if arguments.json:
        told = {"file": str(made.path), "seconds": round(seconds, 2), "left_out": made.left_out, "copy": made.copy_problem}
        print(json.dumps({**made.label.model_dump(), **told}))
    else:
        print(f"{made.path}: whole up to ledger record {made.label.seq}, {made.label.size} bytes, {seconds:.1f} s")
        for left_out in made.left_out:
            print(f"  not in it (not readable for this account): {left_out}")
        for removed in made.removed:
            print(f"  removed {removed.file}")
    if made.copy_problem:
        print(f"tingtang backup: the second copy isn't there: {made.copy_problem}", file=sys.stderr)
        return 1
    return 0


def _list(arguments: argparse.Namespace) -> int:
    kept = backups_in(folder_of(arguments)[1])
    if arguments.json:
        rows = [{"file": one.path.name, "at": one.name.at.isoformat(), "seq": one.name.seq, "size": one.size} for one in kept]
        print(json.dumps(rows))
        return 0
    for one in kept:
        print(f"{one.name.at:%Y-%m-%d %H:%M:%SZ}  record {one.name.seq:>10}  {one.size:>13}  {one.path.name}")
    if not kept:
        print("no backups")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    file = arguments.file or newest_in(folder_of(arguments)[1]).path
    if arguments.identity is None or (file.parent / label_name(file)).exists():
        verify_label(file)
    if arguments.identity is None:
        print(f"{file}: as it was written. Whether it opens, and the ledger in it: --identity KEY")
        return 0
    done = drill(file, arguments.identity, file.parent, clock=HallClock(), monotonic_s=time.monotonic)
    seconds = done.steps.total_s + done.steps.audited_s
    print(f"{file}: good; ledger whole up to record {done.manifest.hall.seq}, every invariant holds ({seconds:.1f} s)")
    return 0


def label_name(file: Path) -> str:
    """
    Raises:
        BackupProblem: no backup's name.
    """
    name = parsed(file.name)
    if name is None:
        raise BackupProblem(f"{file}: no backup by its name")
    return name.label


def verify_label(file: Path) -> None:
    """
    Raises:
        BackupProblem: other bytes than were written, or nothing to compare with.
    """
    label = next((kept.label for kept in backups_in(file.parent) if kept.path.name == file.name), None)
    if label is None:
        raise BackupProblem(f"{file}: the file {label_name(file)} beside it is missing or damaged; --identity KEY does without")
    if digest_of(file) != label.sha256:
        raise BackupProblem(f"{file}: other bytes than were written: the disk is failing; use another backup, then another disk")


def _prune(arguments: argparse.Namespace) -> int:
    settings, folder = folder_of(arguments)
    site = load_hall_config(settings.site_file).hall.site
    removed = prune(folder, site, now_ms=wall_ms(), daily=settings.backup.daily, weekly=settings.backup.weekly)
    for name in removed:
        print(f"removed {name.file}")
    if not removed:
        print("nothing to remove")
    return 0


def folder_of(arguments: argparse.Namespace) -> tuple[ControllerSettings, Path]:
    """The settings, and where backups lie."""
    settings = load_settings(arguments.config)
    folder: Path | None = arguments.folder or settings.backup.folder
    if folder is None:
        raise BackupProblem("[backup] folder: isn't set")
    return settings, folder
