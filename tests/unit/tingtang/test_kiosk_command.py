"""`tingtang kiosk`: files of a terminal's own broker, the technician's code, verdicts of a long run."""

from pathlib import Path

import pytest

from kiosk.technician.code import CodeGuard, read_code
from tingtang.__main__ import main
from tingtang.broker_template import TERMINAL, render
from tingtang.kiosk_tools.soak import Soaked
from tingtang.terminal_bridge import Bridge, terminal_configuration, topics


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "link-password"
    path.write_text("long and random\n", "ascii")
    return path


def broker(tmp_path: Path, password: Path, *more: str) -> int:
    usual = ("--site", "150426-07", "--kiosk", "kiosk-03", "--hall", "hall.local:8883", "--password-file", str(password))
    return main(["kiosk", "broker", *usual, "--out", str(tmp_path / "out"), *more])


def test_the_files_of_a_terminals_broker(tmp_path: Path, password: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert broker(tmp_path, password, "--ca", "/etc/hall.crt") == 0
    out = tmp_path / "out"
    text = (out / "mosquitto.conf").read_text("utf-8")
    for line in (
        "listener 1883 127.0.0.1",
        "address hall.local:8883",
        "remote_username kiosk-03-link",
        "remote_password long and random",
        "notification_topic hall/v1/150426-07/kiosk-03-link/node/state/link",
        "bridge_cafile /etc/hall.crt",
        "persistence false",
        "topic hall/v1/150426-07/kiosk-03-agent/+/cmd/# in 1",
    ):
        assert line in text.splitlines()
    assert "user kiosk-03-agent" in (out / "acl").read_text("utf-8")
    assert "ctl" not in (out / "passwords").read_text("utf-8")
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) == 5
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)
    assert "long and random" not in capsys.readouterr().out


def test_passwords_stay_when_the_files_are_written_again(tmp_path: Path, password: Path) -> None:
    assert broker(tmp_path, password) == 0
    before = (tmp_path / "out" / "credentials" / "kiosk-03").read_text("ascii")
    assert broker(tmp_path, password) == 0
    assert (tmp_path / "out" / "credentials" / "kiosk-03").read_text("ascii") == before


@pytest.mark.parametrize(
    "more", [("--hall", "hall.local"), ("--site", "+"), ("--kiosk", "kiosk-03/#"), ("--password-file", "/no/such/file")]
)
def test_what_cannot_be_written_is_said(more: tuple[str, str], tmp_path: Path, password: Path) -> None:
    assert broker(tmp_path, password, *more) == 2
    assert not (tmp_path / "out" / "mosquitto.conf").exists()


def test_a_setting_that_the_template_lacks_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_setting"):
        render(TERMINAL.read_text("utf-8"), {"no_such_setting": "1"})


def test_no_name_opens_more_than_its_own_topics() -> None:
    assert all("#" not in line.split()[1][:-1] for line in topics("150426-07", ["kiosk-01"]))
    with pytest.raises(ValueError):
        topics("150426-07", ["#"])
    bridge = Bridge("150426-07", "kiosk-01", "kiosk-01-agent", "h", 1, "secret", tls=False)
    assert "secret" not in repr(bridge)
    assert "bridge_cafile" not in terminal_configuration(bridge, {})


def test_a_made_up_code_is_printed_once_and_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "code", "--out", str(tmp_path / "code")]) == 0
    (code,) = [word.rstrip(";") for word in capsys.readouterr().out.split() if word.rstrip(";").isdigit()]
    assert CodeGuard(read_code(tmp_path / "code"), tmp_path / "tries", lambda: 0.0).try_code(code).right


def test_a_code_of_ones_own_has_digits_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: "1234")
    assert main(["kiosk", "code", "--ask", "--out", str(tmp_path / "code")]) == 2
    assert not (tmp_path / "code").exists()


def test_a_long_run_tells_growth_from_warming_up() -> None:
    warming = [(float(second), 200.0 + min(second, 600) / 10) for second in range(0, 3600, 10)]
    assert Soaked(memory_mb=warming).well
    growing = [(float(second), 200.0 + second / 60) for second in range(0, 3600, 10)]
    assert Soaked(memory_mb=growing).growth_mb > 30
    assert not Soaked(memory_mb=growing).well
    assert not Soaked(memory_mb=warming, restarts=1).well
    assert Soaked().growth_mb == 0
