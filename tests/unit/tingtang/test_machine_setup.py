"""The set-up finds what is missing, and a person without rights gets the exact command."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from kiosk.vision.model_list import all_models
from tingtang import machine_setup
from tingtang.machine_setup import (
    CannotSetUp,
    check_python,
    fetch_models,
    fingerprint,
    install_debian_packages,
    missing_debian_packages,
    npm_where_needed,
)

NO_SUCH_PACKAGE = "no-such-package-tingtang"
on_debian = pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks Debian's package database")


@on_debian
def test_only_missing_packages_are_named() -> None:
    assert missing_debian_packages(["dpkg", NO_SUCH_PACKAGE]) == [NO_SUCH_PACKAGE]
    assert missing_debian_packages(["dpkg"]) == []


@on_debian
def test_without_rights_the_exact_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine_setup.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(CannotSetUp) as stopped:
        install_debian_packages({NO_SUCH_PACKAGE: "nothing"})
    assert f"sudo apt-get install -y --no-install-recommends {NO_SUCH_PACKAGE}" in str(stopped.value)


def test_a_python_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_python()
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    with pytest.raises(CannotSetUp, match=r"3\.11, 3\.12 or 3\.13"):
        check_python()


def test_a_changed_list_is_installed_again(tmp_path: Path) -> None:
    pinned = tmp_path / "run.txt"
    pinned.write_text("a==1\n", encoding="utf-8")
    before = fingerprint(pinned)
    assert fingerprint(pinned) == before
    pinned.write_text("a==2\n", encoding="utf-8")
    assert fingerprint(pinned) != before


def test_each_purpose_has_its_pinned_list() -> None:
    for list_name, packages in machine_setup.PURPOSES.values():
        assert (machine_setup.ROOT / "requirements" / f"{list_name}.txt").is_file()
        assert all(purpose for purpose in packages.values())


def test_npm_is_installed_only_where_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine_setup, "MODELS", tmp_path)
    monkeypatch.setattr(machine_setup.shutil, "which", lambda _name: None)
    assert set(npm_where_needed()) == {"npm"}
    monkeypatch.setattr(machine_setup.shutil, "which", lambda _name: "/usr/bin/npm")
    assert npm_where_needed() == {}
    monkeypatch.setattr(machine_setup.shutil, "which", lambda _name: None)
    for model in all_models().values():
        if not model.installed_in:
            (tmp_path / model.name).touch()
    assert npm_where_needed() == {}


def test_a_hall_goes_on_without_models_and_the_tests_do_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine_setup, "python_in_venv", lambda: Path("/bin/false"))
    monkeypatch.setattr(machine_setup, "MODELS", tmp_path)
    fetch_models(needed=False)
    assert "tingtang models fetch" in capsys.readouterr().out
    with pytest.raises(CannotSetUp, match="models fetch"):
        fetch_models(needed=True)
