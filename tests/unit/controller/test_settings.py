"""The controller's own file."""

from pathlib import Path

import pytest

from api.process.broker_access import bus_settings
from api.process.settings_file import ConfigurationError
from hall_controller.settings import load_settings

WELL = """
site_file = "hall.toml"
data_dir = "/var/lib/tingtang"
[http]
port = 0
[broker]
port = 2883
password_file = "secrets/ctl"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "controller.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_relative_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, WELL))
    assert settings.site_file == tmp_path / "hall.toml"
    assert settings.data_dir == Path("/var/lib/tingtang")
    assert settings.broker.password_file == tmp_path / "secrets/ctl"
    assert settings.http.secure_cookies is False
    assert load_settings(write(tmp_path, WELL.replace("port = 0", "secure_cookies = true"))).http.secure_cookies is True
    assert (settings.http.host, settings.http.port, settings.broker.port, settings.demo) == ("127.0.0.1", 0, 2883, False)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (WELL + "pasword_file = 'x'\n", "broker.pasword_file"),
        ("site_file = 'x'\n", "data_dir"),
        (WELL + "[log]\nlevel = 'loud'\n", "log.level"),
        ("site_file = \n", "isn't valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_and_the_text_names_the_key(tmp_path: Path, text: str, named: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as refused:
        load_settings(path)
    assert named in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        load_settings(tmp_path / "none.toml")


def test_the_environment_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/elsewhere")
    monkeypatch.setenv("DEMO", "true")
    assert load_settings(write(tmp_path, WELL)).demo is False


def test_the_password_is_read_from_its_file(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, WELL))
    with pytest.raises(ConfigurationError, match="password_file"):
        bus_settings(settings.broker, site="610124-01", node="ctl", data_dir=tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/ctl").write_text("open sesame\n", encoding="utf-8")
    bus = bus_settings(settings.broker, site="610124-01", node="ctl", data_dir=tmp_path)
    assert (bus.username, bus.password) == ("ctl", "open sesame")
