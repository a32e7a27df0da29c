"""Liveness against drawn attacks and invented people: APCER and BPCER by species, and the depth gate on its own.

    python -m bench.presentation                 tables
    python -m bench.presentation --json          and one JSON object as the last line
    python -m bench.presentation --part 0.2      a fifth of the presentations, to look quickly
    python -m bench.presentation --tuning        the set by which the depth gate's limits are chosen, before they are changed

Everything is synthetic: people from `drivers/emulators/persons`, attacks drawn by rules of optics. The figures compare versions
of this program; for a hall's own camera, prints and telephones there is `tingtang vision padtest`.

The depth gate runs alone, over poses drawn for it (`bench.depth_gate`) of people and sheets that its limits weren't chosen by
(`bench.depth_cases`): nothing but depth may tell paper from a head. Reach: 0 of at least 60 flat and 0 of at least 60 bent sheets
pass it while at most 5 % of living people don't. The whole check runs over the video of each presentation, asked and followed.
"""

import argparse
import json
import math
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence

from api.messages.identity_words import Assurance
from bench.depth_cases import MEASURING, TUNING
from bench.depth_gate import try_gate
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.liveness.loading import ROLES, load_parts
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import prepare
from tingtang.vision.generated import PERSON, Case, Drawn, cases
from tingtang.vision.pad_report import SpeciesResult, as_values, results_of, table_of
from tingtang.vision.places import MODELS
from tingtang.vision.presentations import Eyes, Trial, present
from tingtang.vision.terminal import console, counting

COUNTS = {
    PERSON: 24,
    "print": 8,
    "bent-print": 8,
    "turned-photo": 8,
    "screen": 8,
    "filled-frame": 8,
    "still-replay": 8,
    "swapped-photos": 8,
    "video-replay": 8,
}
GATE_BPCER_MAX = 0.05
GATE_TRIALS_MIN = 60
SEED = 30107
NOTE = "synthetic: invented people and drawn attacks; no figure here is a certificate for a camera"

_eyes: list[Eyes] = []


def run(case: Case) -> Trial:
    """The whole check."""
    return present(Drawn(case), _eyes[0], species=case.species, level=Assurance.L2, seed=SEED + case.seed)


def run_gate(case: Case) -> Trial:
    landmarks = _eyes[0].parts.landmarks
    if landmarks is None:
        raise RuntimeError("no landmarks")
    return try_gate(case, _eyes[0].detector, landmarks)


def _begin() -> None:
    prepare()
    store = ModelStore(MODELS)
    _eyes.append(Eyes(Detector(store), SFace(store), load_parts(store)))


def _all(work: Callable[[Case], Trial], jobs: Sequence[Case], processes: int) -> list[Trial]:
    trials = []
    with multiprocessing.get_context("spawn").Pool(processes, _begin) as pool, counting("presentations", len(jobs)) as done:
        for trial in pool.imap(work, jobs):
            trials.append(trial)
            done()
    return trials


def _part(jobs: Sequence[Case], part: float) -> list[Case]:
    """As much of each species."""
    groups: dict[str, list[Case]] = {}
    for job in jobs:
        groups.setdefault(job.species, []).append(job)
    return [job for group in groups.values() for job in group[: max(1, math.ceil(len(group) * part))]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.presentation", description="APCER and BPCER over generated attacks.")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument(
        "--part",
        type=float,
        default=1.0,
        help="of the presentations: 0.2 to look quickly, 3 for narrower bounds of the whole check",
    )
    parser.add_argument(
        "--tuning", action="store_true", help="the depth gate over the set that its limits were chosen by, nothing else"
    )
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 1) - 1))
    wish = parser.parse_args(arguments)
    store = ModelStore(MODELS)
    roles = (*ROLES, ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE)
    if lacks := store.lacks(roles):
        print(f"bench.presentation: models are missing: {', '.join(lacks)}; run tingtang models fetch", file=sys.stderr)
        return 2
    out = console()
    depth = TUNING if wish.tuning else MEASURING
    gate = results_of(_all(run_gate, _part(depth.cases(), wish.part), wish.processes), PERSON)
    out.print(table_of(gate, f"Depth gate alone, {depth.name} set"))
    said = "reached" if _reached(gate) else "NOT reached"
    out.print(f"Depth gate, {GATE_TRIALS_MIN} of each or more: no sheet passes and BPCER ≤ {GATE_BPCER_MAX:.0%}: {said}")
    if wish.tuning:
        return 0
    drawn = [case for name, count in COUNTS.items() for case in cases(name, max(1, math.ceil(count * wish.part)))]
    species = results_of(_all(run, drawn, wish.processes), PERSON)
    out.print(table_of(species, "Whole check at L2"))
    out.print(NOTE)
    if wish.json:
        print(json.dumps(_values(species, gate, store.digest(roles))))
    return 0


def _reached(gate: Sequence[SpeciesResult]) -> bool:
    """A part of the set shows nothing."""
    return all(
        result.wrong.trials >= GATE_TRIALS_MIN
        and (result.wrong.errors == 0 if result.attack else result.wrong.rate <= GATE_BPCER_MAX)
        for result in gate
    )


def _values(species: Sequence[SpeciesResult], gate: Sequence[SpeciesResult], models: str) -> dict[str, object]:
    return {
        "note": NOTE,
        "synthetic": True,
        "level": int(Assurance.L2),
        "models": models,
        "species": as_values(species),
        "depth_gate": as_values(gate),
        "depth_gate_reached": _reached(gate),
    }


if __name__ == "__main__":
    sys.exit(main())
