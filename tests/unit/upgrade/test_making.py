"""Releases made by the installer's own steps: an environment from hashed wheels, units in place, settings asked beforehand."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.releases.manifest import needed_files
from api.releases.orders import Trouble
from api.releases.signature import new_key
from hall_controller.releases.shelf import read_manifest
from tests.support.tiny_release import SYSUSERS, RealPython, tiny_bundle
from tingtang.install.installed import STAMP, Installed
from tingtang.install.packages import packages_of
from tingtang.upgrade.making import InstalledMaker
from tingtang.upgrade.trouble import Failed

AGENT = frozenset({Role.AGENT})
UNIT = "etc/systemd/system/tingtang-agent.service"


class Ready:
    """An agent's machine with two releases fetched; each is made once for all tests, for pip takes seconds."""

    def __init__(self, root: Path) -> None:
        self.machine = RealPython(root / "unit")
        self.layout = Layout(root / "unit")
        self.maker = InstalledMaker(self.machine.machine, Installed(AGENT))
        self.folder = self.layout.upgrade / "fetched/1.1.0"
        secret = new_key()
        tiny_bundle(self.folder, "1.1.0", secret, "[Service]\nExecStart=/new\n[Install]\nWantedBy=tingtang.target\n")
        self.manifest = read_manifest(self.folder)
        self.files = needed_files(self.manifest, AGENT, "x86_64", "3.11")
        self.layout.settings.mkdir(parents=True)
        self.machine.packages |= packages_of(AGENT, "12").keys()
        sysusers = self.machine.root / "etc/sysusers.d/tingtang.conf"
        sysusers.parent.mkdir()
        sysusers.write_text(SYSUSERS)
        self.machine("systemd-sysusers", "/etc/sysusers.d/tingtang.conf")

    def make(self) -> None:
        self.maker.make(self.manifest, self.files, self.folder)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    made = Ready(tmp_path_factory.mktemp("making"))
    made.make()
    return made


def refused(do: Callable[[], object]) -> Failed:
    with pytest.raises(Failed) as error:
        do()
    return error.value


def test_a_release_is_an_environment_of_its_own_that_knows_its_version(ready: Ready) -> None:
    assert ready.maker.is_made("1.1.0")
    python = str(Layout().release("1.1.0") / "venv/bin/python")
    assert ready.machine(python, "-I", "-c", "import tinyhelper; print(tinyhelper.WORD)") == "here\n"
    assert not any("apt-get" in command for command in ready.machine.commands)


def test_what_only_the_installer_brings_is_named(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(ready.machine, "packages", ready.machine.packages - {"chrony"})
        missing = refused(lambda: ready.maker.check("1.1.0"))
    assert (missing.trouble, missing.detail) == (Trouble.NEEDS_INSTALLER, "chrony")
    passwd = ready.machine.root / "etc/passwd"
    accounts = passwd.read_text()
    passwd.write_text("".join(line for line in accounts.splitlines(keepends=True) if not line.startswith("tingtang-")))
    try:
        assert refused(lambda: ready.maker.check("1.1.0")).detail == "tingtang-agent"
    finally:
        passwd.write_text(accounts)


def test_its_settings_are_read_by_it_before_it_runs(ready: Ready) -> None:
    settings = ready.layout.settings_of(Role.AGENT)
    settings.write_text("[agent]\n")
    ready.maker.check("1.1.0")
    beside = ready.layout.release("1.1.0+1a2b3c4d")
    beside.symlink_to("1.1.0")
    ready.maker.check(beside.name)  # the installer's name for other content of a version; going back to it must be allowed
    beside.unlink()
    settings.write_text("old_key = 1\n")
    told = refused(lambda: ready.maker.check("1.1.0"))
    assert told.trouble is Trouble.SETTINGS_REFUSED
    assert "old_key: unknown key" in told.detail
    settings.write_text("[agent]\n")


def test_its_units_are_put_in_place_once(ready: Ready) -> None:
    assert ready.maker.place("1.1.0")
    assert "ExecStart=/new" in (ready.machine.root / UNIT).read_text()
    assert not ready.maker.place("1.1.0"), "nothing to do a second time"
    (ready.machine.root / UNIT).write_text("[Service]\nExecStart=/old\n")
    assert ready.maker.place("1.1.0")


def test_a_file_that_rotted_on_the_disk_is_no_release(ready: Ready, tmp_path: Path) -> None:
    shutil.copytree(ready.folder, tmp_path / "fetched")
    rotten = tmp_path / "fetched/wheels/tinyhelper-1.0-py3-none-any.whl"
    rotten.write_bytes(rotten.read_bytes()[:-1] + b"x")
    told = refused(lambda: ready.maker.make(ready.manifest, ready.files, tmp_path / "fetched"))
    assert told.trouble is Trouble.BAD_FILE
    assert not rotten.exists(), "so it is fetched again"


def test_without_its_stamp_a_release_isnt_made(ready: Ready) -> None:
    stamp = ready.layout.release("1.1.0") / STAMP
    content = stamp.read_bytes()
    stamp.unlink()
    assert not ready.maker.is_made("1.1.0")
    assert ready.maker.versions() == ("1.1.0",), "unfinished, to be tidied away or made anew"
    stamp.write_bytes(content)
