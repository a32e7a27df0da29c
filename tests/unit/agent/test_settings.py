import subprocess
import sys
from pathlib import Path

import pytest

from api.process.settings_file import ConfigurationError
from drivers.agent.fleet import check_fleet
from drivers.agent.settings import load_settings

GOOD = """
[agent]
site = "150426-07"
node = "window-agent"
data_dir = "data"

[broker]
port = 1884
password_file = "secret"

[[buses]]
id = "pads"
kind = "ff68"
link = { type = "serial", port = "/dev/tingtang/pads" }

[[devices]]
id = "receipt-1"
kind = "receipt-printer"
place = "kiosk-01"
link = { type = "tcp", host = "127.0.0.1", port = 9100 }

[[devices]]
id = "callpad-1"
kind = "call-pad"
bus = "pads"
address = 1
window = 3
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "agent.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_file_loads_and_its_paths_start_at_its_folder(tmp_path: Path) -> None:
    settings = load_settings(_write(tmp_path, GOOD))
    assert settings.agent.data_dir == tmp_path / "data"
    assert settings.broker.password_file == tmp_path / "secret"
    assert settings.devices[1].options == {"window": 3}
    check_fleet(settings, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('node = "window-agent"', 'node = "Window Agent"', "agent.node"),
        ("port = 1884", "port = 1884\nspeed = 1", "broker.speed"),
        ('data_dir = "data"', "", "agent.data_dir"),
        ("[broker]", "[brokers]", "brokers"),
        ('bus = "pads"', 'bus = "lines"', "there is no bus 'lines'"),
        ('id = "callpad-1"', 'id = "receipt-1"', "stands more than once"),
        ("address = 1\n", "", "`bus` and `address` go together"),
        ('link = { type = "tcp", host = "127.0.0.1", port = 9100 }', "", "give either `link`"),
        ('type = "tcp"', 'type = "telex"', "devices.0.link"),
        ('id = "receipt-1"', 'id = "node"', "stands for the host itself"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, where: str) -> None:
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert where in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("window = 3", "window = 3\ncolour = 7", "devices.callpad-1.colour"),
        ("window = 3", "", "devices.callpad-1.window"),
        ('kind = "call-pad"', 'kind = "telex"', "devices.callpad-1: kind 'telex' is unknown"),
        ('kind = "ff68"', 'kind = "token-ring"', "buses.pads"),
        ('place = "kiosk-01"', 'profile = "no-such-printer"', "devices.receipt-1"),
    ],
)
def test_a_drivers_own_options_are_checked_too(tmp_path: Path, old: str, new: str, where: str) -> None:
    settings = load_settings(_write(tmp_path, GOOD.replace(old, new, 1)))
    with pytest.raises(ConfigurationError) as caught:
        check_fleet(settings, tmp_path)
    assert where in str(caught.value)


def test_two_devices_at_one_address(tmp_path: Path) -> None:
    second = '\n[[devices]]\nid = "callpad-2"\nkind = "call-pad"\nbus = "pads"\naddress = 1\nwindow = 4\n'
    with pytest.raises(ConfigurationError, match="pads address 1"):
        load_settings(_write(tmp_path, GOOD + second))


@pytest.mark.parametrize("text", ["[agent", "agent = 3"])
def test_the_process_ends_with_a_clear_text(tmp_path: Path, text: str) -> None:
    path = _write(tmp_path, text)
    done = subprocess.run(
        [sys.executable, "-m", "drivers.agent", "--config", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 78
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr


def test_check_config_starts_nothing(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD)
    command = [sys.executable, "-m", "drivers.agent", "--config", str(path), "--check-config"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "usable, 2 devices" in done.stdout) == (0, True), done.stderr
    assert not (tmp_path / "data").exists()
