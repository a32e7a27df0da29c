"""Who brings about what the doctor can say: a function for each code, with the fault itself wherever this machine can have it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tingtang.doctor.finding import Finding

Scenario = Callable[[Path], Sequence[Finding]]
"""Takes an empty folder, makes the fault, looks, cleans up; returns what the doctor found."""

SCENARIOS: dict[str, Scenario] = {}


def produces(*codes: str) -> Callable[[Scenario], Scenario]:
    """Each of `codes` is found by it."""

    def register(scenario: Scenario) -> Scenario:
        for code in codes:
            assert code not in SCENARIOS, f"{code} has two scenarios"
            SCENARIOS[code] = scenario
        return scenario

    return register
