"""A kill at each write of each process, one run for each: before each statement, and between a commit and what follows it."""

import pytest

from api.text.catalogue import TextCatalogue, read_catalogue
from tests.deterministic.__main__ import report
from tests.deterministic.run import Kill, run_seed

STEPS = 24
"""Enough for takes, prints, calls and hand-overs; few enough to try a kill at every write."""
SEED = 5
NOBODY = Kill("nobody", 0)


@pytest.fixture(scope="module")
def texts() -> TextCatalogue:
    return read_catalogue()


@pytest.mark.parametrize("machine", ["ctl", "kiosk-01", "kiosk-01-agent", "hall-agent"])
def test_a_kill_at_every_single_write_loses_and_doubles_nothing(texts: TextCatalogue, machine: str) -> None:
    undisturbed = run_seed(SEED, texts, STEPS, only=NOBODY)
    assert undisturbed.problems == ()
    writes = undisturbed.writes[machine]
    assert writes >= 10
    for write in range(1, writes + 1):
        result = run_seed(SEED, texts, STEPS, only=Kill(machine, write))
        assert result.kills == 1
        assert result.problems == (), f"killed at write {write} of {machine}: {report(result)}"
