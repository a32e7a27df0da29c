"""For the technician in the hall: look for devices, test them, watch them, find swapped cables, learn unknown keypads.

  tingtang device scan                      what is plugged in, what answers, and the lines for the agent's file
  tingtang device test led-3                step by step: connect, show, press a key; ends with a result sheet
  tingtang device watch                     all devices of this host, live
  tingtang device trace callpad-3           what the device and its driver say to each other, frame by frame, in words
  tingtang device walk                      window by window: lights each device, a key press says where it really hangs
  tingtang device learn --port /dev/…       three presses of each key, and an undocumented pad has a profile

They open the ports themselves, so the agent must be stopped first (sudo systemctl stop tingtang-agent) and started again
afterwards. `watch`, `trace --last` and `scan --config` also work while it runs. `tingtang device COMMAND --help` says more.
Texts are Chinese or English as LANG says, or by --language. Colours are left out when NO_COLOR is set or on a pipe.
"""

import argparse

from tingtang.device.commands import COMMANDS, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, summary in COMMANDS.items():
        command = load(name)
        sub = parsers.add_parser(
            name,
            help=summary,
            description=(command.__doc__ or summary).strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(sub)
        sub.set_defaults(action_run=command.run)


def run(arguments: argparse.Namespace) -> int:
    return int(arguments.action_run(arguments))
