"""Takes the product away from this machine. Settings, keys and data stay unless you say otherwise; Debian packages stay.

Examples:
  tingtang uninstall --dry-run
  tingtang uninstall
  tingtang uninstall --purge-data --yes     also settings, keys and data: nobody can bring them back
"""

import argparse
import os
from pathlib import Path

from tingtang.device.texts import choose_language
from tingtang.install.executor import Stopped
from tingtang.install.preparing import removal
from tingtang.install.report import Reporter
from tingtang.install.running import machine_at, need_root, remove
from tingtang.install.words import Refused, Words

WELL, PROBLEM, USAGE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--purge-data", action="store_true", help="also settings, keys and data")
    parser.add_argument("--yes", action="store_true", help="with --purge-data: you mean it")
    parser.add_argument("--dry-run", action="store_true", help="show what would be taken away, change nothing")
    parser.add_argument("--root", type=Path, default=Path("/"), help="the machine's root folder (default: this machine)")
    parser.add_argument("--language", choices=["zh-CN", "en"], help="of what is said to you (default: by LANG)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(arguments: argparse.Namespace) -> int:
    words = Words(choose_language(arguments.language, os.environ))
    report = Reporter(words, as_json=arguments.json)
    machine = machine_at(arguments.root)
    try:
        if not arguments.dry_run:
            need_root()
        steps = removal(machine, purge=arguments.purge_data)
        if arguments.dry_run:
            for step in reversed(steps):
                report.tell("undo", step)
            return WELL
        if arguments.purge_data and not arguments.yes:
            print(words("ask.purge"))
            return USAGE
        report.removed(remove(steps, machine, report.tell), purged=arguments.purge_data)
    except (Refused, Stopped) as stop:
        report.stopped(stop)
        return PROBLEM
    return WELL
