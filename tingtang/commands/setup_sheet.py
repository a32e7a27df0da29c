"""Print a device's set-up sheet: what to set, in which order, with the bar codes that a scanner reads its settings from.

tingtang setup-sheet                              list the sheets
tingtang setup-sheet honeywell-serial --out honeywell.pdf
tingtang setup-sheet honeywell-serial --out codes.png   one picture for each page
tingtang setup-sheet --file my-scanner.toml --out mine.pdf
"""

import argparse
import sys
from pathlib import Path

from drivers.raster.fonts import FontBook, FontMissing
from tingtang.paper.page import SUFFIXES, save
from tingtang.setup_sheet.drawing import draw_sheet
from tingtang.setup_sheet.sheet import FOLDER, SheetError, load_sheet, names


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="the sheet; without one all are listed")
    parser.add_argument("--file", type=Path, help="a sheet of your own instead")
    parser.add_argument("--out", type=Path, help="PDF or PNG to write; by default <name>.pdf here")


def run(arguments: argparse.Namespace) -> int:
    if arguments.name is None and arguments.file is None:
        for name in names():
            sheet = load_sheet(FOLDER / f"{name}.toml")
            print(f"{name:24} {sheet.title.zh} · {sheet.title.en}")
        return 0
    path = arguments.file or FOLDER / f"{arguments.name}.toml"
    out: Path = arguments.out or Path(f"{path.stem}.pdf")
    if out.suffix.lower() not in SUFFIXES:
        print(f"{out}: ends neither in .pdf nor in .png", file=sys.stderr)
        return 2
    try:
        written = save(draw_sheet(load_sheet(path), FontBook()), out)
    except (SheetError, FontMissing) as error:
        print(error, file=sys.stderr)
        return 2
    print(", ".join(map(str, written)))
    return 0
