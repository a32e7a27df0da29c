"""What keeps an installation from beginning is said in both languages, with what to do; nothing is changed."""

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.text.catalogue import LANGUAGES
from tests.support.folder_debian import FolderDebian
from tests.support.small_bundle import product_wheel
from tingtang.commands import install, uninstall
from tingtang.install.executor import Stopped, take_back
from tingtang.install.installed import Installed, installed_file, is_older, read_installed, running_version, whole_releases
from tingtang.install.preparing import Wanted, prepare, removal
from tingtang.install.report import next_steps
from tingtang.install.running import carry_out, disk_room, look_for_room, remove, root_is_overlay
from tingtang.install.steps.base import Step
from tingtang.install.words import Refused, Words
from tingtang.upgrade.lock import only_one

RASPBIAN = 'ID=raspbian\nVERSION_ID="12"\n'
BIND_MOUNTED = "overlay / overlay rw 0 0\n/dev/mmcblk0p3 /opt/tingtang ext4 rw 0 0\n"


def make_wheel(folder: Path) -> Path:
    wheel = folder / "tingtang-1.2.3-py3-none-any.whl"
    wheel.write_bytes(b"PK\x05\x06" + bytes(18))  # an archive without files
    return wheel


def silent(what: str, step: Step) -> None:
    """Nobody reads along."""


def plenty(place: Path) -> int:
    """Room on the disk, wherever the test runs."""
    return 10**12


def command(module: object, *words: object) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)  # type: ignore[attr-defined]
    return int(module.run(parser.parse_args([str(word) for word in words])))  # type: ignore[attr-defined]


def test_a_32_bit_system_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root", RASPBIAN, "armhf")
    before = debian.files()
    with pytest.raises(Refused) as refused:
        prepare(debian.machine, Wanted(frozenset({Role.KIOSK}), wheel=tmp_path / "no.whl"))
    assert refused.value.key == "refused.32bit"
    assert debian.files() == before


def test_a_wheel_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    other = tmp_path / "other-1.0-py3-none-any.whl"
    other.write_bytes(b"")
    with pytest.raises(Refused) as refused:
        prepare(debian.machine, Wanted(frozenset({Role.AGENT}), wheel=other))
    assert refused.value.key == "refused.product"


def test_a_wheel_that_is_no_archive_or_not_whole_is_refused(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    for content in (b"no archive", b"PK\x05\x06" + bytes(18)):
        wheel = tmp_path / "tingtang-1.2.3-py3-none-any.whl"
        wheel.write_bytes(content)
        with pytest.raises(Refused) as refused:
            prepare(debian.machine, Wanted(frozenset({Role.AGENT}), wheel=wheel))
        assert refused.value.key == "refused.product"


def test_a_folder_without_a_system_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = make_wheel(tmp_path)
    words = ("agent", "--dry-run", "--root", tmp_path / "nothing", "--wheel", wheel)
    for language, told in (("en", "There is no system in"), ("zh-CN", "没有系统")):
        assert command(install, *words, "--language", language) == install.PROBLEM
        assert told in capsys.readouterr().err
    assert command(install, *words, "--json") == install.PROBLEM
    assert json.loads(capsys.readouterr().out)["reason"] == "refused.noSystem"


def test_nothing_to_remove_is_said(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    with pytest.raises(Refused) as refused:
        removal(debian.machine, purge=False)
    assert refused.value.key == "refused.nothing"


def test_only_administrators_change_a_system(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert command(install, "agent", "--language", "en") == install.PROBLEM
    assert command(uninstall, "--language", "en") == uninstall.PROBLEM
    assert capsys.readouterr().err.count("Put sudo before the command") == 2


def test_a_disk_without_room_is_refused_before_it_is_full(tmp_path: Path) -> None:
    look_for_room(tmp_path, 1000, {tmp_path: 4000}.__getitem__)
    with pytest.raises(Refused) as refused:
        look_for_room(tmp_path, 1000, {tmp_path: 3999}.__getitem__)
    assert disk_room(tmp_path) > 0
    assert refused.value.key == "refused.full"
    assert "MB" in Words("en")(refused.value.key, **refused.value.arguments)


def test_two_installations_never_meet(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    with only_one(Layout(debian.root).upgrade), pytest.raises(Refused) as refused:
        carry_out(prepare(debian.machine, Wanted(frozenset({Role.AGENT}), wheel=product_wheel(tmp_path))), silent, plenty)
    assert refused.value.key == "refused.busy"
    assert not (debian.root / "etc/systemd").exists()


def test_the_whole_way_from_a_wheel_to_removal(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    wanted = Wanted(frozenset({Role.CONTROLLER}), wheel=product_wheel(tmp_path))
    assert carry_out(prepare(debian.machine, wanted), silent, plenty).done
    assert read_installed(debian.root) == Installed(frozenset({Role.CONTROLLER}))
    assert list(whole_releases(debian.root)) == ["1.2.3"]
    # A role comes to those that are there.
    kiosk = Wanted(frozenset({Role.KIOSK}), wheel=product_wheel(tmp_path))
    assert prepare(debian.machine, kiosk).order.roles == {Role.CONTROLLER, Role.KIOSK}
    steps = removal(debian.machine, purge=True)
    with only_one(Layout(debian.root).upgrade), pytest.raises(Refused):
        remove(steps, debian.machine, silent)
    running = replace(debian.machine, systemd_runs=True)
    remove(steps, running, silent)
    assert not (debian.root / "opt/tingtang").exists()
    assert ("systemctl", "stop", "tingtang-controller.service") in debian.commands
    assert debian.commands[-1] == ("systemctl", "try-restart", "mosquitto.service")


def test_a_removal_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    before = debian.files()
    wanted = Wanted(frozenset({Role.CONTROLLER}), wheel=product_wheel(tmp_path))
    carry_out(prepare(debian.machine, wanted), silent, plenty)
    debian.broken = "tingtang-units.service"
    with pytest.raises(Stopped):
        remove(removal(debian.machine, purge=True), replace(debian.machine, systemd_runs=True), silent)
    debian.broken = None
    # Power fails when all is gone but the product's own folder.
    steps = removal(debian.machine, purge=True)
    take_back([step for step in steps if "/opt/tingtang" not in step.title], debian.machine, silent)
    remove(removal(debian.machine, purge=True), debian.machine, silent)
    assert debian.files() == before


def test_services_can_read_what_an_administrator_with_a_strict_mask_installs(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    before = os.umask(0o077)
    try:
        carry_out(prepare(debian.machine, Wanted(frozenset({Role.KIOSK}), wheel=product_wheel(tmp_path))), silent, plenty)
    finally:
        os.umask(before)
    layout = Layout(debian.root)
    shared = [
        layout.product,
        layout.releases,
        layout.current,
        layout.settings,
        debian.root / "etc/systemd/system/tingtang-.service.d",
    ]
    assert {path.stat().st_mode & 0o777 for path in shared} == {0o755}


def test_an_old_stick_takes_no_machine_back_by_accident(tmp_path: Path) -> None:
    debian = FolderDebian(tmp_path / "root")
    carry_out(prepare(debian.machine, Wanted(frozenset({Role.AGENT}), wheel=product_wheel(tmp_path, "1.10.0"))), silent, plenty)
    old = Wanted(frozenset({Role.AGENT}), wheel=product_wheel(tmp_path, "1.9.3"))
    with pytest.raises(Refused) as refused:
        prepare(debian.machine, old)
    assert refused.value.arguments == {"running": "1.10.0", "version": "1.9.3"}
    carry_out(prepare(debian.machine, replace(old, older=True)), silent, plenty)
    assert running_version(debian.root) == "1.9.3"
    assert not is_older("1.10.0+1a2b3c4d", "1.10.0")


def test_a_read_only_root_is_known() -> None:
    assert root_is_overlay(BIND_MOUNTED)
    assert not root_is_overlay("/dev/sda1 / ext4 rw 0 0\n")
    assert not root_is_overlay("overlay / overlay rw 0 0\n/dev/sda1 / ext4 rw 0 0\n")


def test_what_comes_next_depends_on_the_machine(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert next_steps(frozenset({Role.CONTROLLER}), layout)[0] == "next.trust"
    layout.authority.parent.mkdir(parents=True)
    layout.authority.touch()
    assert next_steps(frozenset({Role.CONTROLLER}), layout) == ["next.settings", "next.start"]
    assert next_steps(frozenset({Role.AGENT}), layout)[0] == "next.enrol"
    layout.identity.mkdir(parents=True)
    (layout.identity / "client.crt").touch()
    assert next_steps(frozenset({Role.AGENT}), layout) == ["next.settings", "next.start"]


def test_a_damaged_note_of_what_is_installed_counts_as_none(tmp_path: Path) -> None:
    note = installed_file(Layout(tmp_path))
    note.parent.mkdir(parents=True)
    for text in ("", "{", "[]", '{"roles": ["queen"]}', '{"roles": 3}'):
        note.write_text(text, "utf-8")
        assert read_installed(tmp_path) is None


def test_every_word_is_there_in_both_languages() -> None:
    for language in LANGUAGES:
        words = Words(language)
        assert words("done.nothing", count=3) != "done.nothing"
