"""The units hold together: what they start exists, and a stuck process is restarted."""

import configparser
import importlib.util
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[3] / "systemd").glob("*.service"))


def load(path: Path) -> configparser.RawConfigParser:
    """systemd allows a key several times; the last one is enough for these checks."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def test_there_is_a_unit_for_each_running_part() -> None:
    assert [unit.name for unit in UNITS] == ["tingtang-agent.service", "tingtang-controller.service", "tingtang-kiosk.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_unit_starts_a_module_of_ours(unit: Path) -> None:
    python, option, module, config, path = load(unit)["Service"]["ExecStart"].split()
    assert (python, option, config) == ("/opt/tingtang/bin/python", "-m", "--config")
    assert path.startswith("/etc/tingtang/")
    assert importlib.util.find_spec(f"{module}.__main__") is not None


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_unit_is_watched_restarted_and_locked_down(unit: Path) -> None:
    service = load(unit)["Service"]
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) <= 20
    assert service["Restart"] == "always"
    assert service["User"] == "tingtang"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert "demo" not in unit.read_text(encoding="utf-8")
