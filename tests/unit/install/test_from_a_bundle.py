"""From a stick: what was checked is what is installed, the maker is remembered, a changed file stops everything."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.releases.signature import fingerprint, new_key, public_of
from tests.support.folder_debian import FolderDebian
from tests.support.small_bundle import SMALL, small_bundle
from tingtang.install.order import STAGE
from tingtang.install.preparing import Wanted, prepare
from tingtang.install.running import carry_out
from tingtang.install.steps.base import Step
from tingtang.install.words import Refused

SECRET, OTHER = new_key(), new_key()
TOLD = fingerprint(public_of(SECRET))


def silent(what: str, step: Step) -> None:
    """Nobody reads along."""


def plenty(place: Path) -> int:
    """Room on the disk, wherever the test runs."""
    return 10**12


@pytest.fixture
def debian(tmp_path: Path) -> FolderDebian:
    return FolderDebian(tmp_path / "root")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return small_bundle(tmp_path / "stick", SECRET)


def test_a_machine_is_installed_from_checked_copies(debian: FolderDebian, stick: Path) -> None:
    wanted = Wanted(frozenset({Role.CONTROLLER, Role.KIOSK}), bundle=stick, fingerprint=TOLD)
    carry_out(prepare(debian.machine, wanted), silent, plenty)
    layout = Layout(debian.root)
    assert (layout.models / "a.onnx").read_bytes() == SMALL["models/a.onnx"]
    assert (layout.fonts / "a.otf").read_bytes() == SMALL["fonts/a.otf"]
    assert (layout.clips / "manifest.json").read_bytes() == SMALL["clips/manifest.json"]
    assert (layout.settings / "site/site.toml").read_bytes() == SMALL["site/site.toml"]
    assert layout.release_key.read_bytes() == public_of(SECRET)
    pip = [command for command in debian.commands if "pip" in command]
    assert pip
    assert all("--no-index" in command and "--isolated" in command for command in pip)
    asked = [command for command in debian.commands if command[0] == "apt-get"]
    assert all(any(word.startswith("Dir::Etc::SourceList=/var/cache/tingtang-install") for word in command) for command in asked)
    assert not (debian.root / STAGE.relative_to("/")).exists()


def test_again_needs_no_fingerprint_and_does_nothing(debian: FolderDebian, stick: Path) -> None:
    wanted = Wanted(frozenset({Role.AGENT}), bundle=stick, fingerprint=TOLD)
    carry_out(prepare(debian.machine, wanted), silent, plenty)
    outcome = carry_out(prepare(debian.machine, replace(wanted, fingerprint=None)), silent, plenty)
    assert not outcome.done


def test_a_model_that_was_changed_on_the_stick_stops_everything(debian: FolderDebian, stick: Path) -> None:
    before = debian.files()
    (stick / "models/a.onnx").write_bytes(b"other")
    ready = prepare(debian.machine, Wanted(frozenset({Role.KIOSK}), bundle=stick, fingerprint=TOLD))
    with pytest.raises(Refused) as refused:
        carry_out(ready, silent, plenty)
    assert refused.value.key == "refused.bundle"
    assert {name for name in debian.files() if name != "opt/tingtang/upgrade/lock"} == before.keys()
    assert not any(command[0] == "apt-get" for command in debian.commands)


def test_a_product_that_was_changed_on_the_stick_is_not_even_read(debian: FolderDebian, stick: Path) -> None:
    wheel = next((stick / "product").iterdir())
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(Refused) as refused:
        prepare(debian.machine, Wanted(frozenset({Role.KIOSK}), bundle=stick, fingerprint=TOLD))
    assert refused.value.key == "refused.bundle"


def test_whose_stick_a_machine_takes(debian: FolderDebian, stick: Path, tmp_path: Path) -> None:
    wanted = Wanted(frozenset({Role.AGENT}), bundle=stick)
    with pytest.raises(Refused) as unknown:
        prepare(debian.machine, wanted)
    assert (unknown.value.key, unknown.value.arguments) == ("refused.keyUnknown", {"fingerprint": TOLD})
    with pytest.raises(Refused) as wrong:
        prepare(debian.machine, replace(wanted, fingerprint=fingerprint(public_of(OTHER))))
    assert wrong.value.key == "refused.fingerprint"
    carry_out(prepare(debian.machine, replace(wanted, fingerprint=TOLD)), silent, plenty)
    stranger = small_bundle(tmp_path / "stranger", OTHER, "9.9.9")
    with pytest.raises(Refused) as refused:
        prepare(debian.machine, Wanted(frozenset({Role.AGENT}), bundle=stranger))
    assert refused.value.key == "refused.bundle"


def test_a_new_maker_is_taken_when_an_administrator_names_the_key(debian: FolderDebian, stick: Path, tmp_path: Path) -> None:
    carry_out(prepare(debian.machine, Wanted(frozenset({Role.AGENT}), bundle=stick, fingerprint=TOLD)), silent, plenty)
    other = small_bundle(tmp_path / "other", OTHER, "1.3.0")
    key = tmp_path / "other.pub"
    key.write_bytes(public_of(OTHER))
    carry_out(prepare(debian.machine, Wanted(frozenset({Role.AGENT}), bundle=other, key=key)), silent, plenty)
    assert Layout(debian.root).release_key.read_bytes() == public_of(OTHER)


def test_a_stick_made_for_another_system_is_refused(tmp_path: Path, stick: Path) -> None:
    pi = FolderDebian(tmp_path / "pi", architecture="arm64")
    with pytest.raises(Refused) as refused:
        prepare(pi.machine, Wanted(frozenset({Role.KIOSK}), bundle=stick, fingerprint=TOLD))
    assert refused.value.arguments["target"] == "bookworm-arm64"
