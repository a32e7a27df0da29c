"""A new machine takes a dead unit's place: same name, same files. The old one is cut off at once, its leased numbers are closed.

Run it on the hall's server; then put OUT/<unit>/boot onto the new machine's card, change the machines, switch on, and ask with
--check. Planned time from this command to a terminal that serves: 10 minutes. With --url the ranges of numbers that the dead
terminal had leased are closed too; a manager's password is asked for, or read from standard input.

Examples:
  tingtang replace --site site.toml --old kiosk-03 --new-serial 10000000abcd1234 --out cards --url http://hall.local:8080
  tingtang replace --site site.toml --old kiosk-03 --check
"""

import argparse
from pathlib import Path

from api.text.catalogue import LANGUAGES
from tingtang.replace.running import run

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, required=True, help="the site file")
    parser.add_argument("--old", required=True, metavar="NODE", help="the unit, such as kiosk-03")
    parser.add_argument("--new-serial", metavar="SERIAL", help="of the new machine's board: the check says if another one came")
    parser.add_argument("--check", action="store_true", help="is the new machine the unit now? Changes nothing")
    parser.add_argument("--out", type=Path, default=Path("cards"), help="folder for the card's files (default: cards)")
    parser.add_argument("--secrets", type=Path, metavar="DIR", help="as for `tingtang provision`")
    parser.add_argument("--url", help="the hall's pages, such as http://hall.local:8080, to close leased numbers")
    parser.add_argument("--account", default="manager", help="a manager's account (default: manager)")
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    parser.add_argument("--language", choices=LANGUAGES, help="left out: as LANG says")
    parser.add_argument("--json", action="store_true", help="with --check: for a program to read")
