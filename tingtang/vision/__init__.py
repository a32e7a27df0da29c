"""Sub-commands of `tingtang vision`: one module each with `add_arguments(parser)` and `run(arguments) -> exit code`.

A module is imported only when its sub-command is asked for, so that `--help` needs neither OpenCV nor models.
"""

import argparse
import importlib
from typing import Protocol, cast

COMMANDS = {
    "doctor": "camera, exposure, focus and light in words; models, memory, speed",
    "bench": "how fast detector and recogniser are on this machine, one core",
    "accuracy": "how often the recogniser confuses people of a labelled folder, and how often it misses its own",
    "calibrate": "a threshold for this hall, from pictures of staff who agreed",
    "padtest": "presentation attacks: prints, phones, living people before the real camera",
}


class VisionCommand(Protocol):
    """What a sub-command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def load(name: str) -> VisionCommand:
    return cast(VisionCommand, importlib.import_module(f"tingtang.vision.{name}"))
