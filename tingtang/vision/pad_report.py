"""Rates of a presentation attack test with their bounds, as a table and as values. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.table import Table

from kiosk.vision.statistics import Rate, rate_of
from tingtang.vision.presentations import Ending, Trial


@dataclass(frozen=True, slots=True)
class SpeciesResult:
    """Of one species, or of living people."""

    species: str
    attack: bool
    wrong: Rate
    """APCER for an attack: taken for a living person. BPCER for living people: not taken for one, non-response included."""
    non_response: Rate
    cues: dict[str, int]
    """How often each cue was seen."""


def results_of(trials: Iterable[Trial], living: str) -> tuple[SpeciesResult, ...]:
    """By species, in the order in which they came. Args: living: the name under which people were presented."""
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.species, []).append(trial)
    return tuple(_result(name, group, attack=name != living) for name, group in groups.items())


def as_values(results: Sequence[SpeciesResult]) -> list[dict[str, object]]:
    """For JSON."""
    return [asdict(result) | {"rate": result.wrong.rate} for result in results]


def table_of(results: Sequence[SpeciesResult], title: str) -> Table:
    table = Table(title=title)
    columns = ("species", "tried", "rate", "wrong", "95 % bounds", "non-response", "cues seen")
    for name in columns:
        table.add_column(name, justify="left" if name in ("species", "rate", "cues seen") else "right", overflow="fold")
    for result in results:
        cues = ", ".join(f"{cue} {count}" for cue, count in sorted(result.cues.items()))
        table.add_row(
            result.species,
            str(result.wrong.trials),
            "APCER" if result.attack else "BPCER",
            f"{result.wrong.errors} = {result.wrong.rate:.1%}",
            f"{result.wrong.lower:.1%} to {result.wrong.upper:.1%}",
            str(result.non_response.errors),
            cues,
        )
    return table


def _result(name: str, trials: Sequence[Trial], *, attack: bool) -> SpeciesResult:
    live = sum(trial.ending is Ending.LIVE for trial in trials)
    silent = sum(trial.ending is Ending.NON_RESPONSE for trial in trials)
    return SpeciesResult(
        species=name,
        attack=attack,
        wrong=rate_of(live if attack else len(trials) - live, len(trials)),
        non_response=rate_of(silent, len(trials)),
        cues=dict(Counter(cue for trial in trials for cue in trial.cues)),
    )
