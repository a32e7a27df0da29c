"""The kiosk's file is checked whole."""

from pathlib import Path

import pytest

from api.process.settings_file import ConfigurationError
from kiosk.program import main, window_of
from kiosk.settings import load_settings

GOOD = """
[kiosk]
site = "610124-01"
node = "kiosk-01"
data_dir = "data"
printer = "kiosk-01-agent/receipt-1"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_small_file_is_enough_and_paths_start_at_its_folder(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD))
    assert settings.kiosk.data_dir == tmp_path / "data"
    assert settings.kiosk.languages == ("zh-CN", "en")
    assert settings.kiosk.demo_port is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD + 'colour = "blue"\n', "kiosk.colour"),
        (GOOD.replace("receipt-1", "Receipt 1"), "kiosk.printer"),
        (GOOD + 'languages = ["tlh"]\n', "kiosk.languages"),
        (GOOD + 'timezone = "Mars/Olympus"\n', "kiosk.timezone"),
        (GOOD + "[display]\nwidth = 3\n", "display.width"),
        ("not toml", "TOML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_settings(written(tmp_path, text))


def test_check_config_says_usable_or_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, GOOD)
    assert main(["--config", str(path), "--check-config"]) == 0
    assert main(["--config", str(tmp_path / "none.toml"), "--check-config"]) == 78
    assert "can't be read" in capsys.readouterr().err


def test_a_kiosk_fills_its_screen_and_the_demo_is_a_window(tmp_path: Path) -> None:
    kiosk = load_settings(written(tmp_path, GOOD))
    assert window_of(kiosk, display_there=True) == (1080, 1920, True)
    demo = load_settings(written(tmp_path, GOOD + "demo_port = 8000\n"))
    assert window_of(demo, display_there=True) == (540, 960, False)
    assert window_of(demo, display_there=False) == (1080, 1920, False)
