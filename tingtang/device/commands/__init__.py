"""The actions of `tingtang device`; each is a module of this folder."""

import argparse
import importlib
from typing import Protocol, cast

COMMANDS = {
    "scan": "what is plugged in and what answers",
    "test": "one device, step by step, with a result sheet",
    "watch": "all devices of this host, live",
    "trace": "what a device and its driver say, frame by frame",
    "walk": "window by window: find swapped cables and duplicate addresses, print the acceptance sheet",
    "learn": "make a profile of an undocumented keypad from its presses",
}


class Action(Protocol):
    """What an action's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def load(name: str) -> Action:
    return cast(Action, importlib.import_module(f"tingtang.device.commands.{name}"))
