"""`python -m tests.deterministic --seed N [--steps M]` runs one seed again and prints its trace; `--seeds K` runs many."""

import argparse
import sys
import time
from collections.abc import Sequence

from api.text.catalogue import read_catalogue
from tests.deterministic.run import STEPS, Result, run_seed


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.deterministic", description="The hall in one process, by a seed.")
    parser.add_argument("--seed", type=int, help="run this one and print its trace")
    parser.add_argument("--seeds", type=int, help="run so many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--quiet", action="store_true", help="no trace, only the result")
    options = parser.parse_args(arguments)
    texts = read_catalogue()
    seeds = [options.seed] if options.seed is not None else range(options.first, options.first + (options.seeds or 1))
    begun_s, bad = time.monotonic(), 0
    for seed in seeds:
        result = run_seed(seed, texts, options.steps, keep_trace=options.seed is not None and not options.quiet)
        sys.stdout.write("".join(f"{line}\n" for line in result.lines))
        bad += bool(result.problems)
        if result.problems or options.seed is not None:
            sys.stdout.write(report(result))
    sys.stdout.write(f"{len(seeds)} seeds, {bad} with problems, {time.monotonic() - begun_s:.1f} s\n")
    return 1 if bad else 0


def report(result: Result) -> str:
    """What came of a run, and how to see it again."""
    lines = [
        f"seed {result.seed}: {result.events} events, {result.kills} kills, {result.papers} papers, trace {result.digest}",
        *(f"  {problem}" for problem in result.problems),
        f"  again: python -m tests.deterministic --seed {result.seed} --steps {result.steps}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
