"""Power fails at any step of an upgrade: the next question ends in the old or the new release, never in between."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.releases.orders import Outcome
from tests.support.power_cut import PowerCut, changes_seen, power_fails_at
from tests.support.upgrade_rig import CRASHES, NEW, OLD, STAMP, WELL, Rig, order
from tingtang.upgrade.state import Phase, StateFile

GATE_S = 3
"""Few seconds, few places for power to fail in."""
GIVES_UP_AFTER = 4
"""More questions than cuts that an order survives."""


def run_cut_at(rig: Rig, nature: str, change: int) -> bool:
    """One question during which power fails at `change`; afterwards the machine has booted. Whether power failed."""
    source = rig.bundle(nature)
    upgrader = rig.upgrader()
    try:
        with power_fails_at(change, rig.layout.root):
            upgrader.follow(order(gate_s=GATE_S), source)
    except PowerCut:
        rig.machine.boot()
        return True
    return False


def must_be_whole(rig: Rig) -> None:
    """What must hold at any moment, power or not."""
    for name in ("current", "proven"):
        version = rig.link(name)
        assert version in (OLD, NEW)
        assert (rig.layout.release(version) / STAMP).read_text() == version
    assert (rig.layout.release(OLD) / STAMP).is_file(), "there is always a way back"


def end_of(rig: Rig, nature: str) -> Outcome:
    """The following questions, without cuts."""
    reports = [rig.upgrader().follow(order(gate_s=GATE_S), rig.bundle(nature)) for _ in range(GIVES_UP_AFTER)]
    assert StateFile(rig.layout.upgrade).load().phase is Phase.IDLE
    assert rig.machine.started == rig.link("current") == reports[-1].version
    must_be_whole(rig)
    return reports[-1].outcome


@pytest.mark.parametrize(("nature", "end", "outcome"), [(WELL, NEW, Outcome.WELL), (CRASHES, OLD, Outcome.WENT_BACK)])
def test_one_cut_anywhere_ends_where_an_uncut_upgrade_ends(tmp_path: Path, nature: str, end: str, outcome: Outcome) -> None:
    run_cut_at(Rig(tmp_path / "uncut"), nature, -1)
    changes = changes_seen()
    assert changes > 30
    for change in range(changes):
        rig = Rig(tmp_path / f"{change}")
        assert run_cut_at(rig, nature, change)
        must_be_whole(rig)
        assert end_of(rig, nature) is outcome
        assert rig.link("current") == end


@pytest.mark.parametrize("nature", [WELL, CRASHES])
def test_cuts_one_after_another_end_in_a_whole_release(tmp_path: Path, nature: str) -> None:
    for step in (1, 2, 3, 5, 7, 11, 13):
        rig = Rig(tmp_path / f"{step}")
        for cut in range(1, 8):
            run_cut_at(rig, nature, step * cut)
            must_be_whole(rig)
        end_of(rig, nature)


def test_a_change_that_is_cut_each_time_is_given_up(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    run_cut_at(rig, WELL, -1)
    whole = changes_seen()
    for change in range(whole - 1, 0, -1):
        rig = Rig(tmp_path / f"{change}")
        run_cut_at(rig, WELL, change)
        if (rig.link("current"), rig.link("proven")) == (NEW, OLD):
            break
    # In the middle of the gate, from now on each time: as if the new release itself made the machine fail.
    assert rig.link("current") == NEW
    cuts = 0
    while rig.link("current") == NEW and cuts < 10:
        if not run_cut_at(rig, WELL, 6):
            break
        cuts += 1
    assert end_of(rig, WELL) is Outcome.WENT_BACK
    assert rig.link("current") == OLD


CHILD = """
import sys
from pathlib import Path
from tests.support.upgrade_rig import Rig, order
rig = Rig(Path(sys.argv[1]))
source = rig.bundle()
wait = rig.machine.sleep
def sleep(seconds):
    print("watching", flush=True)
    sys.stdin.readline()
rig.machine.sleep = sleep
rig.upgrader().follow(order(), source)
"""


def test_killed_while_it_watches_the_next_process_goes_on(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "watching\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    rig = Rig.found(tmp_path)
    assert (rig.link("current"), rig.link("proven")) == (NEW, OLD), "not known to be well yet"
    rig.machine.boot()
    assert rig.upgrader().follow(order(), rig.bundle()).outcome is Outcome.WELL
    assert rig.link("proven") == NEW
