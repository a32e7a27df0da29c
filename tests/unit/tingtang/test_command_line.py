"""The command line: teaches by --help, and says in words what is wrong with a file."""

import socket
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.rules import Rules
from tingtang.__main__ import COMMANDS, load_command, main
from tingtang.commands.config import print_calendar
from tingtang.commands.demo import DEMO_SITE


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert all(name in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert load_command(name).__doc__
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_a_taken_port_is_said_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port), "--data", str(tmp_path / "demo")]) == 1
    assert f"port {port} is in use" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_good_hall_is_usable(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", "hall", str(DEMO_SITE)]) == 0
    assert "usable" in capsys.readouterr().out


def test_a_hall_s_next_days_are_shown_with_its_own_holidays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(f'{DEMO_SITE.read_text(encoding="utf-8")}\n[calendar]\noverrides = "holidays.toml"\n', encoding="utf-8")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    tomorrow = (today + timedelta(days=1)).isoformat()
    (tmp_path / "holidays.toml").write_text(
        f'days = [{{ date = {tomorrow}, open = false, name = {{ zh-CN = "院庆" }} }}]', encoding="utf-8"
    )
    assert main(["config", "check", "hall", str(hall)]) == 0
    said = capsys.readouterr()
    lines = [line for line in said.out.splitlines() if line.startswith("  2")]
    assert len(lines) == 14
    assert f"  {tomorrow}" in said.out
    assert "closed  (hall's own calendar, 院庆)" in said.out
    (tmp_path / "holidays.toml").write_text("days = [{ date = 2027-02-31, open = false }]", encoding="utf-8")
    assert main(["config", "check", "hall", str(hall)]) == 1
    assert f"{tmp_path / 'holidays.toml'}: isn't valid TOML" in capsys.readouterr().err


def test_past_the_known_years_the_check_warns_and_crashes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    section = {"public_holidays": "china", "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
    site = HallConfig.model_validate({**load_hall_config(DEMO_SITE).model_dump(), "calendar": section})
    print_calendar(Rules(site), date(max(day.year for day in chinese_calendar.holidays) + 1, 1, 4))
    said = capsys.readouterr()
    assert said.out.count("unknown year") == 14
    assert "warning: public holidays" in said.err


def test_an_unknown_key_is_named_with_file_and_section(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "hall.toml"
    wrong.write_text(DEMO_SITE.read_text(encoding="utf-8").replace("minutes = 8", "minuts = 8", 1), encoding="utf-8")
    assert main(["config", "check", "hall", str(wrong)]) == 1
    said = capsys.readouterr().err
    assert str(wrong) in said
    assert "services.0.minuts" in said


def test_audit_of_a_folder_without_a_ledger_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--data", str(tmp_path), "--hall", str(DEMO_SITE)]) == 2
    assert "there is no ledger" in capsys.readouterr().err


def test_accounts_are_added_listed_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Typed("a long password\n"))
    data = ["--data", str(tmp_path)]
    assert main(["account", "add", *data, "wang", "--role", "clerk", "--windows", "3,4"]) == 0
    assert main(["account", "list", *data]) == 0
    assert capsys.readouterr().out.split() == ["wang", "clerk", "windows", "3,4"]
    assert main(["account", "remove", *data, "wang"]) == 0
    assert main(["account", "remove", *data, "wang"]) == 1
    assert "wang" in capsys.readouterr().err


class _Typed:
    """Standard input that is no terminal."""

    def __init__(self, text: str) -> None:
        self._text = text

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return self._text
