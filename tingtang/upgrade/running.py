"""`tingtang upgrade`, from the arguments to the exit code."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable

from api.process.settings_file import ConfigurationError
from api.releases.manifest import ManifestError
from api.releases.signature import BadSignature, KeyUnusable
from hall_controller.releases.shelf import ShelfError
from hall_controller.releases.steering import NotNow
from hall_controller.side_file import SideFileError
from tingtang.device.texts import choose_language
from tingtang.install.machine import StepFailed
from tingtang.upgrade.lock import Busy
from tingtang.upgrade.stages import NoStages
from tingtang.upgrade.trouble import Failed, is_of_disk, of_disk
from tingtang.upgrade.unit_side import UNIT_ACTIONS
from tingtang.upgrade.words import Words

GOOD, PROBLEM, USAGE = 0, 1, 2
Action = Callable[[argparse.Namespace, Words], int]
_PROBLEMS = (
    NotNow,
    ShelfError,
    ManifestError,
    BadSignature,
    KeyUnusable,
    ConfigurationError,
    SideFileError,
    StepFailed,
    sqlite3.Error,
    Busy,
)


def run_action(arguments: argparse.Namespace) -> int:
    words = Words(choose_language(arguments.language, os.environ))
    try:
        return _action(arguments.action)(arguments, words)
    except (NoStages, ValueError) as error:
        return _say(str(error), USAGE)
    except Failed as error:
        return _say(words.trouble(error.trouble.value, error.detail), PROBLEM)
    except _PROBLEMS as error:
        return _say(str(error), PROBLEM)
    except OSError as error:
        if not is_of_disk(error):
            return _say(str(error), PROBLEM)
        failed = of_disk(error)
        return _say(words.trouble(failed.trouble.value, failed.detail), PROBLEM)


def _action(name: str) -> Action:
    if name in UNIT_ACTIONS:
        return UNIT_ACTIONS[name]
    # Only the hall's server has the packages that its part needs.
    from tingtang.upgrade.hall_side import HALL_ACTIONS

    return HALL_ACTIONS[name]


def _say(text: str, code: int) -> int:
    print(f"tingtang upgrade: {text}", file=sys.stderr)
    return code
