"""What single services are handed and where they may write fits what their settings may say."""

from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from hall_controller.settings import ControllerSettings
from hall_controller.settings_backup import backup_in_folder
from tests.support.unit_root import SYSTEMD, Unit


@pytest.mark.parametrize("name", ["controller", "agent", "kiosk"])
def test_who_tells_metrics_is_handed_the_token(name: str) -> None:
    handed = {line.partition(":")[0] for line in Unit(SYSTEMD / f"tingtang-{name}.service").all_of("LoadCredential")}
    assert "metrics-token" in handed


def test_backups_lie_where_the_settings_say_so_that_all_look_at_the_same_ones() -> None:
    backup, retention = (Unit(SYSTEMD / f"tingtang-{name}.service") for name in ("backup", "retention"))
    assert "--out" not in backup["Service"]["ExecStart"]
    settings = ControllerSettings(site_file=Path("hall.toml"), data_dir=Layout().data_of(Role.CONTROLLER))
    assert backup_in_folder(settings.backup, Path("/etc/tingtang"), settings.data_dir).folder == Layout().backups
    assert retention.all_of("ReadWritePaths") == backup.all_of("ReadWritePaths")
