"""Faces before the kiosk's camera, for the technician: look at camera and light, measure speed, accuracy and attacks.

  tingtang vision doctor                     camera, exposure, focus, light in words
  tingtang vision bench                      speed on one core of this machine
  tingtang vision accuracy --faces FOLDER    errors on your own labelled pictures, with bounds
  tingtang vision calibrate --faces FOLDER   a threshold for this hall from staff who agreed
  tingtang vision padtest                    prints and phones before the real camera

Everything happens on this machine; no picture leaves it and none is kept. `tingtang vision COMMAND --help` says more.
"""

import argparse
import os
import sys

from tingtang.vision import COMMANDS, load

CANT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=sorted(COMMANDS), metavar="ACTION", help=", ".join(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="what the action takes; ACTION --help shows it")


def run(arguments: argparse.Namespace) -> int:
    # numpy reads it when it is first imported. Threads that wait for each other make small products slower on a busy machine,
    # by twenty times as measured.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        command = load(arguments.action)
    except ModuleNotFoundError as error:
        print(f"tingtang vision: the Python package {error.name} isn't installed here (requirements/kiosk.txt)", file=sys.stderr)
        return CANT
    parser = argparse.ArgumentParser(
        prog=f"tingtang vision {arguments.action}",
        description=(command.__doc__ or COMMANDS[arguments.action]).strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments.rest))
