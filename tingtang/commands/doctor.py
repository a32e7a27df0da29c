"""What is wrong with this machine, how sure that is, what to do, and who does it. In Chinese or English, as LANG says.

Looks at settings, clock, disk, memory, power, network, services, certificates, devices, broker, releases, what waits for the
hall, models, and a kiosk's picture, fonts, touch screen and camera. Changes nothing and disturbs nothing that runs. Run it as
root: another account may not see keys and other accounts' processes.

Ends with 0 when all is well or only worth a look, with 1 when something is broken.

Examples:
  sudo tingtang doctor
  sudo tingtang doctor --language zh-CN --only network broker certificate
  sudo tingtang doctor --json
  sudo tingtang doctor bundle --out /media/usb0         for whoever helps from afar; no personal data, no secrets
  tingtang doctor table > docs/operating/doctor.md      everything it can say
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from api.process.layout import Layout
from api.process.logs import configure_logs
from api.text.catalogue import LANGUAGES, read_catalogue
from tingtang.device.texts import choose_language
from tingtang.doctor.finding import Explained, Level, worst
from tingtang.doctor.looks import LOOKS, Visit
from tingtang.doctor.machine import ROLES, look_at_machine
from tingtang.doctor.report import as_json, lines
from tingtang.doctor.run import examine
from tingtang.doctor.words import Words

WELL, BROKEN = 0, 1
ACTIONS = {"look": "look and say (default)", "bundle": "write a support bundle", "table": "print everything it can say"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=sorted(ACTIONS), default="look", help="look (default), bundle, table")
    parser.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="the machine's root, where it isn't /")
    for role in ROLES:
        parser.add_argument(
            f"--{role.value}", type=Path, metavar="FILE", help=f"the {role.value}'s file, where it isn't in /etc/tingtang"
        )
    parser.add_argument("--only", nargs="+", choices=sorted(LOOKS), metavar="PART", help=f"of: {', '.join(LOOKS)}")
    parser.add_argument("--language", choices=LANGUAGES, help="left out: as LANG says")
    parser.add_argument("--json", action="store_true", help="one JSON object, with codes")
    parser.add_argument("--no-window", action="store_true", help="don't open the kiosk's window, even where no kiosk runs")
    parser.add_argument(
        "--no-write", action="store_true", help="don't try whether data folders can be written (a sealed service)"
    )
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="with bundle: the folder to write it to")


def _bundle(visit: Visit, found: Sequence[Explained], areas: Sequence[str], words: Words, folder: Path) -> int:
    from tingtang.doctor.bundle.write import write_bundle

    try:
        print(words("bundle.written", file=write_bundle(visit, found, areas, words, folder)))
    except OSError as error:
        print(words("bundle.nowhere", folder=folder, problem=error.strerror or type(error).__name__), file=sys.stderr)
        return BROKEN
    return WELL


def run(arguments: argparse.Namespace) -> int:
    configure_logs("console", "error")
    words = Words(read_catalogue(), choose_language(arguments.language, os.environ))
    if arguments.action == "table":
        from tingtang.doctor.table import page

        sys.stdout.write(page(words.texts))
        return WELL
    named = {role: path for role in ROLES if (path := getattr(arguments, role.value)) is not None}
    machine = look_at_machine(Layout(arguments.root), named)
    areas = [area for area in LOOKS if not arguments.only or area in arguments.only]
    visit = Visit(machine, words.texts, os.environ, window=not arguments.no_window, write=not arguments.no_write)
    found = examine(visit, areas)
    if arguments.action == "bundle":
        return _bundle(visit, found, areas, words, arguments.out)
    if arguments.json:
        print(as_json(found, areas, words))
    else:
        print(*lines(found, areas, words), sep="\n")
    return BROKEN if worst(found) is Level.BROKEN else WELL
