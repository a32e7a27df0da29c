"""Brings a hall back from a backup, onto a clean place: opened, checked to the last record, ready for the controller to start.

Nothing is ever overwritten. Numbers that may have been given out after the backup are passed over, so that nobody gets one that
somebody else has in the hand: each queue goes on with a higher number. Whoever knows the highest number on today's tickets says
it with --seen, once for each queue; then nothing is guessed there.

  --to DIR    everything below one folder: DIR/controller, DIR/settings, …
  --root DIR  onto an installed server (usually /): the data folder must be empty; settings that differ are put beside yours
              as NAME.restored

Examples:
  systemctl stop tingtang.target && mv /var/lib/tingtang/controller /var/lib/tingtang/controller.before
  tingtang restore /media/backup/610124-01_20261122T013000Z_48211.tar.gz.age --identity /media/stick/hall-backup.key --root /
  tingtang restore FILE --identity KEY --to /srv/look --seen A057 --seen B012
"""

import argparse
import re
import sys
from pathlib import Path

from api.process.layout import Layout, Role
from hall_controller.clock import HallClock
from tingtang.backup.manifest import DATA, SECRETS, SETTINGS
from tingtang.backup.problems import BackupProblem
from tingtang.backup.restoring import Ready, prepared, put, put_files, require_clean

READABLE, OWNERS_ALONE = 0o755, 0o700
"""Rights of folders that are made."""
_LABEL = re.compile(r"^([A-Z]{1,2})(\d{1,5})$")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--identity", type=Path, required=True, metavar="KEY", help="a recipient's key file")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="DIR", help="a folder that isn't there yet or is empty")
    where.add_argument("--root", type=Path, metavar="DIR", help="an installed server's root")
    parser.add_argument("--audit", action="store_true", help="replay the whole ledger first; minutes after a year")
    parser.add_argument(
        "--seen", type=label, action="append", default=[], metavar="A057", help="highest number on a ticket of today, by queue"
    )


def label(text: str) -> tuple[str, int]:
    """`A057` → prefix and number."""
    found = _LABEL.match(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number as on a ticket, such as A057")
    return found[1], int(found[2])


def run(arguments: argparse.Namespace) -> int:
    try:
        return _restore(arguments)
    except (BackupProblem, OSError) as error:
        print(f"tingtang restore: {error}", file=sys.stderr)
        return 1


def _restore(arguments: argparse.Namespace) -> int:
    layout = Layout(arguments.root) if arguments.root is not None else None
    target = layout.data_of(Role.CONTROLLER) if layout is not None else arguments.to
    require_clean(target)
    with prepared(
        arguments.file, arguments.identity, target.parent, seen=dict(arguments.seen), clock=HallClock(), replay=arguments.audit
    ) as ready:
        beside = _onto(layout, ready) if layout is not None else _into(arguments.to, ready)
    manifest = ready.manifest
    print(f"{target}: the hall up to ledger record {manifest.hall.seq} ({ready.steps.total_s:.1f} s); every record checked")
    for skipped in ready.skipped:
        if skipped.day == ready.today:
            print(f"  {skipped.prefix}: goes on after {skipped.number}")
    for name in beside:
        print(f"  yours stays, the backup's is beside it: {name}")
    for name in manifest.left_out:
        print(f"  wasn't in the backup, bring it from elsewhere: {name}")
    print("Next: start the controller; tell staff that numbers jump; people with a number from after the backup get a new one.")
    print("      Beside the working controller: tingtang audit")
    return 0


def _into(target: Path, ready: Ready) -> list[str]:
    put(ready.folder, target)
    return []


def _onto(layout: Layout, ready: Ready) -> list[str]:
    """Settings first: the data folder, put last, is what makes it a hall again."""
    beside: list[str] = []
    for part in sorted(path for path in ready.folder.iterdir() if path.name != DATA):
        places = {SETTINGS: layout.settings, SECRETS: layout.secrets}
        place = places.get(part.name, layout.data / "restored" / part.name)
        mode = READABLE if part.name == SETTINGS else OWNERS_ALONE
        beside += [str(place / name) for name in put_files(part, place, mode)]
    put(ready.folder / DATA, layout.data_of(Role.CONTROLLER))
    return beside
