"""Liveness against drawn attacks and invented people: APCER and BPCER by species, and the depth gate on its own.

    python -m bench.presentation                 tables
    python -m bench.presentation --json          and one JSON object as the last line
    python -m bench.presentation --part 0.2      a fifth of the presentations, to look quickly

Everything is synthetic: people from `drivers/emulators/persons`, attacks drawn by rules of optics. The figures compare versions
of this program; for a hall's own camera, prints and telephones there is `tingtang vision padtest`. The gate's table switches the
deny cues of single frames off, so that depth alone must tell paper from a head. Reach: 0 of at least 60 flat and 0 of at least 60
bent sheets pass it while at most 5 % of living people don't.
"""

import argparse
import json
import math
import multiprocessing
import os
import sys
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console

from api.messages.identity_words import Assurance
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.liveness.loading import ROLES, load_parts
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import prepare
from tingtang.vision.generated import PERSON, Case, Drawn, cases
from tingtang.vision.pad_report import as_values, results_of, table_of
from tingtang.vision.places import MODELS
from tingtang.vision.presentations import Eyes, Trial, present
from tingtang.vision.terminal import console, counting

NEVER = 10**9
COUNTS = {
    PERSON: 72,
    "print": 24,
    "bent-print": 24,
    "turned-photo": 24,
    "screen": 24,
    "filled-frame": 24,
    "still-replay": 24,
    "swapped-photos": 24,
    "video-replay": 24,
}
GATE_COUNTS = {PERSON: 72, "turned-photo": 66, "bent-print": 66}
GATE_BPCER_MAX = 0.05
GATE_STEP_S = 5.0
"""Who is drawn turns at once; a sheet that shows no depth by then never does."""
SEED = 30107
NOTE = "synthetic: invented people and drawn attacks; no figure here is a certificate for a camera"


@dataclass(frozen=True, slots=True)
class Job:
    case: Case
    gate_only: bool


_eyes: list[Eyes] = []


def without_frame_cues() -> LivenessSettings:
    """Depth alone decides: no cue of a single frame, and no veto before the turn is over."""
    settings = LivenessSettings()
    cues = replace(settings.cues, frames=NEVER, repeated_frames=NEVER)
    turn = replace(settings.turn, step_limit_s=GATE_STEP_S)
    return replace(settings, cues=cues, turn=turn, relief=replace(settings.relief, flat_frames=NEVER))


def run(job: Job) -> Trial:
    settings = without_frame_cues() if job.gate_only else None
    seed = SEED + job.case.seed
    return present(Drawn(job.case), _eyes[0], species=job.case.species, level=Assurance.L2, seed=seed, settings=settings)


def _begin() -> None:
    prepare()
    store = ModelStore(MODELS)
    _eyes.append(Eyes(Detector(store), SFace(store), load_parts(store)))


def _all(counts: dict[str, int], part: float, processes: int, *, gate_only: bool) -> list[Trial]:
    jobs = [Job(case, gate_only) for name, count in counts.items() for case in cases(name, max(1, math.ceil(count * part)))]
    trials = []
    with multiprocessing.get_context("spawn").Pool(processes, _begin) as pool, counting("presentations", len(jobs)) as done:
        for trial in pool.imap(run, jobs):
            trials.append(trial)
            done()
    return trials


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.presentation", description="APCER and BPCER over generated attacks.")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--part", type=float, default=1.0, help="of the presentations, 0 to 1")
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 1) - 1))
    wish = parser.parse_args(arguments)
    store = ModelStore(MODELS)
    roles = (*ROLES, ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE)
    if lacks := store.lacks(roles):
        print(f"bench.presentation: models are missing: {', '.join(lacks)}; run tingtang models fetch", file=sys.stderr)
        return 2
    species = results_of(_all(COUNTS, wish.part, wish.processes, gate_only=False), PERSON)
    gate = results_of(_all(GATE_COUNTS, wish.part, wish.processes, gate_only=True), PERSON)
    out = console()
    out.print(table_of(species, "Whole check at L2"))
    out.print(table_of(gate, "Depth gate alone"))
    _say_reach(out, gate)
    out.print(NOTE)
    if wish.json:
        print(json.dumps(_values(species, gate, store.digest(roles))))
    return 0


def _say_reach(out: Console, gate: Any) -> None:
    reached = all(result.wrong.errors == 0 if result.attack else result.wrong.rate <= GATE_BPCER_MAX for result in gate)
    out.print(f"Depth gate: no sheet passes and BPCER ≤ {GATE_BPCER_MAX:.0%}: {'reached' if reached else 'NOT reached'}")


def _values(species: Any, gate: Any, models: str) -> dict[str, object]:
    return {
        "note": NOTE,
        "synthetic": True,
        "level": int(Assurance.L2),
        "models": models,
        "species": as_values(species),
        "depth_gate": as_values(gate),
    }


if __name__ == "__main__":
    sys.exit(main())
