"""How often the recogniser takes two people for one (FMR) and one for two (FNMR), on pictures that you have labelled.

FOLDER has one folder for each person, named as you like, with two or more pictures in it (PNG, JPEG, WebP, BMP, TIFF …), or
files named like name_0001.jpg. Of several faces in a picture the largest is taken; a picture without a face counts as a failure
to acquire; the same file counts once. Thousands of pictures take minutes: --engine sface is several times faster than both.

Without --faces the 24 invented people are taken that come with the software; being drawn by a machine, they resemble each other
more than people do, so their rates certify nothing. Bounds hold with 95 % confidence (Clopper-Pearson). Names appear in no
result, and nothing of the pictures is kept.

Examples:
  tingtang vision accuracy
  tingtang vision accuracy --faces /media/usb/staff --det det.png --json
  tingtang vision accuracy --faces /media/usb/staff --engine sface --gates
"""

import argparse
import json
import math
import sys
from pathlib import Path

from kiosk.vision.engines import ENGINES
from tingtang.vision.accuracy_report import operating_points, report_json, tables
from tingtang.vision.det_picture import draw_det
from tingtang.vision.faces_folder import NotASet
from tingtang.vision.labelled import CannotMeasure, Measured, add_common, engine_names, measure_set, said_about
from tingtang.vision.places import FACES
from tingtang.vision.terminal import console

GOOD, CANT = 0, 2
ON_THE_RIM = "In brackets bounds at 95 %. On the left or lower rim: no such mistake among these pairs, which isn't never."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--faces", type=Path, default=FACES, metavar="FOLDER", help="labelled pictures (default: the invented people)"
    )
    parser.add_argument("--engine", choices=(*ENGINES, "all"), default="all", help="recogniser (default: all that are here)")
    parser.add_argument("--det", type=Path, metavar="PNG", help="write the DET picture there")
    add_common(parser)


def run(arguments: argparse.Namespace) -> int:
    try:
        return _report(arguments)
    except (NotASet, CannotMeasure) as error:
        print(f"tingtang vision accuracy: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ntingtang vision accuracy: stopped; nothing is kept", file=sys.stderr)
    except OSError as error:
        print(f"tingtang vision accuracy: {arguments.det} can't be written: {error}", file=sys.stderr)
    return CANT


def _report(arguments: argparse.Namespace) -> int:
    """Raises: NotASet, CannotMeasure, OSError: the picture can't be written."""
    if arguments.det is not None and not arguments.det.parent.is_dir():
        raise CannotMeasure(f"there is no folder {arguments.det.parent} for the DET picture")
    measured = measure_set(arguments, arguments.faces, engine_names(arguments.engine))
    screen = console()
    for line in said_about(measured):
        print(line)
    if not any(len(scores.impostor) for scores in measured.scores):
        raise CannotMeasure("no two people with a picture that counts, so there is nothing to compare")
    for table in tables(measured):
        screen.print(table)
    if arguments.det is not None:
        _draw(measured, arguments.det)
    if arguments.json:
        print(json.dumps(_without_nan(report_json(measured)), ensure_ascii=False))
    return GOOD


def _draw(measured: Measured, path: Path) -> None:
    draw_det("Detection error trade-off", [said_about(measured)[0], ON_THE_RIM], operating_points(measured), path)
    print(f"DET picture: {path}")


def _without_nan(value: object) -> object:
    """JSON has no word for what isn't known but null."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return value
