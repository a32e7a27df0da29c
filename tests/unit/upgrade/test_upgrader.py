"""One unit carries out orders: changes, watches itself, goes back, and says how it went."""

from pathlib import Path

import pytest

from api.releases.manifest import MANIFEST
from api.releases.orders import Outcome, Trouble
from api.releases.signature import new_key, public_of
from tests.support.upgrade_rig import CRASHES, DIES_LATER, NEW, OLD, UNWELL, WELL, Rig, order


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_a_unit_changes_and_is_well(rig: Rig) -> None:
    report = rig.upgrader().follow(order(), rig.bundle())
    assert (report.outcome, report.version, report.well) == (Outcome.WELL, NEW, True)
    assert (rig.link("current"), rig.link("previous"), rig.link("proven")) == (NEW, OLD, NEW)
    assert rig.machine.started == NEW
    assert rig.maker.places == [NEW]


def test_it_watches_itself_for_the_whole_gate(rig: Rig) -> None:
    begun_s = rig.machine.now_s
    rig.upgrader().follow(order(gate_s=300), rig.bundle())
    assert rig.machine.now_s - begun_s >= 300


@pytest.mark.parametrize(
    ("nature", "trouble"), [(CRASHES, Trouble.NOT_STARTED), (UNWELL, Trouble.NOT_WELL), (DIES_LATER, Trouble.NOT_WELL)]
)
def test_what_isnt_well_goes_back_by_itself(rig: Rig, nature: str, trouble: Trouble) -> None:
    report = rig.upgrader().follow(order(), rig.bundle(nature))
    assert (report.outcome, report.trouble, report.version) == (Outcome.WENT_BACK, trouble, OLD)
    assert "tingtang-kiosk.service" in report.detail
    assert (rig.link("current"), rig.link("proven"), rig.machine.started) == (OLD, OLD, OLD)
    assert rig.maker.places == [NEW, OLD], "its units went back too"


def test_an_order_that_failed_isnt_tried_again_but_a_new_one_is(rig: Rig) -> None:
    rig.upgrader().follow(order(1), rig.bundle(CRASHES))
    restarts = rig.machine.restarts
    again = rig.upgrader().follow(order(1), rig.bundle(CRASHES))
    assert (again.outcome, rig.machine.restarts) == (Outcome.WENT_BACK, restarts)
    rig.maker.remove(NEW)
    assert rig.upgrader().follow(order(2), rig.bundle(WELL)).outcome is Outcome.WELL


def test_doing_it_twice_changes_nothing(rig: Rig) -> None:
    rig.upgrader().follow(order(), rig.bundle())
    restarts = rig.machine.restarts
    report = rig.upgrader().follow(order(), rig.bundle())
    assert (report.outcome, rig.machine.restarts) == (Outcome.WELL, restarts)


def test_it_fetches_and_makes_ready_before_it_may_change(rig: Rig) -> None:
    report = rig.upgrader().follow(order(switch=False), rig.bundle())
    assert (report.outcome, report.version, rig.machine.restarts) == (Outcome.READY, OLD, 0)
    assert rig.maker.is_made(NEW)


def test_it_waits_while_somebody_is_served(rig: Rig) -> None:
    rig.machine.busy = True
    assert rig.upgrader().follow(order(), rig.bundle()).outcome is Outcome.BUSY
    assert rig.link("current") == OLD
    rig.machine.busy = False
    assert rig.upgrader().follow(order(), rig.bundle()).outcome is Outcome.WELL


def test_back_by_order_to_a_release_that_is_here(rig: Rig) -> None:
    rig.upgrader().follow(order(1), rig.bundle())
    report = rig.upgrader().follow(order(2, OLD, back=True), rig.bundle())
    assert (report.outcome, report.version, rig.link("proven")) == (Outcome.WELL, OLD, OLD)


def test_what_was_wrong_before_isnt_held_against_the_new_release(rig: Rig) -> None:
    rig.machine.nature = UNWELL
    assert rig.upgrader().follow(order(), rig.bundle(UNWELL)).outcome is Outcome.WELL


def test_a_release_signed_by_somebody_else_is_refused(rig: Rig) -> None:
    rig.layout.release_key.write_bytes(public_of(new_key()))
    report = rig.upgrader().follow(order(), rig.bundle())
    assert (report.outcome, report.trouble, rig.link("current")) == (Outcome.FAILED, Trouble.BAD_SIGNATURE, OLD)


def test_a_changed_list_and_a_changed_file_are_refused(rig: Rig) -> None:
    source = rig.bundle()
    folder = rig.bundles / f"{NEW}-{WELL}"
    product = folder / f"product/tingtang-{NEW}-py3-none-any.whl"
    product.write_bytes(product.read_bytes()[:-1] + b"x")
    report = rig.upgrader().follow(order(1), source)
    assert (report.outcome, report.trouble) == (Outcome.FAILED, Trouble.BAD_FILE)
    assert "product/" in report.detail
    signed = folder / MANIFEST
    signed.write_bytes(signed.read_bytes().replace(b"common", b"comm0n", 1))
    assert rig.upgrader().follow(order(2), source).trouble is Trouble.BAD_SIGNATURE
    assert not rig.maker.is_made(NEW)


def test_an_older_release_under_a_newer_name_is_refused(rig: Rig) -> None:
    report = rig.upgrader().follow(order(version="1.2.0"), rig.bundle())
    assert (report.outcome, report.trouble) == (Outcome.FAILED, Trouble.BAD_FILE)


def test_without_a_makers_key_nothing_is_taken(rig: Rig) -> None:
    rig.layout.release_key.unlink()
    assert rig.upgrader().follow(order(), rig.bundle()).trouble is Trouble.NO_KEY


@pytest.mark.parametrize("trouble", [Trouble.SETTINGS_REFUSED, Trouble.NEEDS_INSTALLER])
def test_a_release_the_machine_isnt_fit_for_changes_nothing(rig: Rig, trouble: Trouble) -> None:
    rig.maker.refuses = trouble
    report = rig.upgrader().follow(order(), rig.bundle())
    assert (report.outcome, report.trouble, rig.machine.restarts) == (Outcome.FAILED, trouble, 0)


def test_only_what_this_machine_needs_is_fetched(rig: Rig) -> None:
    rig.upgrader().follow(order(switch=False), rig.bundle())
    assert "wheels/common-1.0-py3-none-any.whl" in rig.maker.made_of
    assert not {name for name in rig.maker.made_of if "aarch64" in name or name.endswith(".deb")}
    assert list((rig.layout.upgrade / "fetched").iterdir()) == [], "the room is free again"


def test_old_releases_and_what_was_fetched_make_room(rig: Rig) -> None:
    for number, version in enumerate(("1.1.0", "1.2.0", "1.3.0")):
        rig.upgrader().follow(order(number, version), rig.bundle(version=version))
    assert rig.maker.versions() == ("1.2.0", "1.3.0")
    assert list((rig.layout.upgrade / "fetched").iterdir()) == []


def test_a_full_disk_is_said_before_anything_changes(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tingtang.upgrade.fetching.SPARE_BYTES", 2**60)
    report = rig.upgrader().follow(order(), rig.bundle())
    assert (report.outcome, report.trouble, rig.link("current")) == (Outcome.FAILED, Trouble.NO_ROOM, OLD)


def test_a_read_only_root_gets_the_units_of_what_runs_after_each_start(rig: Rig) -> None:
    rig.upgrader().follow(order(), rig.bundle())
    assert not rig.upgrader().keep_in_place(), "they are there"
    rig.maker.in_place = OLD  # the machine was switched off and on: its card holds the first release's
    restarts = rig.machine.restarts
    rig.machine.busy = True
    assert not rig.upgrader().keep_in_place(), "nobody is sent away for it"
    rig.machine.busy = False
    assert rig.upgrader().keep_in_place()
    assert (rig.maker.in_place, rig.machine.restarts) == (NEW, restarts + 1)
