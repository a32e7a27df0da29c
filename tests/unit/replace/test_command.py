"""`tingtang replace` on the hall's server: the old machine cut off, a card with a new code, and the check of the new machine."""

import json
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.releases.orders import Report
from hall_controller.clock import wall_ms
from hall_controller.releases.store import RolloutStore
from tingtang.__main__ import main
from tingtang.trust.officer import TrustOfficer

SITE = Path(__file__).parents[3] / "firmware_configs/sites/example-county/site.toml"
NODE, NAME, SERIAL = "kiosk-03", "kiosk-03-link", "10000000abcd1234"


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A hall's server whose kiosk-03 was enrolled."""
    root = tmp_path / "server"
    officer = TrustOfficer(Layout(root))
    officer.init("150426-07", ["hall.local"])
    officer.issue(NAME, tmp_path / "old")
    return root


def run(server: Path, *more: str) -> int:
    out = ["--out", str(server.parent / "cards"), "--language", "en"]
    return main(["replace", "--root", str(server), "--site", str(SITE), "--old", NODE, *out, *more])


def certificates(server: Path) -> list[bool]:
    """Of each of the unit's certificates: was it revoked?"""
    lines = TrustOfficer(Layout(server)).listing()
    return [signed.revoked_at is not None for line in lines if line.node.name == NAME for signed in line.certificates]


def reports(server: Path, report: Report) -> None:
    store = RolloutStore(Layout(server).data_of(Role.UNITS), wall_ms)
    store.open()
    store.report(NAME, report)
    store.close()


def test_a_new_machine_takes_a_dead_ones_place(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(server, "--new-serial", SERIAL) == 0
    said = capsys.readouterr().out
    assert "the old machine is cut off" in said
    assert "A manager closes them" in said, "nobody gave the hall's address"
    assert certificates(server) == [True]
    code = server.parent / "cards" / NODE / "boot/tingtang/enrolment-code"
    assert code.read_text().startswith(f"tt1.{NAME}.")
    assert code.read_text().strip() not in said
    assert code.stat().st_mode & 0o077 == 0

    assert run(server, "--check", "--json") == 1
    points = {point["point"]: point["good"] for point in json.loads(capsys.readouterr().out)["points"]}
    assert points == {"cutOff": True, "enrolled": False, "asked": False, "rightMachine": False, "well": False}

    TrustOfficer(Layout(server)).issue(NAME, server.parent / "new")
    reports(server, Report(version="1.1.0", serial="another"))
    assert run(server, "--check") == 1
    assert "it isn't the machine that was meant (its serial: another)" in capsys.readouterr().out
    reports(server, Report(version="1.1.0", serial=SERIAL))
    assert run(server, "--check") == 0

    assert run(server, "--new-serial", SERIAL) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert certificates(server) == [True, False], "the new machine isn't cut off by asking twice"


def test_what_cant_be_replaced_this_way_is_said(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for node, word in (("kiosk-77", "no unit kiosk-77"), ("ctl", "tingtang restore")):
        assert main(["replace", "--root", str(server), "--site", str(SITE), "--old", node]) == 2
        assert word in capsys.readouterr().err
    assert run(server, "--check") == 1
    assert "was never replaced" in capsys.readouterr().err
    assert certificates(server) == [False]


def test_numbers_that_cant_be_closed_now_are_said_and_the_rest_is_done(
    server: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tingtang.replace.running._password", lambda: "x")
    assert run(server, "--url", "http://127.0.0.1:1") == 1
    assert "A manager closes them" in capsys.readouterr().err
    assert certificates(server) == [True]
    assert (server.parent / "cards" / NODE / "boot").is_dir()
