"""What `accuracy` and `calibrate` share: options, the reading of a set, the scores of each engine."""

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kiosk.vision.engines import ENGINES, make_engine
from kiosk.vision.engines.base import EngineUnavailable, FaceEngine
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.quality import Gates
from kiosk.vision.statistics import Rate, rate_of
from tingtang.vision.embedding import Embedded, Selection, embed_all
from tingtang.vision.error_rates import Scores, scores_of
from tingtang.vision.face_finding import FaceFinder
from tingtang.vision.faces_folder import FaceSet, find_pictures
from tingtang.vision.places import MODELS
from tingtang.vision.terminal import counting

PASSED_BY_NAMED = 6
"""Kinds of files that weren't looked at, named before the rest is left out."""


class CannotMeasure(Exception):
    """The text says what is missing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole set."""

    scores: tuple[Scores, ...]
    engines: tuple[FaceEngine, ...]
    faces: FaceSet
    embedded: Embedded
    unusable_engines: dict[str, str]

    @property
    def pictures(self) -> int:
        return len(self.faces.files)

    @property
    def used(self) -> int:
        return len(self.embedded.templates[0].people)

    @property
    def people(self) -> int:
        """With at least one picture that counts."""
        return len(set(self.embedded.templates[0].people.tolist()))

    @property
    def failure_to_acquire(self) -> Rate:
        """Of pictures that could be read, each once."""
        failed = self.embedded.left.not_acquired
        return rate_of(failed, failed + self.used)

    @property
    def failure_to_enrol(self) -> Rate:
        """Of people: not one of their pictures counts."""
        return rate_of(self.faces.people - self.people, self.faces.people)


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
    faces = find_pictures(folder)
    store = ModelStore(arguments.models)
    engines, unusable = _engines(names, store)
    try:
        finder = FaceFinder(store)
    except (ModelMissing, ModelRefused) as error:
        raise CannotMeasure(f"{error}; run: tingtang models fetch") from error
    selection = Selection(0.0 if arguments.any_size else Gates().width_min_px, arguments.gates)

    def complain(path: Path, why: str) -> None:
        shown = os.fsencode(path.relative_to(folder)).decode(errors="backslashreplace")
        print(f"  skipped {shown}: {why}", file=sys.stderr)

    with counting(f"{len(faces.files)} pictures", len(faces.files)) as step:
        embedded = embed_all(faces.files, finder, engines, selection, complain=complain, step=step)
    scores = tuple(scores_of(mine, engine) for mine, engine in zip(embedded.templates, engines, strict=True))
    return Measured(scores, tuple(engines), faces, embedded, unusable)


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


def said_about(measured: Measured) -> list[str]:
    """Sentences on what was counted and what wasn't."""
    embedded, faces = measured.embedded, measured.faces
    lines = [f"{measured.used} of {measured.pictures} pictures of {measured.people} of {faces.people} people counted."]
    if faces.told_apart:
        lines.append(f"People were told apart by {faces.told_apart}. If that is wrong, make a folder for each person.")
    reasons: Counter[str] = embedded.left.reasons
    if reasons:
        lines.append("Left out: " + _counted(reasons) + ".")
    if embedded.left.not_acquired:
        lines.append(
            f"Failure to acquire: {_bounded(measured.failure_to_acquire)} of pictures; "
            f"failure to enrol (not one picture that counts): {_bounded(measured.failure_to_enrol)} of people."
        )
    if embedded.several:
        lines.append(f"{embedded.several} of those that count show several faces: the largest was taken.")
    if embedded.looked_again:
        lines.append(
            f"In {embedded.looked_again} the face was found only by a closer look or in a border: a kiosk doesn't do that."
        )
    if embedded.is_small:
        lines.append(
            f"Many faces here are too small for the kiosk's size gate ({Gates().width_min_px:.0f} px): it is off for this report."
        )
    if faces.passed_by:
        lines.append("Not looked at: " + _counted(faces.passed_by) + ".")
    if measured.used and not any(len(scores.genuine) for scores in measured.scores):
        lines.append("Nobody has two pictures that count: nothing can be said of people refused by mistake (FNMR).")
    lines += [f"Not measured: {name}: {why}" for name, why in measured.unusable_engines.items()]
    return lines


def _counted(counts: Counter[str]) -> str:
    named = [f"{number} × {what}" for what, number in counts.most_common(PASSED_BY_NAMED)]
    rest = counts.total() - sum(number for _, number in counts.most_common(PASSED_BY_NAMED))
    return ", ".join(named + ([f"{rest} others"] if rest else []))


def _bounded(rate: Rate) -> str:
    return f"{rate.errors} of {rate.trials} = {rate.rate:.2%} ({rate.lower:.2%} to {rate.upper:.2%})"


def engine_names(chosen: str) -> list[str]:
    return list(ENGINES) if chosen == "all" else [chosen]
