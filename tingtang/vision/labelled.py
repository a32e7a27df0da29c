"""What `accuracy` and `calibrate` share: options, the reading of a set, the scores of each engine."""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kiosk.vision.detector import Detector
from kiosk.vision.engines import ENGINES, make_engine
from kiosk.vision.engines.base import EngineUnavailable, FaceEngine
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.quality import Gates
from tingtang.vision.embedding import Left, Selection, embed_all
from tingtang.vision.error_rates import Scores, scores_of
from tingtang.vision.faces_folder import NotAPicture, PictureFile, find_pictures, is_small, read_picture
from tingtang.vision.places import MODELS
from tingtang.vision.terminal import counting

SAMPLE = 200
"""Pictures whose size is looked at to tell a set of small ones."""


class CannotMeasure(Exception):
    """The text says what is missing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole set."""

    scores: tuple[Scores, ...]
    engines: tuple[FaceEngine, ...]
    people: int
    """With at least one picture that counts."""
    pictures: int
    used: int
    left: Left
    width_min_px: float
    is_small: bool
    """The size gate was switched off, since most pictures are too small for it."""
    unusable_engines: dict[str, str]


def add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help=f"folder of models (default: {MODELS})")
    parser.add_argument(
        "--any-size", action="store_true", help="take faces of any size; off by itself for a set of small pictures"
    )
    parser.add_argument(
        "--gates", action="store_true", help="count only pictures that the kiosk would compare: pose, light, mask …"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def measure_set(arguments: argparse.Namespace, folder: Path, names: list[str]) -> Measured:
    """Read the set and score it with each engine that can be used here.

    Raises:
        CannotMeasure: a model is missing, or no engine can be used.
        NotASet
    """
    prepare()
    files = find_pictures(folder)
    store = ModelStore(arguments.models)
    engines, unusable = _engines(names, store)
    try:
        detector = Detector(store)
    except (ModelMissing, ModelRefused) as error:
        raise CannotMeasure(f"{error}; run: tingtang models fetch") from error
    small = is_small(_sizes(files))
    selection = Selection(0.0 if small or arguments.any_size else Gates().width_min_px, arguments.gates)

    def complain(path: Path, why: str) -> None:
        print(f"  skipped {path.relative_to(folder)}: {why}", file=sys.stderr)

    with counting(f"{len(files)} pictures", len(files)) as step:
        found, left = embed_all(files, detector, engines, selection, complain=complain, step=step)
    scores = tuple(scores_of(mine, engine) for mine, engine in zip(found, engines, strict=True))
    used = len(found[0].people)
    people = len(set(found[0].people.tolist()))
    return Measured(scores, tuple(engines), people, len(files), used, left, selection.width_min_px, small, unusable)


def _engines(names: list[str], store: ModelStore) -> tuple[list[FaceEngine], dict[str, str]]:
    engines, unusable = list[FaceEngine](), dict[str, str]()
    for name in names:
        try:
            engines.append(make_engine(name, store))
        except (EngineUnavailable, ModelMissing, ModelRefused) as error:
            unusable[name] = str(error)
    if not engines:
        raise CannotMeasure("; ".join(unusable.values()) + "; run: tingtang models fetch")
    return engines, unusable


def _sizes(files: list[PictureFile]) -> list[int]:
    """Longer sides of some pictures, spread over the set."""
    sizes = []
    for file in files[:: max(1, len(files) // SAMPLE)]:
        try:
            sizes.append(max(read_picture(file.path).shape[:2]))
        except NotAPicture:
            continue  # complained about when its turn comes
    return sizes


def said_about(measured: Measured) -> list[str]:
    """Sentences on what was counted and what wasn't."""
    lines = [f"{measured.used} of {measured.pictures} pictures of {measured.people} people counted."]
    reasons: Counter[str] = measured.left.reasons
    if reasons:
        lines.append("Left out: " + ", ".join(f"{count} × {reason}" for reason, count in reasons.most_common()) + ".")
    if measured.is_small:
        lines.append(
            "Most of these pictures are too small for the kiosk's size gate (80 px): it is off, and they were made larger."
        )
    lines += [f"Not measured: {name}: {why}" for name, why in measured.unusable_engines.items()]
    return lines


def engine_names(chosen: str) -> list[str]:
    return list(ENGINES) if chosen == "all" else [chosen]
