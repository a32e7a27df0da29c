"""`cloud-init schema` itself, unpacked from Debian's package at set-up, takes the files that units start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tingtang.provision.units import Unit

UNPACKED = Path(__file__).parents[3] / "var" / "cloud-init" / "usr" / "lib" / "python3" / "dist-packages"


@pytest.mark.skipif(not UNPACKED.is_dir(), reason="cloud-init isn't unpacked (make test does it)")
@pytest.mark.parametrize("node", ["ctl", "kiosk-03"])
def test_it_is_valid(units: dict[str, Unit], node: str, tmp_path: Path) -> None:
    def judged(text: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "user-data"
        file.write_text(text, "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(UNPACKED)}
        command = [sys.executable, "-W", "ignore", "-m", "cloudinit.cmd.main", "schema", "--config-file", file]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    good = judged(units[node].boot["user-data"])
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.startswith("Valid")
    if node == "ctl":
        bad = judged(units[node].boot["user-data"].replace("disable_root: true", "disable_root: often"))
        assert bad.returncode != 0
        assert "disable_root" in bad.stdout + bad.stderr
