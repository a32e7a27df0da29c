"""纸质应急号: opens a range of numbers and draws its tickets and its list, to be printed before they are needed.

Print a stock for each queue on a quiet day and keep it at the information desk. In an outage staff hand the numbers out in
order and write time and service on the list; when the hall is back they enter them (补录) and people are called by the time on
the list, before those who came later.

Examples:
  tingtang paper --url http://hall.local:8080 --account manager --queue general --count 50 --out general.pdf
  tingtang paper --hall /etc/tingtang/hall.toml --db /var/lib/tingtang/ctl --queue general --count 50 --out general.pdf
  tingtang paper --url http://hall.local:8080 --account manager --block 01JD0V7C5B8R2M6X9K3T1W4Q7P --out again.pdf

With --db the hall's controller must not be running. A file name that ends in .png makes one picture for each page. The password
is asked for, or read from standard input when that isn't a terminal.
"""

import argparse
import getpass
import sqlite3
import sys
from pathlib import Path

import httpx

from api.process.settings_file import ConfigurationError
from drivers.raster.fonts import FontBook, FontMissing
from hall_controller.config import load_hall_config
from tingtang.paper.page import SUFFIXES, save
from tingtang.paper.sheet import PaperNumber, Sheet, pages
from tingtang.paper.sources import FileSource, HttpSource, NoRange, Range

LANGUAGE = "zh-CN"
COUNT = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--url", help="a running hall, such as http://hall.local:8080")
    where.add_argument("--hall", type=Path, metavar="TOML", help="the file of a hall that doesn't run; with --db")
    parser.add_argument("--db", type=Path, help="the controller's data folder or the database; with --hall")
    parser.add_argument("--account", default="manager", help="a manager's account (default: manager)")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--queue", help="open a new range of this queue")
    what.add_argument("--block", help="draw a range once more that was opened before")
    parser.add_argument("--count", type=int, default=COUNT, help=f"numbers in the range, 1 to 500 (default: {COUNT})")
    parser.add_argument("--out", type=Path, required=True, help="PDF to write, or PNG: one file for each page")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _paper(arguments)
    except (NoRange, ConfigurationError, FontMissing, httpx.HTTPError, sqlite3.Error, OSError, ValueError) as error:
        print(f"tingtang paper: {error}", file=sys.stderr)
        return 1


def _paper(arguments: argparse.Namespace) -> int:
    if arguments.out.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{arguments.out}: ends neither in .pdf nor in .png")
    if not arguments.out.parent.is_dir():
        raise ValueError(f"{arguments.out.parent} is no folder")
    fonts = FontBook()
    # Before a range is opened: without fonts it couldn't be drawn.
    pages(Sheet("厅", "队", "窗", "", (PaperNumber("A001", "A001"),)), fonts)
    with _source(arguments) as source:
        opened = source.open(arguments.queue, arguments.count) if arguments.queue else source.again(arguments.block)
    written = save(pages(sheet_of(opened), fonts), arguments.out)
    block = opened.block
    first, last = (label(opened, number) for number in (block.first, block.last))
    print(f"{first} to {last}, range {block.id}: {', '.join(map(str, written))}")
    return 0


def _source(arguments: argparse.Namespace) -> HttpSource | FileSource:
    if arguments.url is not None:
        return HttpSource(arguments.url, arguments.account, _password())
    if arguments.db is None:
        raise ValueError("--hall needs --db: the controller's data folder")
    return FileSource(arguments.db, load_hall_config(arguments.hall), arguments.account)


def _password() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def label(opened: Range, number: int) -> str:
    return f"{opened.block.prefix}{number:0{opened.block.digits}d}"


def sheet_of(opened: Range) -> Sheet:
    """The range in words."""
    block = opened.block
    numbers = range(block.first, block.last + 1)
    windows = "、".join(map(str, opened.windows))
    return Sheet(
        hall=opened.hall_names[LANGUAGE],
        queue=_both(opened.queue_names),
        area=f"{windows}号窗口" if windows else "",
        opened=block.day,
        numbers=tuple(PaperNumber(label(opened, number), f"{block.id}/{number}") for number in numbers),
    )


def _both(names: dict[str, str]) -> str:
    english = names.get("en")
    return f"{names[LANGUAGE]} {english}" if english else names[LANGUAGE]
