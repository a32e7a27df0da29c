"""Installs the product on a Debian machine, or into a folder that will become one: packages, accounts, folders, units.

Running it again does only what is missing. Settings, keys and data that are there stay as they are.

Examples:
  tingtang install kiosk --bundle /media/stick/tingtang-0.1.0     without any network
  tingtang install controller --dry-run                           shows every step, changes nothing
  tingtang install agent --root /mnt/image                        into an image or a chroot
"""

import argparse
import os
from pathlib import Path

from api.process.layout import Role
from tingtang.device.texts import choose_language
from tingtang.install.executor import Stopped, look_at
from tingtang.install.preparing import Wanted, prepare
from tingtang.install.report import Reporter
from tingtang.install.running import carry_out, machine_at, need_root
from tingtang.install.words import Refused, Words

WELL, PROBLEM = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = [role.value for role in Role]
    parser.add_argument("roles", nargs="+", choices=names, help="what the machine shall be; may be several")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--bundle", type=Path, help="folder made by `tingtang bundle`; nobody else is asked for anything")
    source.add_argument("--wheel", type=Path, help="the product's wheel; the rest comes from Debian's and Python's archives")
    parser.add_argument("--key", type=Path, help="public key of the bundle's maker (PEM), had by another way than the stick")
    parser.add_argument("--fingerprint", help="of that key, as the maker told it; instead of --key")
    parser.add_argument("--read-only", action="store_true", help="bring what a read-only root needs")
    parser.add_argument("--older", action="store_true", help="go back to an older version than the one that runs")
    parser.add_argument("--dry-run", action="store_true", help="show every step, change nothing")
    parser.add_argument("--root", type=Path, default=Path("/"), help="the machine's root folder (default: this machine)")
    parser.add_argument("--language", choices=["zh-CN", "en"], help="of what is said to you (default: by LANG)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(arguments: argparse.Namespace) -> int:
    words = Words(choose_language(arguments.language, os.environ))
    report = Reporter(words, as_json=arguments.json)
    wanted = Wanted(
        frozenset(Role(name) for name in arguments.roles),
        bundle=arguments.bundle,
        wheel=arguments.wheel,
        key=arguments.key,
        fingerprint=arguments.fingerprint,
        read_only=arguments.read_only,
        older=arguments.older,
    )
    machine = machine_at(arguments.root)
    try:
        if not arguments.dry_run:
            need_root()
        ready = prepare(machine, wanted)
        if arguments.dry_run:
            report.dry_run(ready.facts, ready.order, ready.steps, look_at(ready.steps, machine))
            return WELL
        report.installed(ready, carry_out(ready, report.tell))
    except (Refused, Stopped) as stop:
        report.stopped(stop)
        return PROBLEM
    return WELL
