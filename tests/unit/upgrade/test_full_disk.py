"""A disk that is really full: an upgrade says so, changes nothing, and goes on when somebody has made room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.releases.orders import Outcome, Trouble
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.upgrade_rig import NEW, OLD, WELL, Rig, make_bundle, order
from tingtang.upgrade.source import FolderSource

LARGE = 100_000
"""Times the word that each file holds: half a megabyte, so that both don't fit."""


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """Its disk has 700 kB. It is asked for room once only, and others write meanwhile: so the check finds enough."""
    monkeypatch.setattr("tingtang.upgrade.upgrader.needed_bytes", lambda _files, _folder: 0)
    with tmpfs(tmp_path / "r" / "unit", "size=700k"):
        yield Rig(tmp_path / "r")


def large_release(rig: Rig, tmp_path: Path) -> FolderSource:
    return FolderSource(make_bundle(tmp_path / "stick", NEW, rig.secret, WELL, size=LARGE))


def test_full_while_it_fetches(rig: Rig, tmp_path: Path) -> None:
    source = large_release(rig, tmp_path)
    report = rig.upgrader().follow(order(1), source)
    assert (report.outcome, report.trouble, report.version) == (Outcome.FAILED, Trouble.NO_ROOM, OLD)
    assert rig.link("current") == OLD
    assert report.free_bytes > 500_000, "what it had fetched is gone: others need the room"
    rig.machine.boot()
    assert rig.upgrader().follow(order(2), rig.bundle()).outcome is Outcome.WELL


def test_full_to_the_last_byte_it_still_reports(rig: Rig) -> None:
    source = rig.bundle()
    ballast = fill(rig.layout.root)
    report = rig.upgrader().follow(order(), source)
    assert (report.outcome, report.trouble, report.version) == (Outcome.FAILED, Trouble.NO_ROOM, OLD)
    assert rig.machine.restarts == 0
    ballast.unlink()
    assert rig.upgrader().follow(order(), source).outcome is Outcome.WELL, "made room, it goes on by itself"
