"""Brings a hall to another release: one unit first, then its zone, then the hall, with a wait between them; a unit that isn't
well goes back by itself and stops the rest. Units ask the hall's server every five minutes; nothing is pushed to them.

On the hall's server:
  tingtang upgrade add /media/stick/tingtang-1.1.0        check a bundle and offer it to the units
  tingtang upgrade here /media/stick/tingtang-1.1.0       upgrade this server itself, before the units
  tingtang upgrade plan 1.1.0 --site site.toml --first kiosk-03-link --between 20:00-06:00
  tingtang upgrade start
  tingtang upgrade status
  tingtang upgrade pause | resume | abort | back          back: every changed unit returns to the release it had
  tingtang upgrade retry kiosk-07-link                    after its cause is mended; or: skip kiosk-07-link
On a unit:
  tingtang upgrade poll                                   what its timer does
  tingtang upgrade here --back                            to the release before
"""

import argparse
from pathlib import Path

from api.releases.orders import MOST_GATE_S
from api.text.catalogue import LANGUAGES
from hall_controller.releases.rollout import GATE_S, SETTLE_S
from tingtang.upgrade.running import run_action

STEPS = {
    "start": "the first stage begins",
    "pause": "nobody else changes; who has changed stays so",
    "resume": "go on after a pause or a failure",
    "abort": "give up; each unit stays with what it runs",
    "back": "every changed unit returns to the release it had",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    parser.add_argument("--language", choices=LANGUAGES, help="left out: as LANG says")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="check a bundle and offer it to the units")
    add.add_argument("folder", type=Path, help="made by `tingtang bundle make`")
    actions.add_parser("releases", help="list the releases that units can be given")
    remove = actions.add_parser("remove", help="take a release away from the offer")
    remove.add_argument("version")
    _add_plan(actions.add_parser("plan", help="stages for a release; nothing happens until `start`"))
    for name, summary in STEPS.items():
        actions.add_parser(name, help=summary)
    for name, summary in (("retry", "order a failed or skipped unit anew"), ("skip", "go on without a unit")):
        actions.add_parser(name, help=summary).add_argument("node")
    status = actions.add_parser("status", help="how far the rollout is, unit by unit")
    status.add_argument("--json", action="store_true", help="for a program to read")
    actions.add_parser("log", help="what was ordered and what happened")
    poll = actions.add_parser("poll", help="on a unit: ask the hall, do what it wants, report")
    poll.add_argument("--json", action="store_true", help="for a program to read")
    _add_here(actions.add_parser("here", help="upgrade this machine itself from a folder"))


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("version")
    plan.add_argument("--dry-run", action="store_true", help="show the stages, keep nothing")
    units = plan.add_mutually_exclusive_group()
    units.add_argument("--site", type=Path, help="site file: units and their zones. Left out: every unit that has ever asked")
    units.add_argument("--stage", action="append", metavar="NAME=NODE,NODE", help="an own stage; repeat it, in order")
    plan.add_argument("--first", metavar="NODE", help="the unit that goes first (default: the first terminal)")
    plan.add_argument("--each-zone", action="store_true", help="a stage for each zone")
    plan.add_argument(
        "--settle-min", type=float, default=SETTLE_S / 60, help="minutes a stage must be well (default: %(default)g)"
    )
    gate = f"seconds each unit watches itself, 0 to {MOST_GATE_S} (default: %(default)d)"
    plan.add_argument("--gate-s", type=int, default=GATE_S, help=gate)
    plan.add_argument(
        "--between", metavar="HH:MM-HH:MM", help="units change only then, by the hall's time; they fetch at any time"
    )
    plan.add_argument("--timezone", default="Asia/Shanghai", help="the hall's (default: %(default)s)")


def _add_here(here: argparse.ArgumentParser) -> None:
    what = here.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, nargs="?", help="made by `tingtang bundle make`")
    what.add_argument("--back", action="store_true", help="to the release before")
    what.add_argument("--status", action="store_true", help="how this machine is; changes nothing")
    here.add_argument("--dry-run", action="store_true", help="fetch, make and check the release, but don't change to it")
    here.add_argument("--gate-s", type=int, default=GATE_S, help="seconds it watches itself (default: %(default)d)")
    here.add_argument("--without-backup", action="store_true", help="on the hall's server: don't make a backup first")
    here.add_argument("--json", action="store_true", help="for a program to read")


def run(arguments: argparse.Namespace) -> int:
    return run_action(arguments)
