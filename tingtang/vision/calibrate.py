"""A threshold for this hall, from pictures of its own people: staff who agreed to it in writing, taken by the kiosk's camera.

FOLDER is as for `tingtang vision accuracy`. The threshold is the lowest one at which at most --fmr of the pairs of people are
confused, by the upper bound of Clopper and Pearson: no mistake among few people shows little, and then no threshold is printed
but how many people it takes. What comes out is two lines for the kiosk's file.

Zero mistakes among colleagues don't mean that siblings are told apart. For attacks there is `tingtang vision padtest`.
Delete the pictures afterwards; nothing of them is kept here.

Examples:
  tingtang vision calibrate --faces /media/usb/staff
  tingtang vision calibrate --faces /media/usb/staff --fmr 0.01 --engine dlib
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.vision.bands import SHIPPED, bands_of
from kiosk.vision.engines import DEFAULT, ENGINES
from kiosk.vision.statistics import CONFIDENCE, Rate, trials_needed, upper_bound
from tingtang.vision.accuracy_report import rate_json
from tingtang.vision.det_picture import FMR_TARGET, FNMR_TARGET
from tingtang.vision.error_rates import Errors, Scores, errors_at, strictest_needed
from tingtang.vision.faces_folder import NotASet
from tingtang.vision.labelled import CannotMeasure, add_common, measure_set, said_about

GOOD, TOO_FEW, CANT = 0, 1, 2
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Calibration:
    """`threshold` is None when the data doesn't support the wanted rate."""

    threshold: float | None
    fmr_supported: float
    """The smallest rate that this many pairs of people can show, with none of them confused."""
    people_needed: int
    """For the wanted rate."""
    errors: Errors | None
    fmr_shown: float
    """Upper bound at the threshold: never smaller than `fmr_supported`."""


def calibrate(scores: Scores, fmr: float, confidence: float = CONFIDENCE) -> Calibration:
    """Never looser than the shipped step-up band: among few colleagues any threshold looks good."""
    pairs = len(scores.best_impostor)
    supported = upper_bound(0, pairs, confidence) if pairs else 1.0
    needed = people_for(trials_needed(fmr, confidence))
    found = strictest_needed(scores, fmr, confidence)
    if found is None:
        return Calibration(None, supported, needed, None, supported)
    threshold = max(math.ceil(found * 10**DECIMALS) / 10**DECIMALS, SHIPPED[scores.engine].step_up)
    errors = errors_at(scores, threshold)
    confused = errors.people_confused
    return Calibration(threshold, supported, needed, errors, upper_bound(confused.errors, confused.trials, confidence))


def people_for(pairs: int) -> int:
    """So many people make at least that many pairs."""
    return math.ceil((1 + math.sqrt(1 + 8 * pairs)) / 2)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--faces", type=Path, required=True, metavar="FOLDER", help="labelled pictures of people who agreed")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT, help=f"recogniser (default: {DEFAULT})")
    parser.add_argument("--fmr", type=_rate, default=FMR_TARGET, metavar="RATE",
                        help=f"wanted false match rate (default: {FMR_TARGET}, GB/T 38671's 0.1 %%)")  # fmt: skip
    add_common(parser)


def _rate(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError("a rate lies between 0 and 1: 0.001 is 0.1 %")
    return value


def run(arguments: argparse.Namespace) -> int:
    try:
        measured = measure_set(arguments, arguments.faces, [arguments.engine])
    except (NotASet, CannotMeasure) as error:
        print(f"tingtang vision calibrate: {error}", file=sys.stderr)
        return CANT
    except KeyboardInterrupt:
        print("\ntingtang vision calibrate: stopped; nothing is kept", file=sys.stderr)
        return CANT
    (scores,) = measured.scores
    result = calibrate(scores, arguments.fmr)
    for line in (*said_about(measured), *sentences(scores, result, arguments.fmr)):
        print(line)
    if measured.embedded.is_small or measured.embedded.looked_again or measured.embedded.several:
        print("These aren't pictures as this kiosk takes them: take a set with its own camera before you change its file.")
    if arguments.json:
        print(json.dumps(_json(scores, result, arguments.fmr)))
    return GOOD if result.threshold is not None else TOO_FEW


def sentences(scores: Scores, result: Calibration, wanted: float) -> list[str]:
    """The result in words, and the lines for the kiosk's file."""
    if result.threshold is None or result.errors is None:
        return _refusal(scores, result, wanted)
    shipped, errors = SHIPPED[scores.engine], result.errors
    step_up = bands_of(scores.engine, result.threshold).step_up
    confused, bounded = errors.people_confused, _percent(result.fmr_shown)
    said = [
        f"Threshold {result.threshold:.3f} for {scores.engine}.",
        f"At most {bounded} of pairs of people are confused (95 % confidence); here {confused.errors} of {confused.trials} were.",
        *_missed(errors.fnmr),
        f"GB/T 38671 asks for FAR {_percent(FMR_TARGET)} and FRR {_percent(FNMR_TARGET)}: {_met(result)}.",
        "Lines for the kiosk's file:",
        f'    [identity]\n    engine = "{scores.engine}"\n    accept_from = {result.threshold:.3f}',
        f"Below {step_up:.3f} a person goes another way; in between, more proof is asked for.",
    ]
    if result.threshold < shipped.accept:
        said.append(
            f"Shipped is {shipped.accept:.2f}, which is stricter. The test was over these people only: if in doubt keep it."
        )
    return said


def _refusal(scores: Scores, result: Calibration, wanted: float) -> list[str]:
    pairs, least = len(scores.best_impostor), result.fmr_supported
    return [
        f"No threshold: these are too few people to show a false match rate of {_percent(wanted)}.",
        f"{pairs} pairs of people without any mistake would show {_percent(least)} with 95 % confidence, and nothing smaller.",
        f"Bring pictures of at least {result.people_needed} people, or ask for less: --fmr {_rounded_up(least)}.",
        f"The kiosk keeps its shipped bands: accept from {SHIPPED[scores.engine].accept:.2f}.",
    ]


def _missed(fnmr: Rate) -> list[str]:
    if not fnmr.trials:
        return ["Nobody has two pictures, so nothing is known about people refused by mistake."]
    bounds = f"{_percent(fnmr.lower)} to {_percent(fnmr.upper)}"
    return [
        f"Refused by mistake: {_percent(fnmr.rate)} of pairs of one person's pictures (95 %: {bounds}).",
        "The kiosk takes the median of several frames, which does better.",
    ]


def _met(result: Calibration) -> str:
    if result.errors is None or result.fmr_shown > FMR_TARGET:
        return "the first isn't shown by this set"
    fnmr = result.errors.fnmr
    if not fnmr.trials or fnmr.upper > FNMR_TARGET:
        return "the first is shown, the second isn't"
    return "both are shown by this set"


def _percent(rate: float) -> str:
    return f"{rate * 100:.3g} %"


def _rounded_up(rate: float) -> str:
    """To two digits, so that asking for it succeeds."""
    digits = 1 - math.floor(math.log10(rate)) if rate < 1 else 0
    return f"{math.ceil(rate * 10**digits) / 10**digits:g}"


def _json(scores: Scores, result: Calibration, wanted: float) -> dict[str, object]:
    return {
        "engine": scores.engine,
        "models": scores.models,
        "wanted_fmr": wanted,
        "confidence": CONFIDENCE,
        "pairs_of_people": len(scores.best_impostor),
        "fmr_supported": result.fmr_supported,
        "people_needed": result.people_needed,
        "threshold": result.threshold,
        "fmr_upper": result.fmr_shown if result.threshold is not None else None,
        "fnmr": rate_json(result.errors.fnmr) if result.errors is not None and result.errors.fnmr.trials else None,
        "target": {"standard": "GB/T 38671", "fmr": FMR_TARGET, "fnmr": FNMR_TARGET},
    }
