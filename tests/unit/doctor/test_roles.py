"""The doctor looks at a machine with the libraries of that machine's role, and no others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.process.layout import Role
from tests.support.doctor.node_faults import agent_file, visit
from tests.support.hall_config import SMALL_HALL
from tingtang.doctor import looks
from tingtang.doctor.needed import units_of
from tingtang.ports import free_port


def controller_file(folder: Path) -> Path:
    (folder / "hall.toml").write_text(SMALL_HALL)
    path = folder / "controller.toml"
    path.write_text(f'site_file = "hall.toml"\ndata_dir = "data"\n[http]\nport = {free_port()}\n[broker]\nport = {free_port()}\n')
    return path


def test_a_television_knows_the_hall_by_its_page(tmp_path: Path) -> None:
    config = tmp_path / "screen.toml"
    config.write_text(f'[screen]\nurl = "http://127.0.0.1:{free_port()}/screen?id=screen-1"\n')
    seen = visit(tmp_path, screen=config)
    assert [finding.code for finding in looks.healths(seen)] == ["health.silent"]
    assert units_of(seen.machine.services) == ["tingtang-screen.service", "chrony.service"]
    config.write_text('[screen]\nurl = "http://hall.invalid/screen?id=screen-1"\n')
    way = visit(tmp_path, screen=config).machine.way
    assert way is not None
    assert (way.host, way.port, way.certified) == ("hall.invalid", 80, False)


def test_an_agent_without_a_terminal_has_no_broker_of_its_own() -> None:
    assert "mosquitto.service" not in units_of([Role.AGENT])
    assert "mosquitto.service" in units_of([Role.AGENT, Role.KIOSK])


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
