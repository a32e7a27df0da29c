"""`python -m hall_controller --config controller.toml`: runs one hall's controller in the foreground.

SIGHUP makes it look at the hall's file. Ends with 0 after SIGTERM or SIGINT, with 78 (EX_CONFIG of sysexits.h) when a setting is
wrong, with 1 when it can't run.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop

from api.messages.topics import CONTROLLER_NODE
from api.process.logs import configure_logs
from api.process.settings_file import ConfigurationError
from hall_controller.accounts.store import AccountError
from hall_controller.collector import look_less_often
from hall_controller.config import load_hall_config
from hall_controller.serving import HallFile, serve
from hall_controller.settings import load_settings
from hall_controller.side_file import SideFileError
from hall_controller.store.lock import HallIsTaken
from hall_controller.store.schema import NewerDatabase

EXIT_FAILED = 1
EXIT_CONFIGURATION = 78


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hall_controller", description="Runs one hall's controller.")
    parser.add_argument("--config", type=Path, required=True, help="the controller's TOML file")
    path = parser.parse_args(arguments).config
    try:
        settings = load_settings(path)
        configure_logs(settings.log.format, settings.log.level, part="controller", node=CONTROLLER_NODE)
        look_less_often()
        file = HallFile(path, settings, load_hall_config(settings.site_file))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(file, settings, os.environ, os.getpid()))
    except ConfigurationError as error:
        return _fail(error, EXIT_CONFIGURATION)
    except (HallIsTaken, NewerDatabase, AccountError, SideFileError, sqlite3.Error, OSError) as error:
        return _fail(error, EXIT_FAILED)
    return 0


def _fail(error: Exception, code: int) -> int:
    # For a person at a terminal and in the journal alike: what is wrong and what to do, without a traceback.
    sys.stderr.write(f"hall_controller: {error}\n")
    return code
