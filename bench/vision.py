"""One frame from camera to similarity: ours beside face_recognition at its defaults, in the same run, on one core.

    python -m bench.vision                       a table
    python -m bench.vision --json                the table, then one JSON object as the last line
    python -m bench.vision --frames 60 --core 1

The process binds itself to one core before any library starts threads. Both paths get the same frames (an invented person, fresh
noise in each) and take turns frame by frame, so that whatever else the machine does hits both. Medians; beside the time on the
wall stands the processor's own, which other programs don't lengthen. Memory is resident: of a process with all models at work,
and of a real vision process while it verifies. Reach: 8 times faster end to end, 25 ms a frame, 200 MiB, and the kiosk's screen
never held for 20 ms.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.statistics_of import percentile
from tingtang.vision.places import MODELS, ROOT

if TYPE_CHECKING:
    from bench.vision_theirs import TheirPath

SIZES = ((640, 480), (1280, 720))
FRAMES = 30
WARM_UP = 3
REACH_TIMES, REACH_FRAME_MS, REACH_MIB, REACH_STALL_MS = 8.0, 25.0, 200.0, 20.0
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
MEMORY_PATIENCE_S, STALL_PATIENCE_S = 120.0, 300.0
WHOLE = "whole frame"


@dataclass(frozen=True, slots=True)
class Times:
    """Of one stage over all frames, ms."""

    median_ms: float
    p95_ms: float
    cpu_ms: float
    """Median of the processor's time."""


@dataclass(slots=True)
class Stopwatch:
    """Collects wall and processor time by stage."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def time(self, stage: str, work: Callable[..., Any], *arguments: object) -> Any:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        result = work(*arguments)
        self.wall.setdefault(stage, []).append((time.perf_counter() - begun) * 1000)
        self.cpu.setdefault(stage, []).append((time.process_time() - begun_cpu) * 1000)
        return result

    def forget(self) -> None:
        self.wall.clear()
        self.cpu.clear()

    def times(self) -> dict[str, Times]:
        return {
            stage: Times(round(median(found), 2), round(percentile(found, 0.95), 2), round(median(self.cpu[stage]), 2))
            for stage, found in self.wall.items()
        }


@dataclass(frozen=True, slots=True)
class AtSize:
    """Both paths at one size of frame."""

    width: int
    height: int
    ours: dict[str, Times]
    theirs: dict[str, Times]
    """Empty where face_recognition isn't installed."""
    times_faster: float | None
    """Medians of the whole path, theirs over ours: of the time on the wall."""
    times_faster_cpu: float | None
    """Of the processor's time, which a busy machine doesn't change."""


def measure_size(size: tuple[int, int], frames: int, models: Path, theirs: "TheirPath | None") -> AtSize:
    from bench.vision_ours import OurPath, frame_of

    ours, our_watch, their_watch = OurPath(models), Stopwatch(), Stopwatch()
    first = frame_of(*size)
    reference = ours.embed(first, ours.find(first)[0])
    their_reference = theirs.embed(first, theirs.find(first))[0] if theirs is not None else None
    for number in range(frames + WARM_UP):
        if number == WARM_UP:
            our_watch.forget()
            their_watch.forget()
        pixels = frame_of(*size, number)
        our_watch.time(WHOLE, ours.whole, pixels, reference)
        faces = our_watch.time("find", ours.find, pixels)
        our_watch.time("follow, judge", ours.follow_and_judge, pixels, faces)
        template = our_watch.time("embed", ours.embed, pixels, faces[0])
        our_watch.time("compare", ours.compare, template, reference)
        if theirs is not None:
            their_watch.time(WHOLE, theirs.whole, pixels, their_reference)
            places = their_watch.time("find", theirs.find, pixels)
            (encoding,) = their_watch.time("embed", theirs.embed, pixels, places)
            their_watch.time("compare", theirs.compare, their_reference, encoding)
    our_times, their_times = our_watch.times(), their_watch.times()
    if not their_times:
        return AtSize(*size, our_times, their_times, None, None)
    ours_whole, theirs_whole = our_times[WHOLE], their_times[WHOLE]
    faster = round(theirs_whole.median_ms / ours_whole.median_ms, 1)
    return AtSize(*size, our_times, their_times, faster, round(theirs_whole.cpu_ms / ours_whole.cpu_ms, 1))


def memory_mib(models: Path) -> float:
    """Of a fresh process with detector, recogniser, liveness and landmark models and the code reader at work."""
    command = [sys.executable, "-m", "bench.vision_memory", str(models)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=MEMORY_PATIENCE_S, check=True)
    return float(done.stdout)


def ui_stall(models: Path) -> dict[str, Any]:
    """How long the kiosk's loop was held while faces were verified; `bench.vision_stall` says how."""
    command = [sys.executable, "-m", "bench.vision_stall", str(models)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=STALL_PATIENCE_S, check=True)
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


def bind_to_one_core(core: int | None) -> int:
    """Before any library has started a thread."""
    for name in ONE_THREAD:
        os.environ[name] = "1"
    chosen = core if core is not None else max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {chosen})
    return chosen


def load_theirs() -> "tuple[TheirPath | None, str]":
    """And why not, where it can't be measured."""
    from bench.vision_theirs import TheirPath
    from kiosk.vision.engines.base import EngineUnavailable

    try:
        return TheirPath(), ""
    except EngineUnavailable as error:
        return None, str(error)


def measure(frames: int, models: Path, core: int | None, *, against: bool) -> dict[str, Any]:
    """Everything, as one document.

    Raises:
        ModelMissing, ModelRefused: run `tingtang models fetch`.
    """
    bound = bind_to_one_core(core)
    from kiosk.vision.opencv import prepare

    prepare()
    theirs, why_not = load_theirs() if against else (None, "not asked for")
    sizes = [measure_size(size, frames, models, theirs) for size in SIZES]
    stall = ui_stall(models)
    return {
        "core": bound,
        "frames": frames,
        "sizes": [asdict(one) for one in sizes],
        "not_measured": {"face_recognition": why_not} if why_not else {},
        "parts_mib": memory_mib(models),
        "ui_stall": stall,
        "memory_mib": stall["vision_process_mib"],
        "reach": {
            "times_faster": REACH_TIMES,
            "frame_ms": REACH_FRAME_MS,
            "memory_mib": REACH_MIB,
            "ui_stall_ms": REACH_STALL_MS,
        },
    }


def reached(document: dict[str, Any]) -> dict[str, bool | None]:
    """Against the reach, by the processor's time; None: not measured."""
    sizes = document["sizes"]
    faster = [one["times_faster_cpu"] for one in sizes if one["times_faster_cpu"] is not None]
    stall = document["ui_stall"]["max_ms"]
    return {
        "times_faster": min(faster) >= REACH_TIMES if faster else None,
        "frame_ms": max(one["ours"][WHOLE]["cpu_ms"] for one in sizes) <= REACH_FRAME_MS,
        "memory_mib": document["memory_mib"] <= REACH_MIB,
        "ui_stall_ms": stall <= REACH_STALL_MS,
    }


def print_tables(document: dict[str, Any]) -> None:
    for one in document["sizes"]:
        print(
            f"\n{one['width']} × {one['height']}, one core, {document['frames']} frames; ms: median, 95th percentile, processor"
        )
        for who, stages in (("ours (YuNet, SFace)", one["ours"]), ("face_recognition, defaults", one["theirs"])):
            for stage, times in stages.items():
                print(f"  {who:28s}{stage:16s}{times['median_ms']:9.2f}{times['p95_ms']:9.2f}{times['cpu_ms']:9.2f}")
        if one["times_faster"] is not None:
            print(f"  end to end {one['times_faster']} times faster, {one['times_faster_cpu']} in the processor's time")
    for name, why in document["not_measured"].items():
        print(f"\nnot measured: {name}: {why}")
    parts, whole = document["parts_mib"], document["memory_mib"]
    print(f"\nresident memory: all models at work {parts:.0f} MiB; the whole vision process {whole:.0f} MiB,")
    print("  of which some 70 are libraries' files that other processes use as well")
    stall = document["ui_stall"]
    print(f"longest hold of the kiosk's loop: {stall['max_ms']} ms while verifying, {stall['idle']['max_ms']} ms idle")
    beside = stall["face_recognition_in_a_thread"]
    print(
        f"  with face_recognition in a thread of the same process: {beside['max_ms']} ms" if isinstance(beside, dict) else beside
    )
    for what, good in reached(document).items():
        word = "not measured" if good is None else "reached" if good else "NOT reached"
        print(f"  {what:14s} {document['reach'][what]:g}: {word}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--frames", type=int, default=FRAMES, help=f"of each size (default: {FRAMES})")
    parser.add_argument("--core", type=int, help="number of the core (default: the last one)")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help=f"default: {MODELS}")
    parser.add_argument("--ours-only", action="store_true", help="leave face_recognition out")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    from kiosk.vision.model_store import ModelMissing, ModelRefused

    try:
        document = measure(max(1, arguments.frames), arguments.models, arguments.core, against=not arguments.ours_only)
    except (ModelMissing, ModelRefused) as error:
        print(f"bench.vision: {error}; run: tingtang models fetch", file=sys.stderr)
        return 2
    print_tables(document)
    if arguments.json:
        print(json.dumps({**document, "reached": reached(document)}))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
