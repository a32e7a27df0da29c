"""The doctor looks at a machine with the libraries of that machine's role, and no others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.doctor.node_faults import agent_file
from tests.support.hall_config import SMALL_HALL
from tingtang.ports import free_port


def controller_file(folder: Path) -> Path:
    (folder / "hall.toml").write_text(SMALL_HALL)
    path = folder / "controller.toml"
    path.write_text(f'site_file = "hall.toml"\ndata_dir = "data"\n[http]\nport = {free_port()}\n[broker]\nport = {free_port()}\n')
    return path


@pytest.mark.parametrize("role", ["controller", "agent"])
def test_every_part_is_looked_at_with_that_roles_packages(role: str, tmp_path: Path) -> None:
    config = controller_file(tmp_path) if role == "controller" else agent_file(tmp_path)
    line = [sys.executable, "-m", "tests.support.doctor.only_with", role]
    arguments = ["doctor", "--root", str(tmp_path), f"--{role}", str(config), "--json"]
    done = subprocess.run([*line, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr[-2000:]
    found = {finding["code"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert "doctor.stumbled" not in found, found
    assert {"health.silent" if role == "controller" else "device.agent-silent", "broker.not-listening"} <= found.keys()
