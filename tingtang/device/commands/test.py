"""One device, step by step: is its port there, does it answer, who is it, how is it; then something to see or hear, and something
to press, show or lay. Ends with a sheet: what passed, what failed, why, and what to do next.

Nothing of a card or a code is shown, only facts about it. q stops.

Examples:
  tingtang device test led-3
  tingtang device test receipt-1 --picture-dir /tmp/pictures
  tingtang device test callpad-3 --config agent.toml --json
"""

import argparse
import sys
import time
from pathlib import Path

from drivers.agent.settings import load_settings
from tingtang.device.checkup.tester import Tester, Verdict, as_json, sheet
from tingtang.device.commands.common import FINDINGS, FINE, add_common, run_action
from tingtang.device.errors import ToolError
from tingtang.device.station import Station
from tingtang.device.terminal import Style, Terminal
from tingtang.device.texts import Texts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("device", help="its id in the agent's file")
    parser.add_argument("--picture-dir", type=Path, help="put pictures of what must be seen there")


def run(arguments: argparse.Namespace) -> int:
    return run_action(test, arguments)


def test(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    known = [section.id for section in load_settings(arguments.config).devices]
    if arguments.device not in known:
        raise ToolError("error.noDevice", device=arguments.device, known=", ".join(known) or "-")
    if arguments.picture_dir is not None:
        arguments.picture_dir.mkdir(parents=True, exist_ok=True)
    with Station(arguments.config, only={arguments.device}, wake=terminal.wake) as station:
        terminal.say(texts("test.opening", device=arguments.device), Style.DIM)
        tester = Tester(station, terminal, texts, arguments.device, monotonic_s=time.monotonic, picture_dir=arguments.picture_dir)
        results = tester.run()
    terminal.say()
    terminal.table(sheet(results, arguments.device, texts))
    if arguments.json:
        sys.stdout.write(as_json(results, arguments.device) + "\n")
    return FINE if all(result.verdict is not Verdict.FAIL for result in results) else FINDINGS
