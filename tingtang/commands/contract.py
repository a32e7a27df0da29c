"""Write what is generated from the table of topics: the AsyncAPI document and the broker's access list.

tingtang contract                      rewrite the two files of the repository
tingtang contract --check              only say whether they are up to date (exit code 1 if not)
tingtang contract --access FILE --site 150426-07 --node ctl --node kiosk-01 --node kiosk-01-agent
                                       the access list of one hall; reload the broker with SIGHUP afterwards
"""

import argparse
import json
import sys
from pathlib import Path

from api.messages.access import ANY_SITE, access_list
from api.messages.asyncapi import document

ROOT = Path(__file__).resolve().parents[2]
ASYNCAPI = Path("docs/contract/asyncapi.json")
ACCESS = Path("firmware_configs/mosquitto/acl")
EXAMPLE_NODES = ("ctl", "kiosk-01", "kiosk-01-agent", "kiosk-02-link", "window-agent", "pad-1")
"""Nodes in the repository's list: one of each role. A hall's own list names its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is out of date")
    parser.add_argument("--access", type=Path, metavar="FILE", help="write one hall's access list to FILE instead")
    parser.add_argument("--site", default=ANY_SITE, help="the hall's site code, with --access")
    parser.add_argument("--node", action="append", default=[], help="a node of the hall, with --access; repeat it")


def run(arguments: argparse.Namespace) -> int:
    if arguments.access is not None:
        arguments.access.write_text(access_list(arguments.site, arguments.node), "utf-8")
        return 0
    outdated = [path for path, text in generated().items() if not _is(ROOT / path, text)]
    if arguments.check:
        for path in outdated:
            print(f"{path} is out of date: run `tingtang contract`", file=sys.stderr)
        return 1 if outdated else 0
    for path in outdated:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(generated()[path], "utf-8")
        print(f"wrote {path}")
    return 0


def generated() -> dict[Path, str]:
    """Each generated file's path in the repository and what it must contain."""
    return {
        ASYNCAPI: json.dumps(document(), ensure_ascii=False, indent=2) + "\n",
        ACCESS: access_list(ANY_SITE, EXAMPLE_NODES),
    }


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text
