"""What `systemctl` answers about the broker: who can't be asked doesn't count as one that isn't there."""

from pathlib import Path

import pytest

from tingtang.trust.broker_control import BrokerSilent, reload_by_systemd

SYSTEMCTL = """\
#!/bin/sh
echo "$@" >> "{folder}/asked"
case "$1" in is-active) exit {active} ;; *) exit {reload} ;; esac
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where programs are looked for first."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    return tmp_path


def answers(folder: Path, active: int, reload: int) -> None:
    program = folder / "systemctl"
    program.write_text(SYSTEMCTL.format(folder=folder, active=active, reload=reload))
    program.chmod(0o755)


def test_one_that_runs_is_told(path: Path) -> None:
    answers(path, 0, 0)
    assert reload_by_systemd(booted=path)
    assert (path / "asked").read_text() == "is-active --quiet mosquitto.service\nreload mosquitto.service\n"


@pytest.mark.parametrize("code", [3, 4])
def test_one_that_does_not_run_has_nobody_connected(path: Path, code: int) -> None:
    answers(path, code, 0)
    assert not reload_by_systemd(booted=path)


@pytest.mark.parametrize(("active", "reload"), [(1, 0), (0, 1)])
def test_one_that_cannot_be_asked_or_told_is_said(path: Path, active: int, reload: int) -> None:
    answers(path, active, reload)
    with pytest.raises(BrokerSilent, match="systemctl status mosquitto"):
        reload_by_systemd(booted=path)


def test_without_systemd_none_runs(path: Path) -> None:
    answers(path, 0, 0)
    assert not reload_by_systemd(booted=path / "nowhere")
    assert not (path / "asked").exists()
