"""What all actions share: their options, the terminal, how errors are said."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import structlog

from api.process.settings_file import ConfigurationError
from api.text.catalogue import LANGUAGES
from tingtang.device.errors import ToolError
from tingtang.device.rich_terminal import RichTerminal
from tingtang.device.terminal import Hangup, Style
from tingtang.device.texts import Texts, choose_language

DEFAULT_CONFIG = Path("/etc/tingtang/agent.toml")
FINE, FINDINGS, CANT = 0, 1, 2
"""Exit codes: all well; something was found that needs a person; it couldn't be done."""

Act = Callable[[argparse.Namespace, RichTerminal, Texts], int]


def add_common(parser: argparse.ArgumentParser, *, config: bool = True) -> None:
    if config:
        parser.add_argument(
            "--config", type=Path, default=DEFAULT_CONFIG, metavar="TOML", help=f"the agent's file (default: {DEFAULT_CONFIG})"
        )
    parser.add_argument("--language", choices=LANGUAGES, help="of what is said (default: as LANG says)")
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output; talk on standard error")


def run_action(act: Act, arguments: argparse.Namespace) -> int:
    """Run an action on the real terminal; what ends it early is said in one line."""
    _quiet_logs()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal in GBK has no ✓; a mark that shows as ? is better than a crash half way through a walk.
            stream.reconfigure(errors="replace")
    texts = Texts(choose_language(arguments.language, os.environ))
    with RichTerminal(sys.stderr if arguments.json else sys.stdout) as terminal:
        try:
            return act(arguments, terminal, texts)
        except ToolError as error:
            terminal.say(texts(error.key, **error.arguments), Style.BAD)
        except (ConfigurationError, OSError) as error:
            terminal.say(str(error), Style.BAD)
        except Hangup:
            terminal.say(texts("error.hangup"), Style.WARN)
        except KeyboardInterrupt:
            terminal.say(texts("error.interrupted"), Style.WARN)
    return CANT


def _quiet_logs() -> None:
    """Workers log what these commands show in words."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
