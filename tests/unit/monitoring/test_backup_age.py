"""How old the newest backup is: a monitoring system must hear of nights without one."""

import os
from pathlib import Path

from hall_controller.monitoring import newest_s
from tests.support.kept_hall import kept_hall


def test_only_whole_backups_count(tmp_path: Path) -> None:
    hall = kept_hall(tmp_path / "hall")
    assert newest_s(hall.backups) == 0.0
    made = hall.make()
    os.utime(made.path, (1_000, 1_000))
    # As a run leaves it that was killed.
    (hall.backups / f".part-{made.path.name}").write_bytes(b"x")
    assert newest_s(hall.backups) == 1_000.0
    assert newest_s(None) == 0.0
