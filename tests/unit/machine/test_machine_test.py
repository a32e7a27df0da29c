"""The parts of the machine test that judge: a wrong verdict there would make an hour's run worthless."""

from pathlib import Path
from typing import Any

import pytest

from tests.machine import debian, vm
from tests.machine.checks import root_digest
from tests.machine.eyes import Eyes, Key
from tests.machine.image import MIB
from tests.machine.load import Told
from tests.machine.power_cuts import compare
from tests.machine.vm import Hardware, Machine, command


def hardware(**more: Any) -> Hardware:
    return Hardware(Path("disk.img"), Path("vmlinuz"), Path("initrd.img"), **more)


def told() -> Told:
    return Told(numbers={"t1": "A00001", "t2": "A00002"}, ratings={"t1": "GOOD"}, called=["t1"])


def records(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "tickets": [["t1", "A00001"], ["t2", "A00002"]],
        "terminal": [["t1", "GOOD"]],
        "called": [["t1"]],
        "returned": [],
        "rated": [],
        "events": 9,
        "integrity": "ok",
    }
    return found | changes


def test_records_that_agree_have_no_problem() -> None:
    assert compare(told(), records()) == []
    came_back = {"called": [["t1"], ["t1"]], "returned": [["t1"]]}
    assert compare(told(), records(**came_back)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"tickets": [["t1", "A00001"]]}, "missing"),
        ({"tickets": [["t1", "A00001"], ["t2", "A00003"]]}, "missing or others"),
        ({"tickets": [["t1", "A00001"], ["t2", "A00002"], ["t3", "A00002"]]}, "given twice"),
        ({"tickets": [["t1", "A00001"], ["t2", "A00002"], ["t3", "A00004"]]}, "gaps"),
        ({"terminal": []}, "1 ratings that were told are missing"),
        ({"terminal": [["t1", "POOR"]]}, "1 ratings that were told are missing"),
        ({"terminal": [["t1", "GOOD"], ["t1", "GOOD"]]}, "2 events of 1 tickets"),
        ({"called": [["t1"], ["t1"]]}, "called twice"),
        ({"called": []}, "calls that were answered"),
        ({"integrity": "page 7 is never used"}, "integrity"),
    ],
)
def test_each_loss_is_named(changes: dict[str, Any], problem: str) -> None:
    problems = compare(told(), records(**changes))
    assert any(problem in line for line in problems), problems


@pytest.mark.parametrize(
    ("rotation", "panel", "pixel"),
    [
        (0, (1080, 1920), (0, 0)),
        (90, (1920, 1080), (0, 1079)),
        (180, (1080, 1920), (1079, 1919)),
        (270, (1920, 1080), (1919, 0)),
    ],
)
def test_the_upper_left_corner_as_people_see_it_is_found_on_a_turned_panel(
    rotation: int, panel: tuple[int, int], pixel: tuple[int, int], tmp_path: Path
) -> None:
    machine = Machine(hardware(width=panel[0], height=panel[1]), tmp_path)
    assert Eyes(machine, (1080, 1920), rotation).on_panel(Key("corner", "", 0.0, 0.0)) == pixel


def test_the_machine_reaches_nothing_and_only_loopback_reaches_it(tmp_path: Path) -> None:
    line = command(hardware(ports={18080: 8080}), tmp_path, tmp_path / "console")
    network = line[line.index("-nic") + 1]
    assert "restrict=on" in network
    assert "hostfwd=tcp:127.0.0.1:18080-:8080" in network


def test_a_kvm_without_a_processor_that_carries_it_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processor = tmp_path / "cpuinfo"
    processor.write_text("flags\t\t: fpu sse4_2 hypervisor\n")
    monkeypatch.setattr(vm, "PROCESSOR", processor)
    assert not vm.has_kvm()


def test_a_changed_byte_of_the_root_is_seen_and_one_of_the_data_is_not(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    first, size = 1, 2
    end = (first + size) * MIB
    with disk.open("wb") as file:
        file.truncate(end + MIB)
    before = root_digest(disk, first, size)
    with disk.open("r+b") as file:
        file.seek(end)
        file.write(b"x")
    assert root_digest(disk, first, size) == before
    with disk.open("r+b") as file:
        file.seek(end - 1)
        file.write(b"x")
    assert root_digest(disk, first, size) != before


def test_a_folder_with_something_mounted_below_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "root" / "dev").mkdir(parents=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 2 0:5 / {tmp_path}/root/dev rw - devtmpfs udev rw\n")
    monkeypatch.setattr(debian, "MOUNTED", mounts)
    with pytest.raises(debian.BuildFailed, match="root/dev"):
        debian.remove_tree(tmp_path / "root")
    assert (tmp_path / "root" / "dev").is_dir()
